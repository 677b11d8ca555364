"""What a measure is counted per. A new denominator is one function here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from metrics.scoring import filters
from metrics.scoring.attribution import ENTERPRISES
from metrics.scoring.parts import Part, seen
from metrics.scoring.prepared import ACTIVITIES, CARRIERS, IN_USE, roster_rows
from metrics.scoring.request import Request

Below = tuple[Part, ...] | float


@dataclass(frozen=True)
class Denominator:
    """What stands below the line, and what the quotient is multiplied by (100 for “per hundred”)."""

    below: Callable[[Request, tuple[Part, ...]], Below]
    factor: float = 1.0


def employees(request: Request, numerator: tuple[Part, ...]) -> Below:
    """Employees of the enterprise (E), of those concerned (B, U), of the roster (C)."""
    if request.level.formula in "BU":
        return (_employees_concerned(request, numerator),)
    return (_roster(request, "employees", request.prepared.directory.employees),)


def roster(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Enterprises on the roster: the county's for a brand or unit, else the entity's own."""
    part = _roster(request, request.named(ENTERPRISES), None)
    return (replace(part, key=None) if request.level.formula in "BU" else part,)


def reached(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Distinct enterprises in the entity's offline activity rows of the period."""
    rows = request.prepared.once(("reached", request.span), lambda: _offline_rows(request))
    return request.enterprises((request.part(ACTIVITIES, "", rows),))


def concerned(request: Request, numerator: tuple[Part, ...]) -> Below:
    """Distinct enterprises in the measure's own rows."""
    return request.enterprises(numerator)


def carriers(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Carriers in use at the period's end."""
    table = request.table(CARRIERS)
    rows = np.flatnonzero(table.rows.counts & filters.mask(table.columns, IN_USE))
    return (request.part(CARRIERS, request.named(CARRIERS), rows),)


def months(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """Months of the period."""
    return float(request.prepared.period.months)


def one(request: Request, numerator: tuple[Part, ...]) -> Below:  # noqa: ARG001 - one signature for all
    """The entity itself: yes or no."""
    return 1.0


def _offline_rows(request: Request) -> np.ndarray:
    table = request.table(ACTIVITIES)
    dated = table.columns.within(table.rows.spec.date, request.span)
    return np.flatnonzero(table.rows.counts & dated & request.prepared.offline())


def _roster(request: Request, field: str, amounts: np.ndarray | None) -> Part:
    part = request.part(ENTERPRISES, field, roster_rows(request.prepared))
    return part if amounts is None else replace(part, amount=amounts[request.prepared.directory.roster])


def _employees_concerned(request: Request, numerator: tuple[Part, ...]) -> Part:
    known = request.prepared.directory
    marks = seen(request.enterprises(numerator), len(request.level))
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
