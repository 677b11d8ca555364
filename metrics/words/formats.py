"""Numbers and states in words: one format everywhere."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeGuard

import pandas as pd

from metrics.framework import Framework
from metrics.scoring import shown

NO_SCORE = "未评分"
#: Where every number comes from.
SOURCE = "成员单位报送台账"
#: Status of a value → word.
STATUS: Mapping[str, str] = MappingProxyType(
    {"observed": "有数据", "zero": "已报，为零", "not_reported": "未报送", "not_applicable": "不适用"}
)
#: Level → measure word of its entities.
COUNTER: Mapping[str, str] = MappingProxyType(
    {"enterprise": "家", "brand": "个", "unit": "家", "county": "个", "town": "个", "industry": "个"}
)
#: Below this denominator a percentage is shown with its fraction.
FEW = 150
_SAMPLE, _LIMITED = "（示例）", "有限公司"


def quoted(name: str) -> str:
    """A name in quotation marks; those inside it become single ones."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def score(value: float | None) -> str:
    """A score with one decimal, or `未评分`."""
    return f"{shown(value):.1f}" if _known(value) else NO_SCORE


def grade_word(framework: Framework, value: float | None) -> str:
    """The grade word of a score; empty without one."""
    grade = framework.grade(float(shown(value))) if _known(value) else None
    return grade.word if grade else ""


def graded(framework: Framework, value: float | None) -> str:
    """A score and its grade word: `82.4 良`, or `未评分`."""
    return f"{score(value)} {grade_word(framework, value)}" if _known(value) else NO_SCORE


def number(value: float | None) -> str:
    """A number as people write it: whole ones bare, from ten thousand in 万, else one or two decimals."""
    if not _known(value):
        return "—"
    if abs(value) >= 10_000:
        return f"{shown(value / 10_000):.1f}万"
    if float(value).is_integer():
        return f"{value:.0f}"
    return f"{shown(value):.1f}" if abs(value) >= 10 else f"{value:.2f}"


def amount(value: float | None, unit: str) -> str:
    """A number with its unit: `1.8万人次`, `92.3%`; without a value `—`."""
    if not _known(value):
        return "—"
    return f"{shown(value):.1f}%" if unit == "%" else f"{number(value)}{unit}"


def value_words(
    value: float | None,
    unit: str,
    status: str,
    numerator: float | None = None,
    denominator: float | None = None,
) -> str:
    """A measure's value in words: `3场`, and a percentage of few as `12/13（92.3%）`.

    What was not reported is never shown as 0.
    """
    if status not in ("observed", "zero"):
        return STATUS[status]
    if unit != "%" or not _known(numerator) or not _known(denominator) or denominator >= FEW:
        return amount(value, unit)
    return (
        f"{number(numerator)}/{number(denominator)}（{amount(value, unit)}{capped(numerator, denominator)}）"
    )


def capped(above: float, below: float) -> str:
    """What is said beside a rate that its cap holds below the fraction it comes from; else nothing."""
    return "，最高计 100%" if above > below else ""


def covered(share: float | None) -> str:
    """What part of the reports is in: `97.6%`, all of them `100%`; without any `—`.

    Args:
        share: 0 to 1.
    """
    return f"{score(share * 100).removesuffix('.0')}%" if _known(share) else "—"


def change(now: float | None, before: float | None) -> float | None:
    """Points gained between the scores as shown; None when either score is missing."""
    return round(float(shown(now) - shown(before)), 1) if _known(now) and _known(before) else None


def placed(ranks: pd.Series, code: str) -> str:
    """A rank in words: `第3名`, with 并列 where it is shared, or `未排名`."""
    rank = ranks[code]
    if not _known(rank):
        return "未排名"
    shared = "并列" if ranks.eq(rank).sum() > 1 else ""
    return f"{shared}第{rank}名"


def short(name: str, most: int = 12) -> str:
    """A name for an axis: without `（示例）` and `有限公司`, cut to `most` signs; the hover has it all."""
    name = name.removesuffix(_SAMPLE).removesuffix(_LIMITED) or name
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and not pd.isna(value)
