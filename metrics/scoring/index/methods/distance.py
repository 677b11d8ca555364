"""Distance covered from the worst observed to a target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.registry import Block, method
from metrics.scoring.index.methods.spread import clip, moved, spread
from metrics.scoring.index.nodes import DataProblem, Leaf, place


@method("distance", needs=("target",))
def distance(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """(x − worst) / (target − worst), within the leaf's clip.

    Raises DataProblem when the target is no better than the worst value.
    """
    low, _ = spread(y, leaves)
    goal = np.array([leaf.direction * moved(leaf.target or 0.0, leaf) for leaf in leaves])[:, None]
    for i in np.flatnonzero((goal <= low).any(axis=1)).tolist():
        raise DataProblem(
            f"{place(leaves[i])}：target {leaves[i].target:g} 不优于这一列的最差值，distance 无法计算"
        )
    return clip((y - low) / (goal - low), leaves, scale)
