"""What a report says about its figures: who is missing, what was not told, where an older one differs."""

from collections.abc import Iterable, Mapping

import pandas as pd

from metrics.ingest.quality import check_claims
from metrics.ingest.quality.claims import Claim, read_claims
from metrics.reports.content import Material
from metrics.reports.model import Note, Number
from metrics.reports.options import BriefOptions
from metrics.reports.sentences import Filled
from metrics.reports.wording import WordingError, read

_MOST_NAMES = 10


def notes(material: Material, options: BriefOptions, filled: Iterable[Filled]) -> list[Note]:
    """The notes on a report's data, in reading order."""
    told = list(filled)
    found = [_reported(material), _left_out(told), _typed(told)]
    if material.is_sample:
        found.append("本件由样例县数据生成，企业名称均为虚构。")
    if options.claims is not None:
        found += claim_differences(material, options.claims, told)
    return [Note(f"数据说明：{text}") for text in found if text]


def _reported(material: Material) -> str:
    """How many unit-quarters are in, and whose are not."""
    quarters = {quarter.code for quarter in material.data.period.quarters}
    expected = material.data.expected
    due = expected[expected["period"].isin(quarters)]
    missing = due[~due["approved"].astype(bool)]
    names = [
        f"{material.framework.unit[unit].short_name}（{period}）"
        for unit, period in zip(missing["unit"], missing["period"], strict=True)
        if unit in material.framework.unit
    ]
    whole = f"应报{len(due)}份（成员单位×季度），已通过审核{len(due) - len(missing)}份"
    more = f"等{len(names)}份" if len(names) > _MOST_NAMES else ""
    return f"{whole}，未到：{'、'.join(names[:_MOST_NAMES])}{more}。" if names else f"{whole}。"


def _left_out(filled: list[Filled]) -> str:
    """Figures without which a sentence was not written."""
    reasons: dict[str, list[str]] = {}
    for one in filled:
        for label, why in one.left_out:
            reasons.setdefault(why, []).append(label)
    told = "；".join(f"{'、'.join(dict.fromkeys(labels))}（{why}）" for why, labels in reasons.items())
    return f"以下数字没有写入正文：{told}。" if told else ""


def _typed(filled: list[Filled]) -> str:
    typed = [number for one in filled for number in one.typed]
    return f"以下数字由人工写入，未经台账核对：{'、'.join(typed)}。" if typed else ""


def claim_differences(material: Material, rows: pd.DataFrame, filled: list[Filled]) -> list[str]:
    """Where an earlier report's figures contradict one another or the ledgers, and what is told instead."""
    report = check_claims(rows, material.framework, material.data.period.start.year, material.facts)
    claims = read_claims(rows)
    doubts = [f"{doubt.code} {doubt.title}：{doubt.message}{doubt.hint}" for doubt in report.doubts]
    return [*_reworded(claims, filled), *(f"原报告核对 {text}" for text in doubts)]


def _reworded(claims: Mapping[str, Claim], filled: list[Filled]) -> list[str]:
    """Figures told otherwise than in the earlier report."""
    numbers = {number.fact: number for one in filled for number in one.numbers}
    return [
        f"{claims[fact].subject or fact}：原报告写“{_written(claims[fact])}”，本件按台账写“{_told(number)}”。"
        for fact, number in numbers.items()
        if fact in claims and not _same(claims[fact], number)
    ]


def _written(claim: Claim) -> str:
    bound = claim.qualifier if claim.qualifier in ("以上", "以下") else ""
    return f"{claim.written}{claim.unit.removeprefix('万')}{bound}"


def _told(number: Number) -> str:
    return number.text if number.unit == "%" else f"{number.text}{number.unit}"


def _same(claim: Claim, number: Number) -> bool:
    """The same meaning and the same unit."""
    try:
        meant = read(number.text)
    except WordingError:
        return False
    unit = claim.unit if claim.unit == "万元" else claim.unit.removeprefix("万")
    return meant == (claim.low, claim.high) and unit in ("", number.unit)
