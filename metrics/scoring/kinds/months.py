"""Months of the period in which there is at least one row."""

from dataclasses import replace

import numpy as np

from metrics.scoring.parts import Fraction, Part
from metrics.scoring.request import Request


def fraction(request: Request) -> Fraction:
    """One part a source ledger; rows of one month count once."""
    return Fraction(tuple(_part(request, code) for code in request.ledger.source))


def _part(request: Request, code: str) -> Part:
    date = request.spec(code).date
    part = request.part(code, date, request.rows(code))
    return replace(part, once=_month(request, code, date)[part.rows], universe=request.prepared.period.months)


def _month(request: Request, code: str, date: str) -> np.ndarray:
    """Each row's month, 1 for the first of the period."""

    def make() -> np.ndarray:
        months = request.table(code).columns.days(date).astype("datetime64[M]")
        return (months - request.span[0].astype("datetime64[M]")).astype(np.intp) + 1

    return request.prepared.once(("month", code, request.span), make)
