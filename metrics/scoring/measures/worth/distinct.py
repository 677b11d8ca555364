"""Different things of an enterprise: rows that say the same in some columns are one."""

import numpy as np

from metrics.framework import MeasureTerm
from metrics.scoring.measures.cells import cells_of
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; `columns` say what makes things the same. With option `bettered` only rows whose value after
    is better than before (`before`, `after`: fields; `lower`: the kinds, in the field `by`, of which less is
    better).
    """
    code = term.source
    rows = request.rows(code)
    if "bettered" in term.options:
        rows = rows[_bettered(request, term)[rows]]
    part = request.single(code, term.columns[0], rows)
    number = _number(request, term)[rows]
    cells = cells_of(request, (part,), (number,)).of[0]
    first = np.zeros(len(rows))
    there = np.flatnonzero(cells >= 0)
    first[there[np.unique(cells[there], return_index=True)[1]]] = 1.0
    return (part.adding(first),)


def _number(request: Request, term: MeasureTerm) -> np.ndarray:
    """One number for rows that say the same."""

    def make() -> np.ndarray:
        """Number the rows column by column."""
        columns = request.table(term.source).columns
        code = np.zeros(len(columns), dtype=np.intp)
        for name in term.columns:
            values, words = columns.factor(name)
            _, code = np.unique(code * (len(words) + 1) + values + 1, return_inverse=True)
        return code

    return request.prepared.once(("same", term.source, term.columns), make)


def _bettered(request: Request, term: MeasureTerm) -> np.ndarray:
    rule, columns = term.options["bettered"], request.table(term.source).columns
    before, after = columns.numbers(rule["before"]), columns.numbers(rule["after"])
    less = columns.equal_one_of(rule["by"], tuple(rule["lower"]))
    with np.errstate(invalid="ignore"):
        return np.where(less, after < before, after > before)
