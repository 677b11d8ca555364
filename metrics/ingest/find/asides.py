"""Rows that a ledger does not have: averages, last year's figures, parts of the row above, targets.

They are left out, and a person is asked: 平均 and 上年同期 are no activities, but a row is never dropped in
silence.
"""

import re
from collections.abc import Sequence

from metrics.framework import LedgerSpec, name_key
from metrics.ingest.read import Raw
from metrics.ingest.values import is_nothing, shown

_LONGEST = 20
_BEFORE = r"(?:各|全|本|按|每)?(?:表|月|季|年|季度|年度|单位|企业|乡镇)?"
_WORDS = (
    r"平均(?:值|数|每场|每人|人次|人数)?|人均|场均|均值|均数",
    r"(?:上年|去年|上季度?|上月|往年|历年)(?:同期|度)?(?:数|值|完成|累计|结转)?|同期(?:数|值|累计)?",
    r"同比.{0,6}|环比.{0,6}|增长率?|增[幅减](?:率|额|数)?|增减率|增速|较上[年季期月].{0,6}|比上[年季期月].{0,6}",
    r"其中(?:[:：、]?.{0,12})?|(?:其余|另外?)[:：].{0,12}",
    r"占比|比重|比例|百分比|完成率|完成比例|达标率|覆盖率|进度",
    r"(?:年度?|季度?|月度?|全年|本期|本年)?(?:目标|计划|任务|指标|预算)(?:数|值|任务|完成)?",
    r"差额|差异|差值|余额|结余|结转|抵[消销]|调整数?|核[增减]数?|更正数?",
    r"上期(?:数|值)?|本期(?:数|值)?|本[月季年]度?(?:数|值|完成)?|期[初末](?:数|值)?|年初数?|年末数?",
    r"累计完成|最[大小高低多少](?:值|数)?|中位数|众数|方差|标准差|排名|名次",
    r"(?:average|avg|mean|max|min|median|count|stdev|target|yoy|qoq)\.?",
    r"计数|个数|家数|户数|行数|笔数|以上共.{0,12}|全部|所有",
)
_ASIDE = re.compile("(?:" + _BEFORE + "(?:" + "|".join(_WORDS) + "))", re.IGNORECASE)
#: Signs without which a text is no such word; they spare most texts the closer look.
ASIDE_SIGN = re.compile(
    r"[均同比增较其另率进目计任指预差余结抵调核更上去往历本期初末累最众方标排名个家户行笔以全所数a-z]",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"[*\-—(\[【=#]*([^()\[\]【】*=#—-]+)[*\-—)\]】=#:：]*")


def is_aside(text: str) -> bool:
    """Whether a text is the word for a figure of statistics in place of what the row is.

    Example:
        >>> is_aside("平均"), is_aside("其中：线上"), is_aside("车间宣讲")
        (True, True, False)
    """
    if not 0 < len(text) <= _LONGEST:
        return False
    key = name_key(text).rstrip(":：")
    bare = _WRAPPED.fullmatch(key)
    return bool(_ASIDE.fullmatch(key) or (bare and _ASIDE.fullmatch(bare[1])))


def is_aside_row(cells: Sequence[Raw], by_field: dict[str, Raw], ledger: LedgerSpec) -> bool:
    """Whether a row begins with such a word, has no code, and hardly a word or day that a row must have.

    Args:
        cells: of the row, from the left.
        by_field: its cells by field.
        ledger: what a row must have.
    """
    first = next((shown(cell).strip() for cell in cells if _says(cell)), "")
    if not is_aside(first) or _says(by_field.get(ledger.key, "")):
        return False
    present = [by_field[name] for name in needed_words(ledger) if name in by_field]
    filled = [cell for cell in present if _says(cell) and not is_aside(shown(cell).strip())]
    return len(filled) * 2 < len(present)


def needed_words(ledger: LedgerSpec) -> list[str]:
    """The fields of words and days that every row of a ledger must have."""
    return [
        spec.id for spec in ledger.columns if spec.required and spec.type not in ("int", "decimal", "code")
    ]


def _says(cell: Raw) -> bool:
    return not isinstance(cell, str) or bool(cell.strip() and not is_nothing(cell))
