"""One column's sum over another's: requests settled of those received, satisfied people of those asked."""

import numpy as np

from metrics.scoring.measures.parts import Fraction
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """Both columns from the one source ledger; `shrink` = {prior, strength} steadies a ratio of few.

    columns = [above, below]. A row that lacks one of the two adds nothing to either. With `steady` the
    steadied ratio is what is scored, beside the ratio itself.
    """
    (code,), (above, below) = request.ledger.source, request.ledger.columns
    columns, shrink = request.table(code).columns, request.option("shrink")
    rows = request.prepared.once(("both", *request.same_rows(code)), lambda: _stated(request, code))
    return Fraction(
        (request.part(code, above, rows, columns.amounts(above)),),
        (request.part(code, below, rows, columns.amounts(below)),),
        shrink=(shrink["prior"], shrink["strength"]) if shrink else None,
        steady=bool(request.option("steady")),
    )


def _stated(request: Request, code: str) -> np.ndarray:
    """Positions of the rows that state both numbers."""
    columns, rows = request.table(code).columns, request.rows(code)
    both = np.logical_and.reduce([~np.isnan(columns.numbers(name)) for name in request.ledger.columns])
    return rows[both[rows]]
