"""Sessions, as far as people were there: no more than the attendances would fill with ten each."""

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.cells import CellTable, amount_of, enough, limited
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; columns = [sessions, attendances], option `minus` the online ones.

    Per enterprise min(Σ sessions, Σ offline attendances ÷ min(10, employees)).
    """
    code, rows = term.source, request.rows(term.source)
    columns = request.table(code).columns
    held = request.part(code, term.columns[0], rows, columns.amounts(term.columns[0]))
    people = request.part(
        code, term.columns[1], rows, request.amounts(code, term.columns[1], term.options.get("minus"))
    )

    def filled(cells: CellTable) -> np.ndarray:
        return cells.sums((amount_of(people),)) / enough(request, cells.enterprise)

    return limited(request, (held,), filled)
