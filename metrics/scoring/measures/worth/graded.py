"""Each row is worth what the word in a column is worth."""

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; columns = [word], option `points` (word → points), `blank` what an empty cell is worth."""
    code, column = term.source, term.columns[0]
    values, words = request.table(code).columns.factor(column)
    points, blank = term.options["points"], float(term.options.get("blank", 0))
    each = np.array([*(float(points.get(word, blank)) for word in words), blank])[values]
    return (request.part(code, column, request.rows(code), each),)
