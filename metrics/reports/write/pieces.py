"""Blocks that several kinds of report share: charts, rankings, tables of twelve items, paragraphs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from metrics.charts import CHARTS, alt_text, draw, table_twin
from metrics.framework import LEVEL_NAMES
from metrics.reports.model import (
    Block,
    FigureBlock,
    Heading,
    KeyFigure,
    Note,
    Number,
    TableBlock,
    TableColumn,
)
from metrics.reports.write import sentences, standing
from metrics.reports.write.content import Material
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.reports.write.sentences import EditError, Filled, Section, Texts, UnknownFigureError
from metrics.reports.write.wording import say, style
from metrics.scoring import ScoreBook, graded_for
from metrics.tables import entity_table, measure_table
from metrics.words import SOURCE, grade_word, number_at, shown

#: Charts drawn for one entity, and those drawn from several periods.
_OF_ONE, _OF_PERIODS = ("sunburst", "radar", "bullets"), ("trend",)
_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(f"[{_NUMERALS}]+、")
_WIDTHS: Mapping[str, float] = {
    "名次": 0.6,
    "编号": 0.7,
    "名称": 3.0,
    "得分": 0.7,
    "等次": 0.9,
    "牵头单位": 1.8,
    "乡镇街道": 1.2,
    "行业": 1.5,
    "数据覆盖": 0.9,
}
_LEADING = {"brand": "牵头单位", "enterprise": "乡镇街道"}


def titled(title: str, material: Material) -> str:
    """A title that says of which county and period it is; what does not stand in it is put to it."""
    home, period = material.framework.home, material.data.period.label
    if home.name and home.name not in title and not (home.called and title.startswith(home.called)):
        # 县总工会 is the county's own: 某某县总工会.
        title = home.name + (title[1:] if title[0] == home.name[-1] else title)
    return title if period in title else f"{title}（{period}）"


def counted_through(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Headings 一、二、 … in their order, whichever sections were left out between them."""
    done: list[Block] = []
    at = 0
    for block in blocks:
        match = _NUMBERED.match(block.text) if isinstance(block, Heading) and block.level == 1 else None
        if isinstance(block, Heading) and match and at < len(_NUMERALS):
            done.append(replace(block, text=f"{_NUMERALS[at]}、{block.text[match.end() :]}"))
            at += 1
        else:
            done.append(block)
    return tuple(done)


def paragraphs(material: Material, options: BriefOptions, section: Section) -> list[Filled]:
    """A section's paragraphs in order, edited ones as edited; those that cannot be told have no parts.

    Raises:
        ReportError: an edited text lost or changed a figure.
    """
    return [_paragraph(material, options, one) for one in section.paragraphs]


def _paragraph(material: Material, options: BriefOptions, template: sentences.Template) -> Filled:
    try:
        filled = sentences.fill(template, material)
    except UnknownFigureError as error:
        raise ReportError(
            f"本县报告文字的“{template.id}”一段写了“{error.args[0]}”，没有这个数字；"
            "请在县情包 texts/ 里改成指标框架或 facts.toml 里有的编号。"
        ) from error
    if template.id not in options.edited or not filled.parts:
        return filled
    try:
        return sentences.edited(options.edited[template.id], filled, strict=False)
    except EditError as error:
        raise ReportError(f"“{template.lead or template.id}”一段改得不对：{error}") from error


def known_ids(texts: Texts, options: BriefOptions) -> None:
    """Refuse sections, charts, tables and paragraphs that the texts do not have.

    Raises:
        ReportError: names what is unknown and what there is.
    """
    known = {
        "sections": [one.id for one in texts.sections],
        "charts": [one["id"] for section in texts.sections for one in section.charts],
        "tables": [one["id"] for section in texts.sections for one in section.tables],
        "edited": [one.id for section in texts.sections for one in section.paragraphs],
    }
    words = {"sections": "章节", "charts": "图", "tables": "表", "edited": "段落"}
    for what, ids in known.items():
        unknown = [one for one in getattr(options, what) or () if one not in ids]
        if unknown:
            raise ReportError(f"没有{words[what]} {'、'.join(unknown)}；可用 {'、'.join(ids)}。")


def section_blocks(
    material: Material, options: BriefOptions, section: Section, filled: Iterable[Filled]
) -> list[Block]:
    """Heading, paragraphs, charts and tables of a section."""
    blocks: list[Block] = [Heading(1, section.heading)] if section.heading else []
    blocks += [one.block for one in filled if one.parts]
    blocks += [block for _spec, block in charts_of(material, options, section)]
    return blocks + [block for _spec, block in tables_of(material, options, section)]


Placed = Iterator[tuple[Mapping[str, Any], Block]]


def charts_of(material: Material, options: BriefOptions, section: Section) -> Placed:
    """The charts of a section that are wanted and can be drawn, each with its entry in the texts."""
    for spec in section.charts:
        if options.has("charts", spec["id"]) and (
            spec["name"] not in _OF_PERIODS or len(material.course) > 1
        ):
            yield spec, drawable(material, spec)


def tables_of(material: Material, options: BriefOptions, section: Section) -> Placed:
    """The tables of a section that are wanted, each with its entry in the texts."""
    for spec in section.tables:
        if options.has("tables", spec["id"]):
            yield spec, ranked(material, spec)


def drawable(material: Material, spec: Mapping[str, Any]) -> FigureBlock | Note:
    """A chart; one of the first few that cannot be told from the others is said in a note instead."""
    if "first" not in spec:
        return chart(material, spec)
    book = material.book(spec["level"])
    ranks = book.ranks[spec.get("node", "total")]
    count = standing.cut(ranks.sort_values(), spec["first"])
    if not count:
        return Note(_alike(spec.get("label", ""), ranks.sort_values(), spec["level"]))
    wider = dict(spec) | {"first": count}
    if "height" in spec and count > spec["first"]:
        wider["height"] = round(spec["height"] * count / spec["first"])
    return chart(
        material, wider | ({"label": _shared(spec["label"], count)} if count > spec["first"] else {})
    )


def ranked(material: Material, spec: Mapping[str, Any]) -> TableBlock | Note:
    """A ranking; first or last ones that cannot be told from the others are said in a note instead."""
    ranks = material.book(spec["level"]).ranks[spec.get("node", "total")].dropna().sort_values()
    if "last" in spec:
        count = standing.cut_last(ranks, spec["last"])
        # Who is among the first is not among the last.
        count = min(count, max(0, len(ranks) - spec["last"])) if count == spec["last"] else count
        wider = dict(spec) | {"last": count}
    elif "first" in spec:
        count = standing.cut(ranks, spec["first"])
        wider = dict(spec) | {"first": count}
    else:
        return ranking(material, spec)
    if not count:
        ends = ranks[::-1] if "last" in spec else ranks
        return Note(_alike(spec["title"], ends, spec["level"]))
    wanted = spec.get("last", spec.get("first"))
    return ranking(material, wider | ({"title": _shared(spec["title"], count)} if count > wanted else {}))


def _shared(title: str, count: int) -> str:
    return f"{title}（含并列，共{count}个）"


def _alike(title: str, ends: pd.Series, level: str) -> str:
    """Why an end of a ranking is not told."""
    if not ends.notna().any():
        return f"{title}：都没有得分，不列。"
    alike = int(ends.eq(ends.iloc[0]).sum()) if len(ends) else 0
    counter = {"enterprise": "家", "unit": "家"}.get(level, "个")
    return (
        f"{title}：{alike}{counter}得分并列，分不出先后，不列。"
        if alike > 1
        else f"{title}：分不出先后，不列。"
    )


def chart(material: Material, spec: Mapping[str, Any]) -> FigureBlock:
    """A registered chart; `spec` has name, level and options (first, node, codes, label, width, height)."""
    name, level = spec["name"], spec["level"]
    options = {key: spec[key] for key in ("first", "node", "codes", "measure") if key in spec}
    data = material.trend(level) if name in _OF_PERIODS else material.book(level)
    if name in (*_OF_ONE, *_OF_PERIODS):
        options["code"] = spec.get("code") or _only(material, level)
    arguments = (name, material.framework, data)
    if name == "map":
        options["ground"] = material.ground
    figure = draw(*arguments, **options)
    if "height" in spec:
        figure.update_layout(height=spec["height"])
    return FigureBlock(
        figure=figure,
        title=spec.get("label") or f"{LEVEL_NAMES[level]}{CHARTS[name].title}",
        source=f"{SOURCE} · {_spanned(data)}",
        alt=alt_text(*arguments, **options),
        table=table_twin(*arguments, **options),
        width_mm=float(spec.get("width", 156)),
    )


def _spanned(data: ScoreBook | Sequence[ScoreBook]) -> str:
    """What a chart's scores are about, which a quarter's may be more than the quarter."""
    if isinstance(data, ScoreBook):
        return data.scope.label
    first, last = data[0].scope.label, data[-1].scope.label
    return first if first == last else f"{first}至{last}"


def _only(material: Material, level: str) -> str:
    return material.entity if level == material.level else str(material.book(level).entities.index[0])


def ranking(material: Material, spec: Mapping[str, Any]) -> TableBlock:
    """A ranking table; `spec` has level, title, first, codes, and `last` for those at the end instead."""
    book = material.book(spec["level"])
    frame = entity_table(material.framework, book, spec.get("node", "total"), spec.get("codes"))
    everyone = len(frame)
    if "last" in spec:
        frame = frame[frame["得分"].notna()].tail(spec["last"])
    frame = frame.head(spec.get("first", everyone)).assign(数据覆盖=lambda table: table["覆盖"] / 100)
    wanted = ["名次", "名称", *_present(frame, spec["level"]), "得分", "等次", "数据覆盖"]
    formats = {"名次": "integer", "得分": "score", "数据覆盖": "percent"}
    columns = tuple(TableColumn(name, formats.get(name, "text"), _WIDTHS[name]) for name in wanted)
    cut = f"共{everyone}个，列出{len(frame)}个。" if len(frame) < everyone else ""
    return TableBlock(spec["title"], frame[wanted].reset_index(drop=True), columns, SOURCE, cut)


def _present(frame: pd.DataFrame, level: str) -> list[str]:
    return [name for name in (_LEADING.get(level, ""),) if name in frame]


def items_table(material: Material, level: str, title: str) -> TableBlock:
    """Everyone of a level: rank, code, name, twelve items, three groups, total, coverage."""
    framework, book = material.framework, material.book(level)
    table = entity_table(framework, book)
    codes = table["编号"]
    nodes = [*framework.items, *framework.groups]
    scores = {
        node.short_name or node.name: shown(book.scores.loc[codes, node.id].to_numpy()) for node in nodes
    }
    frame = pd.DataFrame(
        {
            "名次": table["名次"],
            "编号": codes,
            "名称": table["名称"],
            **scores,
            "总分": table["得分"],
            "等次": table["等次"],
            "覆盖": table["覆盖"] / 100,
        }
    )
    widths = {"名次": 0.8, "编号": 0.9, "名称": 4.0, "等次": 1.2, "覆盖": 1.1}
    formats = {"名次": "integer", "覆盖": "percent"} | dict.fromkeys(("编号", "名称", "等次"), "text")
    columns = tuple(
        TableColumn(name, formats.get(name, "score"), widths.get(name, 0.9))
        for name in map(str, frame.columns)
    )
    return TableBlock(title, frame, columns, SOURCE, "“—”为没有得分：未报送、不适用或报送不足。")


def measures(material: Material, title: str) -> TableBlock:
    """The chosen entity's measures: value, state, score, full score, contribution."""
    frame = measure_table(material.framework, material.book(material.level), material.entity)
    every = ("项目", "指标", "数值", "计分值", "状态", "得分", "满分值", "贡献")
    wanted = [name for name in every if name in frame]
    formats = {"得分": "score", "贡献": "two"}
    columns = tuple(TableColumn(name, formats.get(name, "text")) for name in wanted)
    return TableBlock(title, frame[wanted], columns, SOURCE)


def fact_card(material: Material, fact: str) -> KeyFigure | None:
    """A fact that stands large, with how it moved since the period before; None without a value."""
    figure = material.figure(fact)
    if figure.value is None:
        return None
    told = say(figure.value, style("%" if figure.unit == "%" else "万"))
    unit = "" if figure.unit == "%" else figure.unit
    number = Number(told, figure.value, figure.source, unit, fact)
    return KeyFigure(figure.label, number, material.figure(f"change:{fact}").told)


def score_cards(material: Material, level: str, code: str) -> list[KeyFigure]:
    """Total with its grade, rank, and the three groups of one entity."""
    book, framework = material.book(level), material.framework
    found = []
    for node in (framework.root, *framework.groups):
        value = number_at(book.scores, code, node.id)
        if pd.isna(value):
            continue
        figure = material.figure(f"score:{level}:{node.id}:{code}")
        number = Number(say(value, style("分")), float(value), figure.source, "分", figure.id)
        words = grade_word(graded_for(framework, book), value)
        place = "" if level == "county" else standing.place(book.ranks[node.id], code)
        found.append(KeyFigure(node.name, number, " · ".join(part for part in (place, words) if part)))
    return found
