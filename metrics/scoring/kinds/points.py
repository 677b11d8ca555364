"""Points by level: one matter counts once at its highest level, and at most so many of a level an entity."""

import numpy as np
import pandas as pd

from metrics.scoring.parts import Fraction, Part
from metrics.scoring.request import Request


def fraction(request: Request) -> Fraction:
    """columns = [level, matter]; options `points` (level → points) and `most_per_level`."""
    return Fraction(tuple(_part(request, code) for code in request.ledger.source))


def _part(request: Request, code: str) -> Part:
    level, matter = request.ledger.columns
    columns, rows = request.table(code).columns, request.rows(code)
    part = request.part(code, level, rows)
    levels, names = columns.factor(level)
    worth = np.array([*(request.option("points").get(name, 0) for name in names), 0], dtype=float)
    matters = columns.factor(matter)[0][rows]
    table = pd.DataFrame(
        {
            "entity": part.key,
            "level": levels[rows],
            "matter": np.where(matters >= 0, matters, -1 - np.arange(len(rows))),
            "points": worth[levels[rows]],
        }
    )
    return request.part(code, level, rows, _counted(table, request.option("most_per_level", len(table))))


def _counted(table: pd.DataFrame, most: int) -> np.ndarray:
    """Points that each row really adds; 0 for a repeated matter and above the limit of its level."""
    best_first = table.sort_values("points", ascending=False, kind="stable")
    kept = best_first[~best_first.duplicated(["entity", "matter"])]
    place = kept.groupby(["entity", "level"]).cumcount()
    counted = kept["points"].where(place < most, 0.0)
    return counted.reindex(table.index, fill_value=0.0).to_numpy()
