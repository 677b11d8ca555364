"""Months in which there is at least one row that names an enterprise."""

from dataclasses import replace

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.cells import enterprise_at
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; rows of one month count once: at one enterprise, or of one entity that sums (`pooled`)."""
    code, rows = term.source, request.rows(term.source)
    date = request.spec(code).date
    months = request.month(code)
    if request.by_row:
        part, month = request.single(code, date, rows), months[rows]
    else:
        part = request.distinct(code, date, rows, months, request.prepared.scope.months)
        month = part.numbers
        part = replace(part, once=None, universe=0)
    place = enterprise_at(request, part)
    held = (place > 0) & (part.whose > 0)
    pooled = request.per == "months"
    width = len(request.prepared.directory.on_roster)
    cell = (part.whose * width + (0 if pooled else place)) * 13 + month
    first = np.zeros(len(part.rows))
    there = np.flatnonzero(held)
    first[there[np.unique(cell[there], return_index=True)[1]]] = 1.0
    return (part.adding(first),)
