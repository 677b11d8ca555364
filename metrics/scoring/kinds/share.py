"""The share of rows that the filter lets through among all, those that `of` picks, or those `due`."""

import numpy as np

from metrics.scoring import filters
from metrics.scoring.parts import Fraction
from metrics.scoring.request import Request


def fraction(request: Request) -> Fraction:
    """Both sides from the one source ledger; `shrink` = {prior, strength} steadies a share of few rows."""
    (code,) = request.ledger.source
    columns, due = request.table(code).columns, request.option("due")
    of = filters.mask(columns, request.option("of", {}))
    if due:
        of &= columns.days(due) < request.span[1]
    among, held = request.base(code) & of, request.mask(code) & of
    told_by = next(iter(request.ledger.filter), request.named(code))
    base_field = due or next(iter(request.option("of", {})), request.named(code))
    shrink = request.option("shrink")
    return Fraction(
        (request.part(code, told_by, np.flatnonzero(held)),),
        (request.part(code, base_field, np.flatnonzero(among)),),
        shrink=(shrink["prior"], shrink["strength"]) if shrink else None,
    )
