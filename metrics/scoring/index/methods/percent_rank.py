"""Ranks as percentages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.rank import rank
from metrics.scoring.index.methods.registry import Block, method, whole_scale
from metrics.scoring.index.methods.spread import spread
from metrics.scoring.index.nodes import Leaf


@method(
    "percent_rank",
    ends=whole_scale,
    word="百分位",
    explained="位次换成 0 到 100；只看先后，不看差多少；满分值不起作用。",
    place=50,
    relative=True,
)
def percent_rank(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """(rank − 1) / (count − 1) of the scale."""
    spread(y, leaves)
    count = np.sum(~np.isnan(y), axis=1, keepdims=True)
    return (rank(y, leaves, scale) - 1) / (count - 1) * scale
