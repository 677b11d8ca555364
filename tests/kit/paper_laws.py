"""What no paper may break, whatever the period: each law gives the sentences that break it."""

import re
from collections.abc import Iterator

import pandas as pd

from metrics.framework import Framework
from metrics.reports.model import (
    Alert,
    Annex,
    Heading,
    KeyFigures,
    Note,
    Number,
    Paragraph,
    Report,
    TableBlock,
)
from metrics.reports.write.clauses import words_of
from metrics.reports.write.content import Material
from metrics.reports.write.wording import percent, read, say, stacked, style
from tests.kit.random_periods import RandomPeriod

_UNTOLD = re.compile(r"\bNone\b|\bnan\b|NaN|NaT|<NA>|暂不评等等次|等次暂不评等|等次未评分|未排名|第0名")
_MARKS = re.compile(r"[，；、：][。；，]|。[，；。]|（）|“”|  |，$|、$")
_SHARE = re.compile(r"(\d+)/(\d+)（(\d+(?:\.\d+)?%)")
_ENDS = {
    "得分最高的是": (True, re.compile(r"得分最高的是(.+?)[；。]")),
    "最低的是": (False, re.compile(r"(?<!得分)最低的是(.+?)[；。]")),
}
_COUNT = re.compile(r"[一两三四五]项(（并列(?:满分)?）)?$|（满分）$")
_PLACE = re.compile(r"在(\d+)[家个]参加计分的[^，。]+?中(并列)?第(\d+)名")
#: On which of them praise rests by a condition, without telling it.
_ATTENDED = ("T09", "N09")
_ORDERS = ("一是", "二是", "三是")
_NUMERALS = "零一两三四五"


def texts_of(report: Report) -> Iterator[str]:
    """Every sentence, heading, note and label."""
    yield report.title
    for block in report.blocks:
        if isinstance(block, Paragraph):
            yield block.plain
        elif isinstance(block, Heading | Note | Alert):
            yield block.text
        elif isinstance(block, TableBlock | Annex):
            yield block.title
        elif isinstance(block, KeyFigures):
            yield from (f"{one.label} {one.number.text} {one.change}".strip() for one in block.items)


def broken(made: RandomPeriod, material: Material, report: Report) -> list[str]:
    """All that is wrong with a paper, in words for the one who reads the test."""
    laws = (_reads, _tells, _shares, _members, _extremes, _places, _praise, _complete, _counts, _names)
    return [f"{law.__name__}: {wrong}" for law in laws for wrong in law(made, material, report)]


def _paragraphs(report: Report) -> list[Paragraph]:
    return [one for one in report.blocks if isinstance(one, Paragraph)]


def _reads(_made: RandomPeriod, _material: Material, report: Report) -> Iterator[str]:
    """Sentences are sentences."""
    for text in texts_of(report):
        yield from (f"{one[0]!r} in {text}" for one in _UNTOLD.finditer(text))
        yield from (f"{one[0]!r} in {text}" for one in _MARKS.finditer(text))
    for one in _paragraphs(report):
        if not one.plain.startswith(("附件", "　")) and one.plain[-1] not in "。；！？":
            yield f"no end: {one.plain}"
        yield from (f"stacked {place}" for place in stacked(one.plain))


def _tells(_made: RandomPeriod, material: Material, report: Report) -> Iterator[str]:
    """A figure of the ledgers is the ledgers' figure, worded so that it can be meant."""
    for number in (part for one in _paragraphs(report) for part in one.text if isinstance(part, Number)):
        if number.fact in material.facts:
            if material.facts[number.fact] != number.value:
                yield f"{number.fact} is {material.facts[number.fact]}, told {number.text}"
            if number.value >= 0 and "/" not in number.text:
                low, high = read(number.text)
                if not low - 1e-6 <= number.value <= high + 1e-6 and number.unit != "%":
                    yield f"{number.value} told as {number.text}"


def _shares(_made: RandomPeriod, _material: Material, report: Report) -> Iterator[str]:
    """A fraction stands beside its own percentage."""
    for text in texts_of(report):
        for above, below, told in _SHARE.findall(text):
            if percent(100 * int(above) / int(below)) != told:
                yield text


def _members(made: RandomPeriod, _material: Material, report: Report) -> Iterator[str]:
    """Members are the framework's, reporters the reports'."""
    end = made.data.period.end
    members = sum(unit.holds(end) for unit in made.framework.units)
    for text in texts_of(report):
        for told in re.findall(r"对照(\d+)家", text):
            if int(told) != members:
                yield f"{told} members, not {members}: {text}"
        for told in re.findall(r"(\d+)[家个]成员单位报送", text):
            if int(told) != len(made.reported):
                yield f"{told} reporters, not {len(made.reported)}: {text}"
        for told in re.findall(r"(\d+)个\S{0,6}成员单位均将", text):
            if int(told) != members:
                yield f"all of them are {members}: {text}"


def _whose(material: Material) -> tuple[str, str]:
    book = material.book(material.level or "county")
    return (material.level or "county"), material.entity or str(book.entities.index[0])


def _extremes(made: RandomPeriod, material: Material, report: Report) -> Iterator[str]:
    """Nobody who is left out prints as one who is named; equals are called equals."""
    level, code = _whose(material)
    row = material.book(level).scores.loc[code]
    items = {one.name: row[one.id] for one in made.framework.items if pd.notna(row[one.id])}
    printed = {name: float(say(float(score), style("分"))) for name, score in items.items()}
    for text in (one.plain for one in _paragraphs(report)):
        for lead, (highest, pattern) in _ENDS.items():
            for told in pattern.findall(text):
                yield from (f"{lead}{told}: {why}" for why in _end(told, printed, highest=highest))


def _end(told: str, printed: dict[str, float], *, highest: bool) -> Iterator[str]:
    named = _COUNT.sub("", told).split("、")
    if set(named) - set(printed):
        yield f"no items {set(named) - set(printed)}"
        return
    inside = [printed[one] for one in named]
    outside = [score for name, score in printed.items() if name not in named]
    if not outside:
        yield "all of them"
    elif (min(inside) <= max(outside)) if highest else (max(inside) >= min(outside)):
        yield f"out of a tie: {printed}"
    if len(named) > 1 and ("并列" in told) != (len(set(inside)) == 1):
        yield f"equals: {printed}"
    if ("满分" in told) != (set(inside) == {100.0}):
        yield f"full score: {printed}"


def _places(_made: RandomPeriod, material: Material, report: Report) -> Iterator[str]:
    """A rank is the book's, says 并列 where it is shared, and is told of more than one."""
    level, code = _whose(material)
    ranks = material.book(level).ranks["total"].dropna()
    for text in texts_of(report):
        for scored, shared, place in _PLACE.findall(text):
            if int(scored) != len(ranks) or int(place) != ranks[code]:
                yield f"{text}: {dict(ranks)}"
            if bool(shared) != (ranks.eq(ranks[code]).sum() > 1):
                yield f"shared: {text}: {dict(ranks)}"
        if level != "county" and re.search(r"第\d+名", text) and _flat(material, level):
            yield f"a rank where all stand alike: {text}"


def _flat(material: Material, level: str) -> bool:
    """Whether no node of a level has two places."""
    return bool((material.book(level).ranks.nunique() < 2).all())


def _praise(made: RandomPeriod, material: Material, report: Report) -> Iterator[str]:
    """Nothing is praised of a part of the reports, nor without a figure."""
    for one in _paragraphs(report):
        found = [word for word in words_of("praise") if word in one.plain]
        rests = any(isinstance(part, Number) for part in one.text) or any(map(material.facts.get, _ATTENDED))
        if found and not (material.whole and rests):
            yield f"{found} in {one.plain}"


def _complete(made: RandomPeriod, _material: Material, report: Report) -> Iterator[str]:
    """Below the threshold the paper says so first, and names everybody who is missing."""
    expected = made.data.expected
    due = expected[expected["period"].isin([one.code for one in made.data.period.quarters])]
    part = due["approved"].sum() < made.framework.complete_share * len(due)
    first = report.blocks[0]
    if part != (isinstance(first, Alert) and first.text.startswith("数据不完整")):
        yield f"{due['approved'].sum()} of {len(due)}, but {first}"
    if part and isinstance(first, Alert):
        owed = {made.framework.unit[unit].short_name for unit in due.loc[~due["approved"], "unit"]}
        yield from (f"{name} is not named" for name in owed if name not in first.text)
        if f"应报{len(due)}份" not in first.text:
            yield first.text


def _counts(_made: RandomPeriod, _material: Material, report: Report) -> Iterator[str]:
    """What is counted 一是、二是 is as many as was said, and one alone is not counted."""
    for text in (one.plain for one in _paragraphs(report)):
        found = [order for order in _ORDERS if order in text]
        if list(_ORDERS[: len(found)]) != found or found == ["一是"]:
            yield text
        said = re.match("请定(.)件事", text)
        if said and _NUMERALS.index(said[1]) != max(len(found), 1):
            yield text


def _names(made: RandomPeriod, material: Material, report: Report) -> Iterator[str]:
    """The title and the name of the file say of which county, whom, which period; headings are in order."""
    home: Framework = made.framework
    wanted = [made.data.period.label, home.county if home.home.called not in report.title else ""]
    if material.level:
        wanted.append(material.name(material.level, material.entity).removeprefix("县"))
    for word in wanted:
        if word not in report.title:
            yield f"{word!r} is not in {report.title!r}"
    if made.data.period.label not in report.file_stem:
        yield report.file_stem
    heads = [one.text for one in report.blocks if isinstance(one, Heading) and one.level == 1]
    if heads != [
        f"{number}、{head.partition('、')[2]}" for number, head in zip("一二三四五六", heads, strict=False)
    ]:
        yield f"headings {heads}"
