"""Words a sentence can hold besides figures: names, grades, ranks, spans of time."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from metrics.framework import LEVEL_NAMES
from metrics.reports.write import standing
from metrics.reports.write.listed import named
from metrics.reports.write.wording import say, style
from metrics.scoring import ScoreBook, graded_for
from metrics.words import grade_word, number_at, quoted, row_at

if TYPE_CHECKING:
    from metrics.reports.write.content import Material

DIMENSIONS = "reform_dimensions"
#: The ledger of brands, and so many of them are named.
_BRANDS, _NAMED = "L01", 3


def target(material: "Material", rest: str) -> tuple[ScoreBook, str, str]:
    """Book, node and entity of `LEVEL:NODE[:CODE]`; the chosen entity of the level, or its only one."""
    level, node, *codes = rest.split(":")
    book = material.book(level)
    only = str(book.entities.index[0]) if len(book.entities) == 1 else ""
    chosen = material.entity if level == material.level else only
    return book, node, (codes or [chosen])[0]


def _grade(material: "Material", rest: str) -> str:
    book, node, code = target(material, rest)
    if node not in material.framework.node:
        return ""
    return grade_word(graded_for(material.framework, book), number_at(book.scores, code, node)) or "未评分"


def _item_names(material: "Material", group: str) -> str:
    return "、".join(item.name for item in material.framework.items if item.parent == group)


def _brand_names(material: "Material", _rest: str) -> str:
    """The first three county brands that the period's reports hold, in quotation marks."""
    table = material.prepared.tables[_BRANDS]
    told = table.columns.frame.iloc[np.flatnonzero(table.rows.counts & table.rows.reported)]
    told = told[told["is_county_brand"].fillna(False).astype(bool)]
    codes = told["brand_code"].dropna().drop_duplicates().sort_values()
    return "".join(quoted(material.name("brand", str(code))) for code in codes.head(_NAMED))


def ends(material: "Material", level: str) -> tuple[dict[str, float], tuple[str, ...], tuple[str, ...]]:
    """Scores of an entity's items by id, and the highest and the lowest of them."""
    ids = [item.id for item in material.framework.items]
    row = row_at(target(material, f"{level}:total")[0].scores, _code(material, level))[ids].astype(float)
    scores = {str(item): float(score) for item, score in row.dropna().items()}
    return scores, standing.best(scores), standing.worst(scores)


def _extremes(material: "Material", level: str, *, best: bool) -> str:
    """Names of the items with the highest, or the lowest, scores; empty where they cannot be told apart."""
    scores, highest, lowest = ends(material, level)
    name = {one.id: one.name for one in material.framework.items}
    chosen = tuple(name[one] for one in (highest if best else lowest))
    return standing.told({name[one]: score for one, score in scores.items()}, chosen)


def _missing_names(material: "Material", _rest: str) -> str:
    return material.complete.names()


def _told_count(material: "Material", draft: str) -> str:
    """How many things a drafted paragraph names, as `请定{told:decisions}件事` counts them."""
    return say(float(len(material.drafted(draft))), style("汉"))


def _this(material: "Material", _rest: str) -> str:
    return {"Y": "全年", "T": "前三季度", "H": "半年", "Q": "本季度", "M": "本月"}[material.data.period.kind]


def _span(material: "Material", _rest: str) -> str:
    """What the scores are about: the period, or all of its year up to its end."""
    scope, period = material.book("county").scope, material.data.period
    return period.label if scope == period else f"{scope.label}累计"


def _as_of(material: "Material", _rest: str) -> str:
    return f"截至{material.until.year}年{material.until.month}月{material.until.day}日"


def _code(material: "Material", level: str) -> str:
    return target(material, f"{level}:total")[2]


def _place(material: "Material", level: str) -> str:
    """A rank in words; none where there is nobody to stand before, or all stand alike."""
    ranks, code = material.book(level).ranks[material.framework.root.id], _code(material, level)
    return standing.place(ranks, code)


#: Kind of word → what it says; empty where there is nothing to say.
WORDS: Mapping[str, Callable[["Material", str], str]] = {
    "county": lambda material, _rest: material.framework.county,
    "period": lambda material, _rest: material.data.period.label,
    "dimensions": lambda material, _rest: "、".join(material.framework.vocabularies[DIMENSIONS].names()),
    "items": _item_names,
    "brands": _brand_names,
    "grade": _grade,
    "place": _place,
    "best": lambda material, level: _extremes(material, level, best=True),
    "worst": lambda material, level: _extremes(material, level, best=False),
    "name": lambda material, _rest: material.name(material.level, material.entity),
    "names": named,
    "node": lambda material, node: (
        material.framework.node[node].name if node in material.framework.node else ""
    ),
    "told": _told_count,
    "this": _this,
    "span": _span,
    "asof": _as_of,
    "unreported": _missing_names,
    "level": lambda material, _rest: LEVEL_NAMES[material.level],
}
