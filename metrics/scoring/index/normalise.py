"""Values of different units made comparable, by each leaf's own method (`methods`).

Arrays are leaves × entities, NaN = missing. With y = direction · x over the values that are there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from metrics.scoring.index.methods import METHODS, Block
from metrics.scoring.index.nodes import DataProblem, Leaf, place, shown
from metrics.scoring.index.tree import Tree


def normalise(tree: Tree, values: Block, entities: pd.Index, applicable: Block | None = None) -> Block:
    """Every leaf in its final unit.

    values: leaves × entities in the order of `tree.leaves`, NaN = missing; entities: names for messages;
    applicable: bool, same shape: a leaf that concerns nobody is left NaN instead of refused as empty.
    Raises DataProblem: a non-positive value under log; a column without a value, or constant, where the
    method needs its spread.
    """
    out = np.full(values.shape, np.nan)
    wanted: np.ndarray = np.ones(len(values), dtype=bool)
    if applicable is not None:
        wanted = np.asarray(applicable.any(axis=1))
    for method in dict.fromkeys(leaf.normalise for leaf in tree.leaves):
        rows = [i for i, leaf in enumerate(tree.leaves) if leaf.normalise == method and wanted[i]]
        if rows:
            leaves = [tree.leaves[i] for i in rows]
            out[rows] = METHODS[method].apply(_directed(values[rows], leaves, entities), leaves, tree.scale)
    return out


def ends(leaf: Leaf, scale: float, column: Block) -> tuple[float, float]:
    """The lowest and highest value a leaf can take in its final unit, for "missing at 0 … at 100 %".

    Methods without a scale of their own take the ends of what was observed (`column`).
    """
    return METHODS[leaf.normalise].ends(leaf, scale, column)


def _directed(x: Block, leaves: Sequence[Leaf], entities: pd.Index) -> Block:
    logs = [i for i, leaf in enumerate(leaves) if leaf.transform == "log"]
    for i in logs:
        bad = np.flatnonzero(x[i] <= 0)
        if bad.size:
            raise DataProblem(
                f"{place(leaves[i])}：{shown(entities[bad[0]])} 的值 {x[i, bad[0]]:g} 不是正数，不能取对数"
            )
        x[i] = np.log(x[i])
    x *= np.array([leaf.direction for leaf in leaves], dtype=float)[:, None]
    return x
