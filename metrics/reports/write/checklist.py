"""核对单: what the office looks at before a paper goes out, and what the paper itself does not carry.

Every sentence with its figures, who is missing, what was not told and why, doubts and rulings, differences
to papers that went out, numbers typed by hand, versions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from metrics.doubts import SEVERITIES, Doubt
from metrics.reports.model import (
    Alert,
    Block,
    Heading,
    Note,
    Number,
    Paragraph,
    Report,
    Stamp,
    TableBlock,
    TableColumn,
)
from metrics.reports.write.content import Material
from metrics.reports.write.notes import claim_differences, touched_facts
from metrics.reports.write.options import BriefOptions, EarlierPaper
from metrics.reports.write.sentences import Filled
from metrics.store import Store

_NUMERALS = "一二三四五六七八九十"


def numbers_of(blocks: Iterable[Block]) -> dict[str, dict[str, Any]]:
    """The locked figures of a paper by their ids, as they are kept with what went out: text, value, unit."""
    return {
        part.fact: {"text": part.text, "value": part.value, "unit": part.unit}
        for block in blocks
        if isinstance(block, Paragraph)
        for part in block.text
        if isinstance(part, Number)
    }


def earlier_papers(store: Store, kind: str, period: str, scope: str = "county") -> tuple[EarlierPaper, ...]:
    """The papers of a kind, about the same period and entity, that went out before; newest first."""
    return tuple(
        EarlierPaper(one.file, one.at, dict(one.options.get("numbers", {})))
        for one in store.office.exports(period=period, kind=kind)
        if one.options.get("final") and one.scope == scope
    )


@dataclass(frozen=True)
class _Checked:
    """What the list is made of."""

    material: Material
    options: BriefOptions
    filled: Sequence[Filled]
    blocks: Sequence[Block]


def checklist(
    material: Material,
    options: BriefOptions,
    filled: Sequence[Filled],
    paper: Report,
) -> Report:
    """The list for one paper, made of the same draft.

    Args:
        material: the period's figures.
        options: what was chosen; `review` and `earlier` tell what was found and what went out before.
        filled: the paper's paragraphs.
        paper: the paper.
    """
    checked = _Checked(material, options, filled, paper.blocks)
    parts = [(title, found) for title, make in _PARTS.items() if (found := make(checked))]
    blocks: list[Block] = [Note(f"本单随《{paper.title}》一起核对、存档，不随件发出。")]
    for at, (title, found) in enumerate(parts):
        blocks += [Heading(1, f"{_NUMERALS[at]}、{title}"), *found]
    blocks += [Heading(1, f"{_NUMERALS[len(parts)]}、版本"), _versions(paper.stamp)]
    return Report("check", f"{paper.title}核对单", paper.period, tuple(blocks), paper.stamp)


def _reported(checked: _Checked) -> list[Block]:
    found = checked.material.complete
    text = f"{found.counted}。" + (f"未报：{found.names(len(found.missing))}。" if found.missing else "")
    return [Alert(found.warning)] if found.warning else [Note(text)]


def _sentences(checked: _Checked) -> list[Block]:
    """Every locked figure, with the words around it, its exact value and where it comes from."""
    rows = [
        (_around(one.parts, at), number.text, number.value, number.unit, number.source)
        for one in checked.filled
        for at, number in enumerate(one.parts)
        if isinstance(number, Number)
    ]
    if not rows:
        return []
    frame = pd.DataFrame(rows, columns=["句子", "写法", "准确值", "单位", "出处"])
    frame["准确值"] = [
        _exact(value, unit) for value, unit in zip(frame["准确值"], frame["单位"], strict=True)
    ]
    widths = (3.9, 1.6, 1.4, 0.7, 2.4)
    columns = tuple(
        TableColumn(str(name), "text", width) for name, width in zip(frame.columns, widths, strict=True)
    )
    return [TableBlock("每个数字的句子和出处", frame, columns)]


def _exact(value: float, unit: str) -> str:
    """To four decimals, which is more than any sentence says; a year without a comma."""
    told = f"{value:.0f}" if unit == "年" else f"{value:,.4f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _around(parts: Sequence[Any], at: int) -> str:
    """The words next to a figure."""
    before = parts[at - 1].text if at else ""
    after = parts[at + 1].text if at + 1 < len(parts) else ""
    lead = before.replace("。", "，").rpartition("，")[2][-16:]
    return f"{lead}【{parts[at].text}】{after.replace('。', '，').partition('，')[0][:14]}"


def _untold(checked: _Checked) -> list[Block]:
    rows = list(dict.fromkeys(pair for one in checked.filled for pair in one.left_out))
    frame = pd.DataFrame(rows, columns=["没有写的", "为什么"])
    return [TableBlock("没有写入正文的数字和评价", frame)] if rows else []


def _by_hand(checked: _Checked) -> list[Block]:
    """Numbers typed by a person, and locked ones that were put right because the data moved on."""
    typed = [(one.id, number, "人工写入，没有台账核对") for one in checked.filled for number in one.typed]
    moved = [
        (one.id, f"{was} → {now}", "文字是按旧数据改的，数字已换成现在的")
        for one in checked.filled
        for _fact, was, now in one.replaced
    ]
    frame = pd.DataFrame([*typed, *moved], columns=["段落", "数字", "说明"])
    return [TableBlock("人工写入和换过的数字", frame)] if len(frame) else []


def _doubts(checked: _Checked) -> list[Block]:
    review = checked.options.review
    if review is None:
        return []
    facts = [number.fact for one in checked.filled for number in one.numbers]
    found = [
        *((doubt, f"未处理（{SEVERITIES[doubt.severity]}）") for doubt in review.waiting),
        *review.settled,
    ]
    rows = [_doubt_row(checked.material, facts, doubt, verdict) for doubt, verdict in found]
    if not rows:
        return [Note("跨单位、跨表核对没有发现疑问。")]
    frame = pd.DataFrame(rows, columns=["编号", "疑点", "说明", "涉及正文数字", "认定"])
    widths = (0.7, 1.4, 4.2, 1.8, 1.2)
    columns = tuple(TableColumn(str(name), "text", width) for name, width in zip(frame, widths, strict=True))
    return [TableBlock("疑点和认定", frame, columns)]


def _doubt_row(material: Material, facts: list[str], doubt: Doubt, verdict: str) -> tuple[str, ...]:
    touched = "、".join(touched_facts(material, facts, [doubt])) or "不涉及"
    return doubt.code, doubt.title, doubt.message, touched, verdict


def _differences(checked: _Checked) -> list[Block]:
    """Figures of the same period that went out otherwise, and those of a list of an earlier report."""
    now = numbers_of(checked.blocks)
    rows = [
        (paper.file, f"{paper.at:%Y-%m-%d}", fact, kept["text"], now[fact]["text"])
        for paper in checked.options.earlier
        for fact, kept in paper.numbers.items()
        if fact in now and kept["value"] != now[fact]["value"]
    ]
    frame = pd.DataFrame(rows, columns=["已发件", "日期", "数字", "当时", "本件"])
    blocks: list[Block] = [TableBlock("与已发件不同的数字", frame)] if rows else []
    claims = checked.options.claims
    if claims is not None:
        blocks += map(Note, claim_differences(checked.material, claims, list(checked.filled)))
    return blocks


def _versions(stamp: Stamp) -> TableBlock:
    rows = [
        ("筛选条件", stamp.filters),
        ("数据版本", stamp.data_version),
        ("指标版本", stamp.framework_version),
        ("生成时间", f"{stamp.generated_at:%Y-%m-%d %H:%M}"),
    ]
    frame = pd.DataFrame(rows, columns=["项", "值"])
    return TableBlock(
        "本件所用的数据", frame, (TableColumn("项", "text", 1.0), TableColumn("值", "text", 5.0))
    )


#: Heading → what stands below it; a part with nothing to say is left out.
_PARTS: Mapping[str, Any] = {
    "报送情况": _reported,
    "人工写入的数字": _by_hand,
    "与以前不同的数字": _differences,
    "疑点和认定": _doubts,
    "没有写的": _untold,
    "每个数字的出处": _sentences,
}
