"""Range: the lowest observed earns 0, the highest 100."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.registry import Block, method
from metrics.scoring.index.methods.spread import spread
from metrics.scoring.index.nodes import Leaf


def _own_range(leaf: Leaf, scale: float, column: Block) -> tuple[float, float]:  # noqa: ARG001 - one signature
    return leaf.range or (0.0, scale)


@method(
    "minmax",
    ends=_own_range,
    word="极差",
    explained="本层级最低的得 0 分、最高的得 100 分，中间按比例；满分值不起作用，也看不出离目标多远。",
    place=20,
    relative=True,
)
def minmax(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """(x − min) / (max − min), stretched over the leaf's range or the scale."""
    low, high = spread(y, leaves)
    ends = np.array([leaf.range or (0.0, scale) for leaf in leaves])
    width = (ends[:, 1] - ends[:, 0])[:, None]
    return (y - low) / (high - low) * width + ends[:, :1]
