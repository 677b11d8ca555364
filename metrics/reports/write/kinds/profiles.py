"""企业画像, 品牌画像, 单位报告 and 乡镇街道报告: one entity's scores, measures, rows behind them."""

from collections.abc import Callable, Mapping

import pandas as pd

from metrics.framework import LEVEL_NAMES, parse_period
from metrics.reports.model import Block, KeyFigures, Note, TableBlock, TableColumn
from metrics.reports.write import sentences
from metrics.reports.write.content import Material
from metrics.reports.write.evidence import evidence
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.reports.write.pieces import (
    known_ids,
    measures,
    paragraphs,
    ranking,
    score_cards,
    section_blocks,
    titled,
)
from metrics.words import SOURCE, STATES, covered, number_at

_FORMATS = ("pdf", "docx", "xlsx", "ofd", "png")
#: Rows of evidence a profile prints of a measure and in all; the table book has them all.
_EACH, _MOST_ROWS = 2, 60


@register(
    "enterprise", "企业画像", formats=_FORMATS, level="enterprise", texts="enterprise", needs=("course",)
)
def enterprise(material: Material, options: BriefOptions) -> Outcome:
    """One enterprise: scores beside the median, every measure, the rows behind them."""
    return _profile(material, options)


@register("brand", "品牌画像", formats=_FORMATS, level="brand", texts="brand", needs=("course",))
def brand(material: Material, options: BriefOptions) -> Outcome:
    """One brand, as an enterprise."""
    return _profile(material, options)


@register("unit", "单位报告", formats=_FORMATS, level="unit", texts="unit", needs=("course",))
def unit(material: Material, options: BriefOptions) -> Outcome:
    """One member unit: its scores and measures, the brands it leads, what it submitted."""
    return _profile(material, options)


@register(
    "town", "乡镇街道报告", layout="page", formats=_FORMATS, level="town", texts="town", needs=("course",)
)
def town(material: Material, options: BriefOptions) -> Outcome:
    """One town: its scores and measures, and its enterprises."""
    return _profile(material, options)


def _profile(material: Material, options: BriefOptions) -> Outcome:
    level, code = material.level, material.entity
    if code not in material.book(level).entities.index:
        raise ReportError(f"{material.data.period.label}没有{LEVEL_NAMES[level]}“{code}”。")
    texts = sentences.load(level, material.framework.texts)
    known_ids(texts, options)
    cards = score_cards(material, level, code)
    blocks: list[Block] = [KeyFigures(tuple(cards))] if cards else [_unscored(material)]
    told = []
    for section in texts.sections:
        if not options.has("sections", section.id):
            continue
        filled = paragraphs(material, options, section)
        told += filled
        blocks += section_blocks(material, options, section, filled)
        blocks += [_or_none(table(material)) for name, table in _TABLES.items() if name == section.id]
    title = options.title or titled(sentences.line(texts.title, material), material)
    whose = f"{LEVEL_NAMES[level]} {material.name(level, code)}"
    return Outcome(title, tuple(blocks), tuple(told), filters=whose)


def _or_none(table: TableBlock) -> Block:
    """A table, or that it has no rows."""
    return table if len(table.frame) else Note(f"{table.title}：没有。")


def _unscored(material: Material) -> Note:
    """Why nothing stands large on top."""
    book, root = material.book(material.level), material.framework.root.id
    known = covered(number_at(book.coverage, material.entity, root))
    return Note(f"{book.scope.label}没有得分：未报送、不适用或报送不足（数据覆盖{known}）。")


def _evidence(material: Material) -> TableBlock:
    rows = evidence(material, material.level, (material.entity,))
    wanted = ("指标", "名称", "文件", "工作表", "单元格", "计入")
    shown = rows.loc[rows["计入"].ne(0), list(wanted)]
    kept = shown.groupby("指标", sort=False).head(_EACH).head(_MOST_ROWS).reset_index(drop=True)
    widths = (1.5, 2.4, 4.4, 1.3, 0.8, 0.8)
    formats = {"计入": "score"}
    columns = tuple(
        TableColumn(name, formats.get(name, "text"), width)
        for name, width in zip(wanted, widths, strict=True)
    )
    note = f"每项指标最多列出{_EACH}行，共{len(shown)}行；全部依据见全表册的“取数依据”。"
    return TableBlock("数字出自哪个单元格", kept, columns, SOURCE, note)


def _led(material: Material) -> TableBlock:
    entities = material.book("brand").entities
    codes = tuple(entities.index[entities["lead_unit"].eq(material.entity).fillna(False).astype(bool)])
    return ranking(material, {"level": "brand", "title": "本单位牵头的重点工作品牌", "codes": codes})


def _enterprises(material: Material) -> TableBlock:
    entities = material.book("enterprise").entities
    town = material.name("town", material.entity)
    codes = tuple(entities.index[entities["town"].eq(town).fillna(False).astype(bool)])
    return ranking(material, {"level": "enterprise", "title": "本乡镇街道的试点企业", "codes": codes})


def _submissions(material: Material) -> TableBlock:
    quarters = {quarter.code for quarter in material.data.period.quarters}
    expected = material.data.expected
    own = expected[expected["unit"].eq(material.entity) & expected["period"].isin(quarters)]
    frame = pd.DataFrame(
        {
            "报告期": [parse_period(one).label for one in own["period"]],
            "状态": [STATES.get(one, one) for one in own["state"].astype("str")],
        }
    )
    return TableBlock("本单位报送情况", frame)


_TABLES: Mapping[str, Callable[[Material], TableBlock]] = {
    "measures": lambda material: measures(material, "各项指标"),
    "evidence": _evidence,
    "brands": _led,
    "submissions": _submissions,
    "enterprises": _enterprises,
}
