"""Doubts as people read them: a table with Chinese headings, two rows side by side, a workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from metrics.doubts.model import SEVERITIES, Doubt, Place
from metrics.doubts.registry import number
from metrics.framework import ColumnSpec, Framework
from metrics.ingest.write import is_blank, write_list

SHEET = "数据质量"
#: Family of rules → what it is about, in the order in which people look.
KINDS = MappingProxyType(
    {
        "重复报送": "一件事报了两次",
        "数字不符": "几个数对不上",
        "超出常规": "比同类大得多",
        "超出整体": "部分比整体还大",
        "对象与计量": "发给谁、按什么数",
        "前后期变化": "修订、上下季度",
        "负担与覆盖": "去太多或没有去",
        "真实性": "拆开报、照着抄、挑着做",
    }
)
#: Cells of one doubt listed in a workbook; the rest is counted.
MOST_CELLS = 50
_WIDTHS = MappingProxyType(
    {
        "程度": 9,
        "类别": 14,
        "问题": 26,
        "单位": 26,
        "位置": 46,
        "说明": 60,
        "填的是": 24,
        "应为": 30,
        "怎么办": 50,
        "处理": 36,
        "代码": 8,
    }
)


@dataclass(frozen=True)
class SideBySide:
    """One field of several rows side by side; `differs` when they do not all say the same."""

    heading: str
    texts: tuple[str, ...]
    differs: bool


def unit_names(framework: Framework, doubt: Doubt) -> list[str]:
    """Names of the units a doubt concerns."""
    return [framework.unit[code].name if code in framework.unit else code for code in doubt.units]


def place_text(place: Place) -> str:
    """`U08 2023Q3 活动台账!C6 文件.xlsx`."""
    return f"{place} {place.file}"


def side_by_side(framework: Framework, places: Sequence[Place]) -> tuple[SideBySide, ...]:
    """The fields of rows of one ledger that hold anything, in the order of the sheet."""
    compared = []
    for column in framework.ledgers[places[0].ledger].columns:
        texts = tuple(value_text(column, place.values.get(column.id)) for place in places)
        if any(texts):
            compared.append(SideBySide(column.heading, texts, len(set(texts)) > 1))
    return tuple(compared)


def value_text(column: ColumnSpec, value: object) -> str:
    """A value as it reads in a table; empty when it is missing."""
    if is_blank(value):
        return ""
    if column.type == "bool":
        return "是" if value else "否"
    if column.type == "date":
        return f"{value:%Y-%m-%d}"
    return number(value) if column.type in ("int", "decimal") else str(value)


def doubts_frame(
    framework: Framework, doubts: Iterable[Doubt], settled: Mapping[str, str] = MappingProxyType({})
) -> pd.DataFrame:
    """Doubts as a table of texts, one row each; `settled` maps the key of a doubt to what was decided."""
    records = [
        (
            SEVERITIES[doubt.severity],
            doubt.kind,
            doubt.title,
            "、".join(unit_names(framework, doubt)),
            _cells(doubt),
            doubt.message,
            doubt.found,
            doubt.expected,
            doubt.hint,
            settled.get(doubt.key, ""),
            doubt.code,
        )
        for doubt in doubts
    ]
    return pd.DataFrame(records, columns=list(_WIDTHS), dtype="str")


def _cells(doubt: Doubt) -> str:
    lines = [place_text(place) for place in doubt.where[:MOST_CELLS]]
    rest = len(doubt.where) - len(lines)
    return "\n".join([*lines, *([f"……另有 {rest} 处"] if rest else [])])


def write_doubts(
    framework: Framework,
    doubts: Iterable[Doubt],
    title: str,
    settled: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Make the list of doubts as a workbook.

    Args:
        framework: names of the units.
        doubts: what was found.
        title: stands above the list.
        settled: key of a doubt → what was decided.

    Returns:
        The bytes of an .xlsx file with one sheet; texts of the data stay texts.
    """
    return write_list(doubts_frame(framework, doubts, settled), title, SHEET, _WIDTHS, held=3)
