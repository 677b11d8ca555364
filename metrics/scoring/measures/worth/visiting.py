"""Mobile carriers that came: those of a brand count wherever it held an offline activity."""

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.carriers import mobile
from metrics.scoring.measures.cells import CellTable, limited
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.prepared import ACTIVITIES
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part: a row a carrier and enterprise it came to; together no more than option `most` there."""
    code, rows = term.source, request.rows(term.source)
    rows = rows[mobile(request, code)[rows]]
    table = request.table(code)
    came = request.prepared.once(("came", request.span), lambda: _came(request))
    enterprise, row = np.nonzero(came[:, table.brand[rows]])
    key = request.level.of[enterprise] if request.level.by == "enterprise" else request.key(code)[rows[row]]
    part = Part(code, request.named(code), rows[row], key, np.ones(len(row)), at=enterprise)
    most = float(term.options["most"])
    return limited(request, (part,), lambda cells: _same(cells, most))


def _same(cells: CellTable, most: float) -> np.ndarray:
    return np.full(len(cells), most)


def _came(request: Request) -> np.ndarray:
    """Which brand held an offline activity at which enterprise: bool, enterprises × brands."""
    table, known = request.table(ACTIVITIES), request.prepared.directory
    held = table.columns.within(table.rows.spec.date, request.span) & request.prepared.offline()
    held &= table.rows.counts
    out = np.zeros((len(known.on_roster), len(known.brands) + 1), dtype=bool)
    out[table.enterprise[held], table.brand[held]] = True
    out[0], out[:, 0] = False, False
    return out
