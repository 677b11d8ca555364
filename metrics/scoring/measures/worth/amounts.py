"""The sum of a column, less the one that `minus` names."""

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; a missing amount adds nothing. Of a register the latest rows."""
    code, column = term.source, term.columns[0]
    return (request.part(code, column, request.rows(code), less(request, term)),)


def less(request: Request, term: MeasureTerm) -> np.ndarray:
    """What each row of the ledger adds, made once for all levels and measures."""
    columns, column = request.table(term.source).columns, term.columns[0]
    minus = term.options.get("minus")
    if minus is None:
        return columns.amounts(column)
    return request.prepared.once(
        ("amounts", term.source, column, minus), lambda: columns.amounts(column) - columns.amounts(minus)
    )
