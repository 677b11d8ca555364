"""A register's column of one quarter's amounts, summed over the span's workbooks, where each was done."""

from dataclasses import replace

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.attribution import ENTERPRISES, numbers
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part: a row a code and quarter, at the enterprise that the row itself names."""
    code, column = term.source, term.columns[0]
    view = request.table(code).rows
    rows = view.quarterly
    own = request.prepared.once(("own enterprise", code), lambda: _own(request, code))
    part = request.single(code, column, rows, view.columns.amounts(column)[rows])
    key = own if request.level.by == "enterprise" else None
    at = own[rows]
    if key is not None:
        part = replace(part, key=request.level.of[at])
    return (replace(part, at=at),)


def _own(request: Request, code: str) -> np.ndarray:
    """The enterprise each row names."""
    field = request.spec(code).refers_to(ENTERPRISES) or ""
    return numbers(request.table(code).columns, field, request.prepared.directory.enterprises)
