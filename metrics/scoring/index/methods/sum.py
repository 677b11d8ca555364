"""Share of the sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.registry import Block, method, whole_scale
from metrics.scoring.index.methods.spread import directions, lengths
from metrics.scoring.index.nodes import DataProblem, Leaf, place


@method("sum", ends=whole_scale, relative=True)
def sum_share(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """x / Σx of the scale; for direction −1 the same of 1/x.

    Raises DataProblem: a negative value, nothing but zeros, a zero for direction −1.
    """
    up = directions(leaves) > 0
    x = lengths(y, leaves)
    for i in np.flatnonzero((~up & (x == 0)).any(axis=1)).tolist():
        raise DataProblem(f"{place(leaves[i])}：direction = -1 时值不能为 0，sum 要取倒数")
    amount = np.divide(1.0, x, out=x.copy(), where=~up)
    return amount / np.nansum(amount, axis=1, keepdims=True) * scale
