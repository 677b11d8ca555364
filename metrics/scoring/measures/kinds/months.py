"""Months of the period in which there is at least one row."""

from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """One part a source ledger; rows of one month count once."""
    return Fraction(tuple(_part(request, code) for code in request.ledger.source))


def _part(request: Request, code: str) -> Part:
    date = request.spec(code).date
    rows, months = request.rows(code), request.prepared.scope.months
    return request.distinct(code, date, rows, request.month(code), months)
