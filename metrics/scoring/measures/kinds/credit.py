"""Enterprise credits: what was done at each enterprise, up to what is expected there, over a fixed base.

    E: v_e, in its own unit (per 100 employees where the measure is)
    C: Σ min(t, v_e) over the year's roster ÷ Σ t, so the mean of the enterprises' credits, weighted by their
       employees where the measure is; plus open credit
    B, U: Σ min(t′, v_e) ÷ (duty · t′), plus open credit; or Σ min(t, v_e)

One more row never lowers any of these, and no base depends on what was reported.
"""

from dataclasses import dataclass, replace

import numpy as np

from metrics.framework import CREDIT, ROSTER, LedgerMeasure, MeasureSpec, MeasureTerm
from metrics.scoring.measures.attribution import ENTERPRISES
from metrics.scoring.measures.cells import CellTable, amount_of, cells_of, employees_at, ratio, scaled
from metrics.scoring.measures.duty import duty_of
from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.prepared import roster_rows
from metrics.scoring.measures.request import Request
from metrics.scoring.measures.worth import WORTHS

_DUTIES = {"duty": 1.0, "half_duty": 0.5}


def fraction(request: Request) -> Fraction:
    """The measure's terms, by what stands below the line at this level."""
    parts = terms(request)
    if request.level.formula == "E":
        return _own(request, parts)
    if request.per == ROSTER:
        return _mean(request, parts)
    if request.per in _DUTIES:
        return _dutiful(request, parts)
    if request.per == "months":
        return Fraction(parts, float(request.prepared.scope.months), factor=100)
    return Fraction(_capped(request, parts) if request.per == "capped" else parts)


@dataclass(frozen=True, eq=False)
class EnterpriseCredits:
    """What was done at each enterprise, by cell: one entity at one enterprise on the roster.

    Args:
        entity: number of the entity, from 1.
        enterprise: number of the enterprise, from 1.
        amount: what its rows add up to.
        goals: by enterprise number, what a full credit takes there by the period's end.
        outside: by entity number, what rows that name no enterprise on the roster add up to.
    """

    entity: np.ndarray
    enterprise: np.ndarray
    amount: np.ndarray
    goals: np.ndarray
    outside: np.ndarray

    @property
    def credit(self) -> np.ndarray:
        """From 0 to 1."""
        return np.minimum(1.0, self.amount / self.goals[self.enterprise])


def credits_of(request: Request) -> EnterpriseCredits:
    """The cells behind a measure of credits that is a mean or over a duty at the request's level."""
    parts = terms(request)
    cells, sums = _cells(request)
    outside = _outside(parts, cells.of, len(request.level) + 1)
    held = cells.entity > 0
    return EnterpriseCredits(cells.entity[held], cells.enterprise[held], sums[held], goals(request), outside)


def goals(request: Request) -> np.ndarray:
    """What a full credit takes at each enterprise by the period's end, in the unit of its sums."""
    letter = request.level.formula
    if letter == "E" or request.per in (ROSTER, "capped"):
        return _target(request, "E") * _pace(request)
    return _target(request, letter)


def terms(request: Request) -> tuple[Part, ...]:
    """What the rows of every term of this level are worth, in the measure's unit."""
    home = request.at_home
    parts = request.prepared.once(("terms", *home.same_terms), lambda: _terms(home))
    if home is request:
        return parts
    return tuple(part.under(request.key_of_part(part)) for part in parts)


def _terms(request: Request) -> tuple[Part, ...]:
    return tuple(
        part
        for number, term in enumerate(request.ledger.term)
        if request.level.formula in term.levels
        for part in _term(request, number, term)
    )


def _cells(request: Request) -> tuple[CellTable, np.ndarray]:
    """The cells of a measure's terms and what the rows of each add up to, once for levels of one home.

    At a town an enterprise without one is a cell of nobody (0).
    """
    home = request.at_home
    cells, sums = request.prepared.once(("cells", *home.same_terms), lambda: _home_cells(home))
    if home is request:
        return cells, sums
    return CellTable(request.entity_at(cells.enterprise), cells.enterprise, cells.of), sums


def _home_cells(home: Request) -> tuple[CellTable, np.ndarray]:
    parts = terms(home)
    cells = cells_of(home, parts)
    return cells, cells.sums(tuple(amount_of(part) for part in parts))


def _term(request: Request, number: int, term: MeasureTerm) -> tuple[Part, ...]:
    key = ("term", request.measure.id, number)
    measure = request.prepared.once(key, lambda: _measure_of(request, number, term))
    asked = Request(request.prepared, measure, request.level, request.span, request.by_row)
    parts = WORTHS[term.value](asked, term)
    return parts if term.times == 1 else scaled(parts, tuple(np.full(len(p.rows), term.times) for p in parts))


def _measure_of(request: Request, number: int, term: MeasureTerm) -> MeasureSpec:
    """A term as a measure of its own: its rows are told from others' by its name."""
    ledger = LedgerMeasure(
        CREDIT,
        (term.source,),
        request.ledger.levels,
        full_score={},
        units={},
        columns=term.columns,
        filter=term.filter,
        per=request.ledger.per,
        options=term.options,
    )
    return replace(request.measure, id=f"{request.measure.id} {number}", ledger=ledger)


def _own(request: Request, parts: tuple[Part, ...]) -> Fraction:
    """An enterprise's own sum, in its unit."""
    if request.ledger.each == "months":
        return Fraction(parts, float(request.prepared.scope.months), factor=100)
    if not request.ledger.each:
        return Fraction(parts)
    rows, known = roster_rows(request.prepared), request.prepared.directory
    part = request.single(ENTERPRISES, "employees", rows, employees_at(request)[known.roster])
    return Fraction(parts, (part,), factor=100 if request.ledger.each == "hundred_employees" else 1)


def _mean(request: Request, parts: tuple[Part, ...]) -> Fraction:
    """The mean of the credits of the enterprises on the roster."""
    target = goals(request)
    weigh = target if request.ledger.weighted else np.ones_like(target)
    rows, known = roster_rows(request.prepared), request.prepared.directory
    below = request.single(ENTERPRISES, request.named(ENTERPRISES), rows, weigh[known.roster])
    base = np.bincount(below.whose, below.amount, len(request.level) + 1)
    return _credited(request, parts, target, base, (below,))


def _dutiful(request: Request, parts: tuple[Part, ...]) -> Fraction:
    """Credits at the enterprises that rows name, over the number of enterprises one answers for."""
    target = goals(request)
    base = np.append(0.0, duty_of(request) * _DUTIES[request.per] * _pace(request))
    roster = request.prepared.directory.roster
    if request.ledger.weighted and len(roster):
        base *= target[roster].mean()
    return _credited(request, parts, target, base, base[1:])


def _credited(
    request: Request,
    parts: tuple[Part, ...],
    target: np.ndarray,
    base: np.ndarray,
    below: tuple[Part, ...] | np.ndarray,
) -> Fraction:
    """Cells up to their target; of a weighted measure what is left over, up to a fifth of the base."""
    cells, sums = _cells(request)
    goal = target[cells.enterprise]
    counted = np.minimum(sums, goal)
    if not request.ledger.weighted:
        return Fraction(scaled(parts, cells.spread(ratio(counted / goal, sums))), below, factor=100, cap=1.0)
    if not request.ledger.has_open_credit:
        return Fraction(scaled(parts, cells.spread(ratio(counted, sums))), below, factor=100, cap=1.0)
    size = len(request.level) + 1
    over = np.bincount(cells.entity, sums - counted, size) + _outside(parts, cells.of, size)
    kept = np.minimum(over, request.prepared.framework.open_share * base)
    share = ratio(kept, over)
    inside = ratio(counted, sums) + ratio(sums - counted, sums) * share[cells.entity]
    shares = tuple(
        np.where(number < 0, share[part.whose], spread)
        for part, number, spread in zip(parts, cells.of, cells.spread(inside), strict=True)
    )
    return Fraction(scaled(parts, shares), below, factor=100, cap=1.0, open=kept[1:])


def _outside(parts: tuple[Part, ...], cells: tuple[np.ndarray, ...], size: int) -> np.ndarray:
    """What rows that name no enterprise on the roster add, by entity."""
    out = np.zeros(size)
    for part, number in zip(parts, cells, strict=True):
        out += np.bincount(part.whose, np.where(number < 0, amount_of(part), 0.0), size)
    out[0] = 0.0
    return out


def _capped(request: Request, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Each enterprise adds no more than its own target; rows of none add nothing."""
    (cells, sums), goal = _cells(request), goals(request)
    counted = np.minimum(sums, goal[cells.enterprise])
    return scaled(parts, cells.spread(ratio(counted, sums)))


def _target(request: Request, letter: str) -> np.ndarray:
    """What a full credit takes at each enterprise, in the unit of its sums, for the whole year."""
    full, each = request.ledger.full_score[letter], request.ledger.each
    people = employees_at(request)
    if each == "months":
        return np.full(len(people), full * request.prepared.scope.months / 100)
    sizes = {"hundred_employees": people / 100, "employees": people}
    return full * sizes.get(each, np.ones(len(people)))


def _pace(request: Request) -> float:
    """The share of a year's target that is due by the period's end."""
    return request.prepared.scope.months / 12 if request.ledger.prorate else 1.0
