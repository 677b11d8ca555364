"""Rows that the filter lets through, each one, plus the numbers in a column of all rows."""

import numpy as np

from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """Two parts a source ledger: the rows, and the column's numbers that are not 0."""
    return Fraction(tuple(part for code in request.ledger.source for part in _parts(request, code)))


def _parts(request: Request, code: str) -> tuple[Part, Part]:
    column = request.ledger.columns[0]
    numbers = request.table(code).columns.amounts(column)
    rows = np.flatnonzero(request.base(code) & (numbers != 0))
    return (
        request.part(code, request.named(code), request.rows(code)),
        request.part(code, column, rows, numbers),
    )
