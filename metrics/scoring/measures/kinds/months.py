"""Months of the period in which there is at least one row."""

import numpy as np

from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """One part a source ledger; rows of one month count once."""
    return Fraction(tuple(_part(request, code) for code in request.ledger.source))


def _part(request: Request, code: str) -> Part:
    date = request.spec(code).date
    rows, months = request.rows(code), request.prepared.scope.months
    return request.distinct(code, date, rows, _month(request, code, date), months)


def _month(request: Request, code: str, date: str) -> np.ndarray:
    """Each row's month, 1 for the first of the period."""

    def make() -> np.ndarray:
        days = request.table(code).columns.days(date)
        months = (days.astype("datetime64[M]") - request.span[0].astype("datetime64[M]")).astype(np.intp) + 1
        return np.clip(months, 0, request.prepared.scope.months)

    return request.prepared.once(("month", code, request.span), make)
