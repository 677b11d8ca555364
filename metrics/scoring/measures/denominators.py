"""What a measure is counted per. A new denominator is one function here.

What is not said never helps: a row that names no enterprise would otherwise leave the denominator and make
the others look better. So such rows stand for enterprises that the entity has not named, each for another one
and the largest first; and a row that does not say whether the measure is concerned (its 精神类别) is taken
to be. That is the least favourable reading, which no blank can improve on (docs/decisions.md).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from metrics.scoring.measures import filters
from metrics.scoring.measures.attribution import ENTERPRISES
from metrics.scoring.measures.parts import Part, seen
from metrics.scoring.measures.prepared import ACTIVITIES, CARRIERS, IN_USE, roster_rows
from metrics.scoring.measures.request import Request

Below = tuple[Part, ...] | float


@dataclass(frozen=True)
class Denominator:
    """What stands below the line, and what the quotient is multiplied by (100 for “per hundred”)."""

    below: Callable[[Request, tuple[Part, ...]], Below]
    factor: float = 1.0


def employees(request: Request, numerator: tuple[Part, ...]) -> Below:
    """Employees of the enterprise (E), of those concerned (B, U), of the roster (C)."""
    known = request.prepared.directory
    if request.level.formula in "BU":
        named, nameless = _concerned(request, numerator)
        return (
            _employees_of(request, named),
            *_unnamed(request, named, nameless, known.employees),
        )
    return (_roster(request, "employees", request.prepared.directory.employees),)


def roster(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Enterprises on the roster: the county's for a brand or unit, else the entity's own."""
    part = _roster(request, request.named(ENTERPRISES), None)
    return (replace(part, key=None) if request.level.formula in "BU" else part,)


def reached(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Distinct enterprises in the entity's offline activity rows of the period.

    A row that names no enterprise counts as one more, save one that would stand above the line if it did.
    """
    once, table = request.prepared.once, request.table(ACTIVITIES)
    named = once(("reached", request.span), lambda: _on_site_rows(request, table.enterprise > 0))
    there = request.enterprises((request.part(ACTIVITIES, "", named),))
    filtered = request.measure.id if _counts_reached(request) else ""
    nameless = once(("nameless", filtered, request.span), lambda: _on_site_rows(request, _elsewhere(request)))
    return (*there, *_unnamed(request, there, (request.part(ACTIVITIES, "", nameless),), None))


def concerned(request: Request, numerator: tuple[Part, ...]) -> Below:
    """Distinct enterprises in the measure's own rows; a row that names none counts as one more."""
    named, nameless = _concerned(request, numerator)
    return (*named, *_unnamed(request, named, nameless, None))


def carriers(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Carriers in use at the period's end."""
    table = request.table(CARRIERS)
    rows = request.prepared.once(
        ("in use",), lambda: np.flatnonzero(table.rows.counts & filters.mask(table.columns, IN_USE))
    )
    return (request.part(CARRIERS, request.named(CARRIERS), rows),)


def months(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Months of the period."""
    return float(request.prepared.scope.months)


def one(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """The entity itself: yes or no."""
    return 1.0


def _on_site_rows(request: Request, held: np.ndarray) -> np.ndarray:
    """Positions of the span's activities that are not wholly online, of those that are held."""
    table = request.table(ACTIVITIES)
    dated = table.columns.within(table.rows.spec.date, request.span)
    return np.flatnonzero(table.rows.counts & dated & request.prepared.on_site() & held)


def _counts_reached(request: Request) -> bool:
    return request.ledger.kind == "enterprises" and ACTIVITIES in request.ledger.source


def _elsewhere(request: Request) -> np.ndarray:
    """Activities that name no enterprise, save those that a measure would count if they did."""
    table = request.table(ACTIVITIES)
    nameless = table.enterprise == 0
    if _counts_reached(request):
        nameless &= ~filters.mask(table.columns, request.ledger.filter)
    return nameless


def _concerned(request: Request, numerator: tuple[Part, ...]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The enterprises that the measure's own rows name, and those rows that name none."""
    unsaid = tuple(request.part(code, "", request.unsaid(code)) for code in request.ledger.source)
    every = (*numerator, *(part for part in unsaid if len(part.rows)))
    return request.enterprises(every), tuple(_nameless(request, part) for part in every)


def _nameless(request: Request, part: Part) -> Part:
    """The rows of a part that name no enterprise."""
    held = request.enterprise_of(part) == 0
    times = None if part.times is None else part.times[held]
    return Part(part.ledger, "", part.rows[held], part.whose[held], times=times)


def _unnamed(
    request: Request, named: tuple[Part, ...], nameless: tuple[Part, ...], size: np.ndarray | None
) -> Iterator[Part]:
    """Rows that name no enterprise, each standing for another one that its entity has not named.

    They count for the largest of those first (`size` by enterprise; without it each for 1), and for nothing
    once there is none left.
    """
    known, place = request.prepared.directory, np.zeros(len(request.level) + 1)
    sizes = np.ones(len(known.on_roster)) if size is None else size
    order = np.argsort(-sizes, kind="stable")
    order = order[known.enterprise_row[order] >= 0]
    free = ~seen(named, len(request.level))[:, order]
    starts = np.append(0, np.cumsum(np.count_nonzero(free, axis=1)))
    sums = np.append(0.0, np.cumsum(sizes[order][np.nonzero(free)[1]]))
    for part in nameless:
        key, times = part.whose, np.ones(len(part.rows)) if part.times is None else part.times
        first = starts[key] + place[key] + _before(key, times)
        ends = (np.minimum(at, starts[key + 1]).astype(np.intp) for at in (first, first + times))
        low, high = (sums[end] for end in ends)
        place += np.bincount(key, times, len(place))
        field = request.spec(part.ledger).refers_to(ENTERPRISES) or part.field
        yield replace(part, field=field, amount=high - low)


def _before(key: np.ndarray, times: np.ndarray) -> np.ndarray:
    """How many rows of the same entity stand before each row or bundle."""
    order = np.argsort(key, kind="stable")
    ordered, running = key[order], np.append(0.0, np.cumsum(times[order]))[:-1]
    starts = np.append(True, ordered[1:] != ordered[:-1]) if len(key) else np.zeros(0, dtype=bool)
    out = np.empty(len(key))
    out[order] = running - np.maximum.accumulate(np.where(starts, running, 0.0))
    return out


def _roster(request: Request, field: str, amounts: np.ndarray | None) -> Part:
    part = request.single(ENTERPRISES, field, roster_rows(request.prepared))
    return part if amounts is None else replace(part, amount=amounts[request.prepared.directory.roster])


def _employees_of(request: Request, named: tuple[Part, ...]) -> Part:
    known = request.prepared.directory
    marks = seen(named, len(request.level))
    entity, enterprise = np.nonzero(marks & (known.enterprise_row >= 0))
    return Part(
        ENTERPRISES, "employees", known.enterprise_row[enterprise], entity, known.employees[enterprise]
    )


DENOMINATORS: Mapping[str, Denominator] = MappingProxyType(
    {
        "employees": Denominator(employees),
        "hundred_employees": Denominator(employees, factor=100),
        "roster": Denominator(roster),
        "hundred_roster": Denominator(roster, factor=100),
        "reached": Denominator(reached),
        "concerned": Denominator(concerned),
        "carriers": Denominator(carriers),
        "months": Denominator(months),
        "one": Denominator(one),
    }
)
