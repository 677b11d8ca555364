"""What a level's scores rest on, as reported and without each report: values, and the cells behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from metrics.county import Data
from metrics.framework import ROSTER, MeasureSpec, Period
from metrics.scoring.measures import (
    Level,
    Part,
    Prepared,
    enterprise_credits,
    fraction_of,
    level_of,
    prepare,
    status_of,
    take_values,
    values_of,
)
from metrics.scoring.whatif.variation.credited import (
    Cells,
    Credits,
    DutyBase,
    Recountable,
    RosterBase,
    SteadyShare,
    Sums,
)

Block = np.ndarray
#: What stands below a sum of what was done, if anything: a cell adds to it what it holds.
_ADDED = ("sum", "capped")
_DUTIES = {"duty": 1.0, "half_duty": 0.5}


@dataclass(frozen=True, eq=False)
class Variant:
    """One state of the rows. Arrays are leaves × entities, in the framework's and the book's order.

    values: what is scored, NaN unless observed or zero; applicable: bool; counted: leaf's place → the measure
    counted again, for those that another target or a missing enterprise can change.
    """

    values: Block
    applicable: Block
    counted: Mapping[int, Recountable]


@dataclass(frozen=True, eq=False)
class Evidence:
    """All states of the rows that a simulation may draw.

    entities: of the book; variants: as reported first, then without each of `reports`; reports: unit and
    quarter; enterprises: of the roster, those that may be left out; none where enterprises are ranked.
    """

    entities: pd.Index
    variants: tuple[Variant, ...]
    reports: tuple[tuple[str, str], ...]
    enterprises: pd.Index


def evidence_of(prepared: Prepared, level: str, *, by_report: bool) -> Evidence:
    """The evidence of a level.

    Args:
        prepared: all approved rows up to the period's end.
        level: enterprise, brand, unit, county, town or industry.
        by_report: whether the rows are counted without each report too: once a report, the dear part.
    """
    at, directory = level_of(prepared, level), prepared.directory
    none = directory.enterprises[:0]
    roster = none if level == "enterprise" else directory.enterprises[directory.roster - 1]
    data = prepared.data
    inside = {quarter.code for quarter in prepared.scope.quarters}
    reports = [one for one in data.submissions.values() if by_report and one.period in inside]
    first = _variant(prepared, at, at.entities.index, roster)
    variants = [first]
    for report in reports:
        other = prepare(prepared.framework, without_report(data, report.unit, report.period), like=prepared)
        there = level_of(other, level)
        same = _take_unchanged(prepared, other, at, there)
        variants.append(
            _variant(other, there, at.entities.index, roster, {row: first.counted.get(row) for row in same})
        )
    told = tuple((report.unit, report.period) for report in reports)
    return Evidence(at.entities.index, tuple(variants), told, roster)


@dataclass(frozen=True, eq=False)
class RemainingRows:
    """A county's data without some submissions (`Data`)."""

    period: Period
    ledgers: Mapping[str, pd.DataFrame]
    submissions: Mapping[int, Any]
    expected: pd.DataFrame
    version: str
    whole: Data

    def cell(self, submission: int, ledger: str, row: int, field: str) -> Any:  # noqa: ANN401 - as `Data`
        """Where a value stands in its original file."""
        return self.whole.cell(submission, ledger, row, field)


def without_report(data: Data, unit: str, period: str) -> RemainingRows:
    """The rows as they would stand had a unit not reported a quarter."""
    gone = [number for number, one in data.submissions.items() if (one.unit, one.period) == (unit, period)]
    here = (data.expected["unit"] == unit) & (data.expected["period"] == period)
    ledgers = {
        code: frame[~held].reset_index(drop=True)
        # A frame that loses nothing stays the very same: what was looked up in it holds.
        if (held := np.isin(frame["_submission"].to_numpy(), gone)).any()
        else frame
        for code, frame in data.ledgers.items()
    }
    kept = {number: one for number, one in data.submissions.items() if number not in gone}
    expected = data.expected.assign(approved=data.expected["approved"] & ~here)
    version = f"{data.version} without {unit} {period}"
    return RemainingRows(data.period, ledgers, kept, expected, version, data)


@dataclass(frozen=True, eq=False)
class _Places:
    """Where the entities and enterprises of some rows stand among those of the book.

    entity: number → place from 0, −1 for none; enterprise: number → place from 1, 0 for none; size: entities.
    """

    entity: Block
    enterprise: Block
    size: int
    roster: int

    def cells(self, entity: Block, enterprise: Block, *amounts: Block) -> tuple[Cells, tuple[Block, ...]]:
        """Cells of the book's entities, and what is given of each of them."""
        held = np.flatnonzero(self.entity[entity] >= 0)
        order = held[np.argsort(self.entity[entity[held]], kind="stable")]
        cells = Cells(self.entity[entity[order]], self.enterprise[enterprise[order]], self.size)
        return cells, tuple(one[order] for one in amounts)

    def entities(self, by_number: Block, fill: float = 0.0) -> Block:
        """What is given by entity number (an entry for 0 first), by place."""
        out = np.full(self.size, fill)
        held = np.flatnonzero(self.entity >= 0)
        out[self.entity[held]] = by_number[held]
        return out


def _places(prepared: Prepared, at: Level, entities: pd.Index, roster: pd.Index) -> _Places:
    entity = np.append(-1, entities.get_indexer(at.entities.index))
    enterprise = np.append(0, roster.get_indexer(prepared.directory.enterprises) + 1)
    return _Places(entity, enterprise, len(entities), len(roster))


def _take_unchanged(prepared: Prepared, other: Prepared, at: Level, there: Level) -> list[int]:
    """Give other rows the values of measures that read none of the ledgers that differ; which measures.

    None where who is known, on the roster, how large or whose differs: every measure reads that.
    """
    known = (prepared.directory, other.directory)
    same = at.entities.index.equals(there.entities.index) and all(
        np.array_equal(getattr(known[0], name), getattr(known[1], name))
        for name in ("enterprises", "brands", "units", "on_roster", "employees", "lead")
    )
    if not same:
        return []
    kept = {code for code, frame in other.data.ledgers.items() if frame is prepared.data.ledgers[code]}
    rows = [row for row, measure in enumerate(prepared.framework.measures) if kept >= _read_by(measure)]
    for measure in (prepared.framework.measures[row] for row in rows):
        take_values(other, measure, there, values_of(prepared, measure, at))
    return rows


def _read_by(measure: MeasureSpec) -> set[str]:
    return {*measure.ledger.source, *(term.source for term in measure.ledger.term)}


def _variant(
    prepared: Prepared,
    at: Level,
    entities: pd.Index,
    roster: pd.Index,
    known: Mapping[int, Recountable | None] | None = None,
) -> Variant:
    """`known`: measures whose cells are those of another variant."""
    places = _places(prepared, at, entities, roster)
    measures = prepared.framework.measures
    values = np.full((len(measures), len(entities)), np.nan)
    applicable = np.zeros(values.shape, dtype=bool)
    counted: dict[int, Recountable] = {}
    for row, measure in enumerate(measures):
        status = status_of(prepared, measure, at)
        values[row] = places.entities(np.append(np.nan, status.counted), np.nan)
        applicable[row] = places.entities(np.append(0.0, status.applies)) > 0
        if known is not None and row in known:
            again = known[row]
        else:
            again = _counted(prepared, measure, at, places) if applicable[row].any() else None
        if again is not None:
            counted[row] = again
    return Variant(values, applicable, counted)


def _counted(prepared: Prepared, measure: MeasureSpec, at: Level, places: _Places) -> Recountable | None:
    """The measure counted again; None where neither another target nor a missing enterprise changes it."""
    ledger, per = measure.ledger, measure.ledger.per.get(at.formula, "")
    if at.formula == "E" or at.formula not in ledger.levels:
        return None
    if ledger.of_credits and per in (ROSTER, *_DUTIES):
        return _credits(prepared, measure, at, places)
    if ledger.of_credits and per in _ADDED:
        return _sums(prepared, measure, at, places)
    return _share(prepared, measure, at, places) if ledger.kind == "share" else None


def _credits(prepared: Prepared, measure: MeasureSpec, at: Level, places: _Places) -> Credits:
    known, ledger = enterprise_credits(prepared, measure, at), measure.ledger
    goals = known.goals
    cells, (amount, goal) = places.cells(
        known.entity, known.enterprise, known.amount, goals[known.enterprise]
    )
    base: RosterBase | DutyBase
    if ledger.per[at.formula] == ROSTER:
        base = _roster_base(prepared, at, places, goals if ledger.weighted else np.ones(len(goals)))
    else:
        base = _duty_base(prepared, measure, at, places, goals)
    outside = places.entities(known.outside)
    share = prepared.framework.open_share if ledger.has_open_credit else 0.0
    return Credits(cells, amount, goal, outside, base, ledger.weighted, share)


def _roster_base(prepared: Prepared, at: Level, places: _Places, weigh: Block) -> RosterBase:
    numbers = prepared.directory.roster
    # The county's one entity is everybody's.
    whose = places.entity[at.of[numbers] if at.by else np.ones(len(numbers), dtype=int)]
    whole = np.bincount(whose[whose >= 0], weigh[numbers][whose >= 0], places.size)
    by_place, weighs = np.full(places.roster + 1, -1), np.zeros(places.roster + 1)
    place = places.enterprise[numbers]
    by_place[place[place > 0]] = whose[place > 0]
    weighs[place[place > 0]] = weigh[numbers][place > 0]
    return RosterBase(by_place, weighs, whole)


def _duty_base(
    prepared: Prepared, measure: MeasureSpec, at: Level, places: _Places, goals: Block
) -> DutyBase:
    ledger, duty, numbers = measure.ledger, prepared.framework.duty, prepared.directory.roster
    own = np.array([duty.own.get(code, np.nan) for code in at.entities.index], dtype=float)
    pace = prepared.scope.months / 12 if ledger.prorate else 1.0
    there, weighs = np.zeros(places.roster + 1, dtype=bool), np.zeros(places.roster + 1)
    place = places.enterprise[numbers]
    there[place[place > 0]] = True
    weighs[place[place > 0]] = goals[numbers][place > 0]
    return DutyBase(
        places.entities(np.append(np.nan, own), np.nan),
        duty.unit if at.formula == "U" else duty.brand,
        there,
        len(numbers),
        weighs if ledger.weighted else None,
        float(goals[numbers].sum()),
        _DUTIES[ledger.per[at.formula]] * pace,
    )


def _sums(prepared: Prepared, measure: MeasureSpec, at: Level, places: _Places) -> Sums:
    known = enterprise_credits(prepared, measure, at)
    capped = measure.ledger.per[at.formula] == "capped"
    adds = np.minimum(known.amount, known.goals[known.enterprise]) if capped else known.amount
    cells, (adds,) = places.cells(known.entity, known.enterprise, adds)
    return Sums(cells, adds, places.entities(np.append(0.0, values_of(prepared, measure, at).value)))


def _share(prepared: Prepared, measure: MeasureSpec, at: Level, places: _Places) -> SteadyShare | None:
    fraction = fraction_of(prepared, measure, at)
    below, shrink = fraction.denominator, fraction.shrink
    if not fraction.steady or shrink is None or not isinstance(below, tuple):
        return None
    above = [_rows(prepared, part) for part in fraction.numerator]
    under = [_rows(prepared, part) for part in below]
    entity = np.concatenate([rows[0] for rows in (*above, *under)])
    enterprise = np.concatenate([rows[1] for rows in (*above, *under)])
    amount = np.concatenate([rows[2] for rows in (*above, *under)])
    is_top = np.arange(len(amount)) < sum(len(rows[0]) for rows in above)
    cells, (tops, unders) = places.cells(
        entity, enterprise, np.where(is_top, amount, 0.0), np.where(is_top, 0.0, amount)
    )
    values = values_of(prepared, measure, at)
    whole = tuple(places.entities(np.append(0.0, side)) for side in (values.numerator, values.denominator))
    return SteadyShare(cells, tops, unders, (whole[0], whole[1]), *shrink, fraction.factor)


def _rows(prepared: Prepared, part: Part) -> tuple[Block, Block, Block]:
    """Entity, enterprise and what it adds of each row of a part."""
    place = prepared.tables[part.ledger].enterprise[part.rows] if part.at is None else part.at
    return part.whose, place, np.ones(len(part.rows)) if part.amount is None else part.amount
