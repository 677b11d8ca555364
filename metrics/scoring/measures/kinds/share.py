"""The share of rows that the filter lets through among all, those that `of` picks, or those `due`.

Due is what has a date up to the span's end, or, not being done, no date at all: leaving the date blank makes
nothing look better.
"""

import numpy as np

from metrics.scoring.measures import filters
from metrics.scoring.measures.ledger_rows import last_stated
from metrics.scoring.measures.parts import Fraction
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """Both sides from the one source ledger; `shrink` = {prior, strength} steadies a share of few rows.

    With `steady` that is what is scored, beside the share itself, and a share of no rows counts as the prior;
    what is done early is then among what is due.
    """
    (code,) = request.ledger.source
    columns, due = request.table(code).columns, request.option("due")
    of = filters.mask(columns, request.option("of", {}))
    if due:
        of &= _due(request, code, due)
    among, held = request.base(code) & of, request.mask(code) & of
    told_by = next(iter(request.ledger.filter), request.named(code))
    base_field = due or next(iter(request.option("of", {})), request.named(code))
    shrink = request.option("shrink")
    return Fraction(
        (request.part(code, told_by, np.flatnonzero(held)),),
        (request.part(code, base_field, np.flatnonzero(among)),),
        shrink=(shrink["prior"], shrink["strength"]) if shrink else None,
        steady=bool(request.option("steady")),
    )


def _due(request: Request, code: str, field: str) -> np.ndarray:
    """Rows that are due: by the date their code's rows stated last, and the undone that never had one."""
    rows, columns = request.table(code).rows, request.table(code).columns
    days = columns.days(field)
    stated = last_stated(rows, ~np.isnat(days)) if rows.spec.kind == "register" else np.arange(len(columns))
    day = np.append(days, np.datetime64("NaT"))[stated]
    due = (day < request.span[1]) | (np.isnat(day) & ~request.mask(code))
    return due | request.mask(code) if request.option("steady") else due
