"""Points by level: one matter counts once at its highest, and few of a level fully."""

import numpy as np
import pandas as pd

from metrics.framework import MeasureTerm
from metrics.scoring.measures.cells import cells_of
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request

#: Who was honoured, and for what kind of thing.
_SAME = ("holder_ref", "honour_category")


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; columns = [level, matter], options `points` (level → points) and `most_per_level`.

    Of an enterprise's matters, highest first, so many of each level count fully; further ones count at the
    next level down, below the lowest for nothing.
    """
    code, level = term.source, term.columns[0]
    rows = request.rows(code)
    part = request.single(code, level, rows)
    cells = cells_of(request, (part,)).of[0]
    order = sorted(term.options["points"], key=term.options["points"].__getitem__, reverse=True)
    values, names = request.table(code).columns.factor(level)
    place = np.array([*(order.index(one) if one in order else len(order) for one in names), len(order)])
    table = pd.DataFrame(
        {"cell": cells, "level": place[values[rows]], "matter": matters(request, term, rows)}
    )
    worths = np.array([*(float(term.options["points"][one]) for one in order), 0.0])
    return (request.single(code, level, rows, _counted(table, worths, term.options["most_per_level"])),)


def matters(request: Request, term: MeasureTerm, rows: np.ndarray) -> np.ndarray:
    """Number of each row's matter.

    A row that names none belongs to the one that another honour of the same holder and category names, and
    those that name none are one among themselves: leaving a number out does not make two honours of one, and
    naming one later takes nothing away.
    """
    columns = request.table(term.source).columns
    named = columns.factor(term.columns[1])[0][rows]
    holder, category = (columns.factor(name)[0][rows] for name in _SAME)
    same = pd.Series(np.where((holder >= 0) & (category >= 0), holder * 10_000 + category, -1))
    of_holder = pd.Series(named).groupby(same).transform("max").to_numpy()
    alone = np.arange(len(rows)) + 1 + named.max(initial=-1)
    first = pd.Series(alone).groupby(same).transform("min").to_numpy()
    by_itself = same.to_numpy() < 0
    nameless = np.where(by_itself, alone, np.where(of_holder >= 0, of_holder, first))
    return np.where(named >= 0, named, nameless)


def _counted(table: pd.DataFrame, worths: np.ndarray, most: int) -> np.ndarray:
    """Points that each row really adds, by row; 0 for a repeated matter and for rows of no enterprise."""
    best = table[table["cell"].ge(0)].sort_values(["cell", "level"], kind="stable")
    kept = best[~best.duplicated(["cell", "matter"])]
    out = np.zeros(len(table))
    if kept.empty:
        return out
    cell, levels = pd.factorize(kept["cell"])[0], len(worths) - 1
    counts = np.zeros((cell.max() + 1, levels + 1))
    np.add.at(counts, (cell, kept["level"].to_numpy()), 1)
    ends = np.cumsum(_placed(counts[:, :levels], most), axis=1)
    nth = kept.groupby("cell").cumcount().to_numpy()
    slot = (ends[cell] <= nth[:, None]).sum(axis=1)
    out[kept.index.to_numpy()] = worths[slot]
    return out


def _placed(counts: np.ndarray, most: int) -> np.ndarray:
    """How many places of each level are taken: what overflows a level takes those of the next."""
    placed, over = np.zeros_like(counts), np.zeros(len(counts))
    for level in range(counts.shape[1]):
        wanted = counts[:, level] + over
        placed[:, level] = np.minimum(wanted, most)
        over = wanted - placed[:, level]
    return placed
