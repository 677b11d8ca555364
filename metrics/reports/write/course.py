"""How the county's score moved since the period before, by items, and what would raise it most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.reports.write.compared import moved
from metrics.reports.write.completeness import completeness
from metrics.reports.write.sentences import Figure
from metrics.reports.write.wording import say, style
from metrics.scoring import score_book
from metrics.scoring.index import FrameworkProblem
from metrics.scoring.why import gains, score_change

if TYPE_CHECKING:
    from metrics.reports.write.content import Material


@dataclass(frozen=True)
class CountyChange:
    """The county's total in two periods.

    `parts` are the points by which each item moved it (item → points), `past` the earlier period in words,
    `unreported` how many units are missing in either of the two: then nothing can be compared.
    """

    before: float | None
    after: float | None
    delta: float | None
    parts: Mapping[str, float]
    past: str
    unreported: int


def changed(material: "Material") -> CountyChange | None:
    """The change of the county's total; None where nothing was approved before or it has no exact parts."""
    earlier = material.other(material.data.period.previous())
    if earlier is None:
        return None
    book = material.book("county")
    then = score_book(earlier, "county")
    code = str(book.entities.index[0])
    try:
        told = score_change(material.framework, then, book, code)
    except FrameworkProblem:
        return None
    parts: dict[str, float] = {}
    items = {one.id for one in material.framework.items}
    for measure in told.measures():
        if measure.parent in items:
            parts[measure.parent] = parts.get(measure.parent, 0.0) + measure.delta
    sides = (completeness(material.framework, data) for data in (material.data, earlier.data))
    missing = {unit for side in sides for unit in side.missing}
    known = told.before is not None and told.after is not None
    return CountyChange(
        told.before, told.after, told.delta if known else None, parts, then.scope.label, len(missing)
    )


def held_back(material: "Material") -> Mapping[str, float]:
    """Measure → points of the county's total it still holds back, the most first."""

    def found() -> Mapping[str, float]:
        book = material.book("county")
        table = gains(material.framework, book, str(book.entities.index[0]))
        table = table[table["value"].notna()]
        return dict(zip(table["measure"].astype(str), table["gain"].astype(float), strict=True))

    return material.once("held back", found)


def moved_score(material: "Material", name: str, rest: str) -> Figure:
    """The county's score of a node beside that of the period before, in words."""
    label = f"{material.framework.node[rest].name}的变化"
    change = material.once("change", lambda: changed(material))
    if change is None:
        return Figure(name, None, "分", label, label, why="")
    told = moved(change.after, change.before, "分", change.past, change.unreported)
    value = None if change.unreported or change.delta is None else change.delta
    return Figure(name, value, "分", label, f"{label}（指标框架）", told=told)


def part_of(material: "Material", name: str, item: str) -> Figure:
    """By how many points of the total an item moved the county."""
    label = f"{material.framework.node[item].name}带来的变化"
    change = material.once("change", lambda: changed(material))
    value = None if change is None else change.parts.get(item)
    told = "" if value is None else f"{'提高' if value > 0 else '降低'}{say(abs(value), style('分'))}"
    return Figure(name, value, "分", label, f"{item} {label}", told=told)


def gain_of(material: "Material", name: str, measure: str) -> Figure:
    """By how many points the county's total would rise if a measure reached what it can."""
    label = f"“{material.framework.measure[measure].name}”做到能做到的，总分可提高"
    value = held_back(material).get(measure)
    return Figure(name, value, "分", label, f"{measure} {label}")
