"""Points by level: one matter counts once at its highest level, and at most so many of a level an entity."""

import numpy as np
import pandas as pd

from metrics.scoring.measures.parts import Fraction, Part
from metrics.scoring.measures.request import Request

#: Who was honoured, and for what kind of thing.
SAME = ("holder_ref", "honour_category")


def fraction(request: Request) -> Fraction:
    """columns = [level, matter]; options `points` (level → points) and `most_per_level`."""
    return Fraction(tuple(_part(request, code) for code in request.ledger.source))


def _part(request: Request, code: str) -> Part:
    level = request.ledger.columns[0]
    columns, rows = request.table(code).columns, request.rows(code)
    part = request.single(code, level, rows)
    levels, names = columns.factor(level)
    worth = np.array([*(request.option("points").get(name, 0) for name in names), 0], dtype=float)
    matters = _matters(request, code, rows)
    table = pd.DataFrame(
        {
            "entity": part.key,
            "level": levels[rows],
            "matter": np.where(matters >= 0, matters, -1 - np.arange(len(rows))),
            "points": worth[levels[rows]],
        }
    )
    return request.single(code, level, rows, _counted(table, request.option("most_per_level", len(table))))


def _matters(request: Request, code: str, rows: np.ndarray) -> np.ndarray:
    """Number of each row's matter, −1 for one of its own.

    A row that names no matter belongs to the one that another honour of the same holder and category names:
    leaving the number out does not make two honours of one.
    """
    columns = request.table(code).columns
    named = columns.factor(request.ledger.columns[1])[0][rows]
    same = pd.DataFrame({name: columns.factor(name)[0][rows] for name in SAME})
    of_holder = same.assign(named=named).groupby(list(SAME))["named"].transform("max").to_numpy()
    known = (same >= 0).all(axis=1).to_numpy()
    return np.where((named < 0) & known, of_holder, named)


def _counted(table: pd.DataFrame, most: int) -> np.ndarray:
    """Points that each row really adds; 0 for a repeated matter and above the limit of its level."""
    best_first = table.sort_values("points", ascending=False, kind="stable")
    kept = best_first[~best_first.duplicated(["entity", "matter"])]
    place = kept.groupby(["entity", "level"]).cumcount()
    counted = kept["points"].where(place < most, 0.0)
    return counted.reindex(table.index, fill_value=0.0).to_numpy()
