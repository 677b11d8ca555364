"""Paragraphs drafted from the scores: what lags, and what to do about it, each with its number.

A draft gives clauses as a file has them; their figures are filled in and locked like all others.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from metrics.reports.write.clauses import Clause
from metrics.scoring.why import gains

if TYPE_CHECKING:
    from metrics.reports.write.content import Material

_ORDER = ("一是", "二是", "三是", "四是", "五是")
#: Braces, which mark figures, may stand in no name.
_NO_BRACES = str.maketrans("{}", "（）")


def _lagging(material: "Material") -> list[tuple[str, str]]:
    """The county's lowest items, lowest first, each with the measure that holds most back (or none)."""
    return material.once("lagging", lambda: _found(material))


def _found(material: "Material") -> list[tuple[str, str]]:
    from metrics.reports.write.content import ends  # noqa: PLC0415 - the material itself drafts

    _scores, _best, worst = ends(material, "county")
    book = material.book("county")
    table = gains(material.prepared, book, str(book.entities.index[0]))
    told = table[table["value"].notna()].drop_duplicates("item").set_index("item")["measure"]
    return [(item, str(told.get(item, ""))) for item in worst]


def problems(material: "Material") -> tuple[Clause, ...]:
    """The lowest items with their scores, the weakest measure of each, and who has not reported."""
    clauses: list[Clause] = []
    for order, (item, measure) in zip(_ORDER, _lagging(material), strict=False):
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
    for order, (item, measure) in zip(_ORDER, weak, strict=False):
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


#: Name in a text file → what drafts it.
DRAFTS: Mapping[str, Callable[["Material"], tuple[Clause, ...]]] = {"problems": problems, "steps": steps}
