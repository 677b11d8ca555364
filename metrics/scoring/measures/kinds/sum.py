"""The sum of a column, less the one that `minus` names; a register's summed columns over the quarters."""

import numpy as np

from metrics.scoring.measures import filters
from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """One part a source ledger; a missing amount adds nothing."""
    return Fraction(tuple(_part(request, code) for code in request.ledger.source))


def _part(request: Request, code: str) -> Part:
    column = request.ledger.columns[0]
    rows = _quarterly(request, code) if column in request.spec(code).summed else request.rows(code)
    return request.part(code, column, rows, request.amounts(code, column, request.option("minus")))


def _quarterly(request: Request, code: str) -> np.ndarray:
    """Every quarter's row of those codes whose latest row the filter lets through."""
    kept = ("quarterly", request.measure.id, code)
    return request.prepared.once(kept, lambda: _of_latest(request, code))


def _of_latest(request: Request, code: str) -> np.ndarray:
    rows = request.table(code).rows
    rule = filters.restricted(request.ledger.filter, request.spec(code).by_id)
    latest = filters.mask(rows.columns, rule, request.prepared.totals(code))[rows.latest]
    return rows.quarterly[latest[rows.quarterly]]
