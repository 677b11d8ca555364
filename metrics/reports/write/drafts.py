"""Paragraphs drafted from the scores: what lags, and what to do about it, each with its number.

A draft gives clauses as a file has them; their figures are filled in and locked like all others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from metrics.reports.write.clauses import Clause
from metrics.reports.write.course import changed, held_back
from metrics.reports.write.spoken import ends
from metrics.scoring.why import gains

if TYPE_CHECKING:
    from metrics.reports.write.content import Material

Thing = TypeVar("Thing")
#: Items told of a change on either side, the least points worth telling; decisions of a page; units by name.
_CAUSES, _LEAST_MOVED, _DECISIONS, _NAMED = 2, 0.05, 3, 3
_ORDER = ("一是", "二是", "三是", "四是", "五是")
#: Braces, which mark figures, may stand in no name.
_NO_BRACES = str.maketrans("{}", "（）")


def _lagging(material: "Material") -> list[tuple[str, str]]:
    """The county's lowest items, lowest first, each with the measure that holds most back (or none)."""
    return material.once("lagging", lambda: _found(material))


def _found(material: "Material") -> list[tuple[str, str]]:
    _scores, _best, worst = ends(material, "county")
    book = material.book("county")
    table = gains(material.framework, book, str(book.entities.index[0]))
    told = table[table["value"].notna()].drop_duplicates("item").set_index("item")["measure"]
    return [(item, str(told.get(item, ""))) for item in worst]


def _counted(things: Sequence[Thing]) -> Iterator[tuple[str, Thing]]:
    """Each with 一是, 二是 …; one alone is not counted."""
    return zip(_ORDER if len(things) > 1 else ("",), things, strict=False)


def problems(material: "Material") -> tuple[Clause, ...]:
    """The lowest items with their scores, the weakest measure of each, and who has not reported."""
    clauses: list[Clause] = []
    for order, (item, measure) in _counted(_lagging(material)):
        end = "，" if measure else "；"
        clauses.append(Clause(f"{order}{{node:{item}}}得{{score:county:{item}|分}}分{end}"))
        if measure:
            name = _name(material, measure)
            clauses.append(Clause(f"其中“{name}”为{{measure:{measure}}}，满分值为{{full:{measure}}}；"))
    if material.complete.missing:
        clauses.append(Clause("{missing:units}家成员单位未报全台账：{unreported}；"))
    return tuple(clauses)


def steps(material: "Material") -> tuple[Clause, ...]:
    """For each lowest item: the measure to raise, from what it is to what earns the full score."""
    clauses: list[Clause] = []
    weak = [(item, measure) for item, measure in _lagging(material) if measure]
    for order, (item, measure) in _counted(weak):
        name = _name(material, measure)
        text = (
            f"{order}围绕{{node:{item}}}，把“{name}”由{{measure:{measure}}}向满分值{{full:{measure}}}提高；"
        )
        clauses.append(Clause(text))
    if material.complete.missing:
        clauses.append(Clause("督促{missing:units}家未报全的成员单位补报台账。"))
    return tuple(clauses)


def _name(material: "Material", measure: str) -> str:
    return material.framework.measure[measure].name.translate(_NO_BRACES)


def causes(material: "Material") -> tuple[Clause, ...]:
    """How the total moved since the period before, and the items that moved it most, up and down."""
    change = material.once("change", lambda: changed(material))
    if change is None:
        return ()
    clauses = [Clause("总分{moved:total}。")]
    if change.unreported:
        return tuple(clauses)
    told = {item: points for item, points in change.parts.items() if abs(points) >= _LEAST_MOVED}
    up = sorted((item for item in told if told[item] > 0), key=lambda item: -told[item])[:_CAUSES]
    down = sorted((item for item in told if told[item] < 0), key=lambda item: told[item])[:_CAUSES]
    for lead, items in (("拉动最多的是", up), ("拖累最多的是", down)):
        named = "、".join(f"{{node:{item}}}（使总分{{part:{item}}}分）" for item in items)
        clauses += [Clause(f"{lead}{named}。")] if items else []
    return tuple(clauses)


def decisions(material: "Material") -> tuple[Clause, ...]:
    """Three things to decide: the measures that hold back most, from what to what, who, what it brings."""
    framework = material.framework
    chosen: list[str] = []
    for measure in held_back(material):
        if framework.measure[measure].parent not in {framework.measure[one].parent for one in chosen}:
            chosen.append(measure)
    clauses = []
    for order, measure in _counted(chosen[:_DECISIONS]):
        spec = framework.measure[measure]
        who = _keepers(material, spec.ledger.source)
        text = (
            f"{order}请定由{who}牵头抓“{{node:{spec.parent}}}”，把“{_name(material, measure)}”"
            f"由{{measure:{measure}}}向满分值{{full:{measure}}}提高（做到能做到的，总分可提高{{gain:{measure}|分}}分）；"
        )
        clauses.append(Clause(text))
    return tuple(clauses)


def _keepers(material: "Material", ledgers: Sequence[str]) -> str:
    """Who keeps the ledgers a measure counts: up to three by name, else all of them."""
    day, framework = material.data.period.end, material.framework
    units = {one.code: one.short_name for ledger in ledgers for one in framework.owners(ledger, day)}
    names = "、".join(units.values()).translate(_NO_BRACES)
    return names if 0 < len(units) <= _NAMED else "各成员单位按职责"


#: Name in a text file → what drafts it.
DRAFTS: Mapping[str, Callable[["Material"], tuple[Clause, ...]]] = {
    "problems": problems,
    "steps": steps,
    "causes": causes,
    "decisions": decisions,
}
