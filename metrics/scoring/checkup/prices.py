"""The price list: what a typical row is worth, and the cheapest ways to gain points."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from metrics.framework import LEVELS, CheckupPlan, GainWay, MeasureSpec
from metrics.scoring.checkup.model import CheapWay, Price
from metrics.scoring.checkup.sheet import RowOwner, TrialSheet
from metrics.scoring.index import engine
from metrics.scoring.lookups import number_at, position_of, text_at
from metrics.scoring.measures import NOT_APPLICABLE, Prepared, level_of, status_of
from metrics.scoring.scorebook import ScoreBook, tree_of

#: Points of the total that ways are priced for, and how many rows are tried.
GAIN = 10.0
COUNTS = (1, 2, 3, 5, 8, 12, 20, 40, 80)
#: Levels with entities that gain by rows of their own.
PRICED = ("enterprise", "brand", "unit")


@dataclass(frozen=True, eq=False)
class Till:
    """One typical entity of a level, and what its total would be with other rows of a ledger."""

    prepared: Prepared
    book: ScoreBook
    readers: Mapping[str, tuple[MeasureSpec, ...]]

    @cached_property
    def entity(self) -> str:
        """The entity in the middle by its total."""
        total = self.book.scores[self.prepared.framework.root.id].dropna().sort_values(kind="stable")
        return str(total.index[len(total) // 2])

    @property
    def name(self) -> str:
        """What it is called."""
        return text_at(self.book.entities, self.entity, "name")

    @property
    def before(self) -> float:
        """Its total."""
        return number_at(self.book.scores, self.entity, self.prepared.framework.root.id)

    def gained(self, ledger: str, rows: pd.DataFrame) -> float:
        """Points of the total that it has more with other rows of a ledger."""
        with_rows, level = self.prepared.with_rows(ledger, rows), self.book.level
        at = level_of(with_rows, level)
        place = position_of(self.book.entities.index, self.entity)
        counted = self.book.counted.iloc[[place]].copy()
        status = self.book.status.iloc[[place]] != NOT_APPLICABLE
        for measure in self.readers.get(ledger, ()):
            found = status_of(with_rows, measure, at)
            counted[measure.id] = found.counted[place]
            status[measure.id] = found.applies[place]
        measures = list(self.book.values.columns)
        shares = self.book.coverage[measures].iloc[[place]].fillna(0.0)
        tree = tree_of(self.prepared.framework, LEVELS[level], self.prepared.period)
        scores = engine.score(tree, counted, applicable=status, coverage=shares)
        return float(scores.nodes[tree.root.id].iloc[0]) - self.before

    def keeps(self, ledger: str) -> bool:
        """Whether rows of a ledger can be the entity's: a unit has the sheets it keeps."""
        if self.book.level != "unit":
            return True
        owners = self.prepared.framework.owners(ledger, self.prepared.period.end)
        return self.entity in {unit.code for unit in owners}

    def places(self, count: int, *, spread: bool) -> list[RowOwner]:
        """Rows about the entity: at one enterprise, or each at another; the least visited come first."""
        if self.book.level == "enterprise":
            return [RowOwner(self.entity, "", self._unit)] * count
        brand = self.entity if self.book.level == "brand" else ""
        enterprises = self._enterprises
        return [
            RowOwner(enterprises[place % len(enterprises) if spread else 0], brand, self._unit)
            for place in range(count)
        ]

    @cached_property
    def _unit(self) -> str:
        """Who submits: the unit itself, a brand's lead unit, of an enterprise any."""
        known = self.prepared.directory
        if self.book.level == "unit":
            return self.entity
        if self.book.level == "brand":
            return str(known.units[known.lead[position_of(known.brands, self.entity) + 1] - 1])
        return str(known.units[0])

    @cached_property
    def _enterprises(self) -> list[str]:
        """Codes on the roster from the one in the middle by size on, so that no extreme is the example."""
        known = self.prepared.directory
        order = known.roster[np.argsort(known.employees[known.roster], kind="stable")]
        middle = len(order) // 2
        return [str(known.enterprises[number - 1]) for number in (*order[middle:], *order[:middle])]


def prices(till: Till, sheets: Sequence[TrialSheet]) -> Iterator[Price]:
    """Points of the total for one more typical row of each ledger."""
    for sheet in (one for one in sheets if till.keeps(one.code)):
        rows = sheet.with_added([sheet.typical], till.places(1, spread=False))
        yield Price(
            till.book.level,
            till.entity,
            till.name,
            sheet.code,
            sheet.spec.sheet,
            described(sheet, sheet.typical),
            till.gained(sheet.code, rows),
        )


def cheapest(till: Till, sheets: Sequence[TrialSheet], plan: CheckupPlan) -> tuple[CheapWay, ...]:
    """The ways to gain points, those that take the fewest rows first."""
    by_code, letter = (
        {sheet.code: sheet for sheet in sheets if till.keeps(sheet.code)},
        LEVELS[till.book.level],
    )
    asked = (way for way in plan.ways if way.ledger in by_code and letter in way.levels)
    ways = [_priced(till, by_code[way.ledger], way) for way in asked]
    most = COUNTS[-1] + 1
    return tuple(sorted(ways, key=lambda way: (way.rows or most, -way.points)))


def _priced(till: Till, sheet: TrialSheet, way: GainWay) -> CheapWay:
    points, rows = 0.0, None
    for count in COUNTS:
        before, points = points, _gained(till, sheet, way, count)
        if points >= GAIN:
            rows = count
            break
        # More of the same that brings nothing will not bring anything.
        if count > COUNTS[2] and points - before <= 0:
            break
    entity = (till.book.level, till.entity, till.name)
    return CheapWay(*entity, sheet.code, sheet.spec.sheet, way.name, rows, points, way.rules)


def _gained(till: Till, sheet: TrialSheet, way: GainWay, count: int) -> float:
    places = till.places(count, spread=way.spread)
    rows = sheet.with_added([sheet.typical] * count, places, way.cells, _turns(way))
    return till.gained(sheet.code, rows)


def _turns(way: GainWay) -> dict[str, Sequence[Any]]:
    return {name: tuple(values) for name, values in way.turn.items()}


def described(sheet: TrialSheet, row: int) -> str:
    """A row in a few words: the columns that are divided or order the rows, with their units."""
    told = []
    for name in dict.fromkeys((*sheet.trial.divide, sheet.trial.size)):
        if not name or name not in sheet.frame:
            continue
        column, value = sheet.spec.by_id[name], sheet.frame[name].iloc[row]
        if not pd.isna(value):
            number = f"{value:g}" if column.type in ("int", "decimal") else str(value)
            told.append(f"{column.header} {number}{column.unit}")
    return "，".join(told) or "一行"
