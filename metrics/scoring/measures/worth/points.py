"""Points by level: one matter counts once at its highest, and few of a level fully."""

import numpy as np

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
    code, level, points = term.source, term.columns[0], term.options["points"]
    rows = request.rows(code)
    part = request.single(code, level, rows)
    cells = cells_of(request, (part,)).of[0]
    order = sorted(points, key=points.__getitem__, reverse=True)
    worths = np.array([*(float(points[one]) for one in order), 0.0])
    place, matter = request.prepared.once(
        ("matters", *request.same_rows(code)),
        lambda: (_places(request, term, order)[rows], matters(request, term, rows)),
    )
    return (part.adding(_counted(cells, place, matter, worths, term.options["most_per_level"])),)


def matters(request: Request, term: MeasureTerm, rows: np.ndarray) -> np.ndarray:
    """Number of each row's matter.

    A row that names none belongs to the one that another honour of the same holder and category names, and
    those that name none are one among themselves: leaving a number out does not make two honours of one, and
    naming one later takes nothing away.
    """
    columns = request.table(term.source).columns
    named = columns.factor(term.columns[1])[0][rows]
    (holder, _), (category, kinds) = (columns.factor(name) for name in _SAME)
    known = (holder[rows] >= 0) & (category[rows] >= 0)
    group = np.where(known, holder[rows] * (len(kinds) + 1) + category[rows], -1)
    different, of = np.unique(group, return_inverse=True)
    alone = np.arange(len(rows)) + 1 + named.max(initial=-1)
    of_holder = np.full(len(different), -1)
    np.maximum.at(of_holder, of, named)
    first = np.full(len(different), np.iinfo(np.int64).max)
    np.minimum.at(first, of, alone)
    nameless = np.where(of_holder[of] >= 0, of_holder[of], first[of])
    return np.where(named >= 0, named, np.where(known, nameless, alone))


def _places(request: Request, term: MeasureTerm, order: list[str]) -> np.ndarray:
    """By row the place of its level, 0 for the highest; one below the lowest without a known one."""
    values, names = request.table(term.source).columns.factor(term.columns[0])
    return np.array([*(order.index(one) if one in order else len(order) for one in names), len(order)])[
        values
    ]


def _counted(
    cells: np.ndarray, place: np.ndarray, matter: np.ndarray, worths: np.ndarray, most: int
) -> np.ndarray:
    """Points that each row really adds, by row; 0 for a repeated matter and for rows of no enterprise."""
    out = np.zeros(len(cells))
    there = np.flatnonzero(cells >= 0)
    best = there[np.lexsort((there, place[there], matter[there], cells[there]))]
    same = (cells[best][1:] == cells[best][:-1]) & (matter[best][1:] == matter[best][:-1])
    kept = best[np.append(True, ~same)] if len(best) else best
    kept = kept[np.lexsort((kept, place[kept], cells[kept]))]
    if not len(kept):
        return out
    counts = np.zeros((int(cells.max()) + 1, len(worths)))
    np.add.at(counts, (cells[kept], place[kept]), 1)
    ends = np.cumsum(_placed(counts[:, :-1], most), axis=1)
    starts = np.append(0, np.cumsum(counts.sum(axis=1)))[cells[kept]]
    nth = np.arange(len(kept)) - starts
    out[kept] = worths[(ends[cells[kept]] <= nth[:, None]).sum(axis=1)]
    return out


def _placed(counts: np.ndarray, most: int) -> np.ndarray:
    """How many places of each level are taken: what overflows a level takes those of the next."""
    placed, over = np.zeros_like(counts), np.zeros(len(counts))
    for level in range(counts.shape[1]):
        wanted = counts[:, level] + over
        placed[:, level] = np.minimum(wanted, most)
        over = wanted - placed[:, level]
    return placed
