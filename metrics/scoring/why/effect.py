"""What other data would do to a unit's figures: score, items, brands and facts before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.framework import Framework
from metrics.scoring.facts import facts
from metrics.scoring.lookups import row_at
from metrics.scoring.measures import Prepared
from metrics.scoring.scorebook import ScoreBook, score_book

#: Smaller differences of a score are none: they come from the order of adding.
_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class CountyFigures:
    """The score books of units and brands, and the facts, of one state of the data."""

    units: ScoreBook
    brands: ScoreBook
    facts: Mapping[str, float | int | None]


@dataclass(frozen=True, eq=False)
class Effect:
    """A unit's figures before and after.

    Args:
        total: the unit's total before and after; NaN without a score.
        rank: its rank before and after; None without a score.
        items: items whose score differs, the largest difference first: index item id, columns `name`,
            `before`, `after`, `change`.
        brands: the unit's brands whose total differs, likewise.
        facts: facts that differ: index id, columns `name`, `unit`, `before`, `after`.
    """

    total: tuple[float, float]
    rank: tuple[int | None, int | None]
    items: pd.DataFrame
    brands: pd.DataFrame
    facts: pd.DataFrame

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return self.items.empty and self.brands.empty and self.facts.empty


def figures(prepared: Prepared) -> CountyFigures:
    """The figures of a period's data; raises as `score_book`."""
    return CountyFigures(score_book(prepared, "unit"), score_book(prepared, "brand"), facts(prepared))


def effect(framework: Framework, unit: str, before: CountyFigures, after: CountyFigures) -> Effect:
    """Compare two states of the data of one period.

    Args:
        framework: names of items and facts.
        unit: whose figures.
        before: as it is.
        after: as it would be.
    """
    root = framework.root.id
    scores = [_row(one.units.scores, unit) for one in (before, after)]
    items = pd.Series({node.id: node.name for node in framework.items}, dtype="str")
    own = after.brands.entities
    brands = own.loc[own["lead_unit"] == unit, "name"]
    totals = [one.brands.scores[root].reindex(brands.index) for one in (before, after)]
    return Effect(
        (float(scores[0][root]), float(scores[1][root])),
        (_rank(before.units, unit, root), _rank(after.units, unit, root)),
        _differing(items, *(one.reindex(items.index) for one in scores)),
        _differing(brands, *totals),
        _facts(framework, before.facts, after.facts),
    )


def _row(frame: pd.DataFrame, entity: str) -> pd.Series:
    return row_at(frame, entity) if entity in frame.index else pd.Series(float("nan"), index=frame.columns)


def _rank(book: ScoreBook, unit: str, node: str) -> int | None:
    rank = book.ranks[node].get(unit, pd.NA)
    return None if pd.isna(rank) else int(rank)


def _differing(names: pd.Series, before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Entries whose score appears, vanishes or moves; a score that appears or vanishes stands first."""
    frame = pd.DataFrame({"name": names, "before": before, "after": after, "change": after - before})
    moved = frame["change"].abs() > _LEAST
    appeared = frame["before"].isna() != frame["after"].isna()
    order = frame["change"].abs().fillna(float("inf"))
    return (
        frame.assign(order=order)[moved | appeared]
        .sort_values("order", ascending=False, kind="stable")
        .drop(columns="order")
    )


def _facts(framework: Framework, before: Mapping[str, object], after: Mapping[str, object]) -> pd.DataFrame:
    rows = {
        fact.id: (fact.label, fact.unit, before.get(fact.id), after.get(fact.id))
        for fact in framework.facts
        if before.get(fact.id) != after.get(fact.id)
    }
    columns = ["name", "unit", "before", "after"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
