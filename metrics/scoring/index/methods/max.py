"""Share of the largest value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.registry import Block, method, whole_scale
from metrics.scoring.index.methods.spread import directions, lengths
from metrics.scoring.index.nodes import Leaf


@method("max", ends=whole_scale, relative=True)
def max_share(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """x / max x of the scale; for direction −1 the rest of it.

    Raises DataProblem: a negative value, nothing but zeros.
    """
    x = lengths(y, leaves)
    share = x / np.nanmax(x, axis=1, keepdims=True)
    return np.where(directions(leaves) > 0, share, 1 - share) * scale
