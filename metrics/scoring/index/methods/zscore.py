"""Standard scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.registry import Block, method, observed
from metrics.scoring.index.methods.spread import spread
from metrics.scoring.index.nodes import Leaf


@method(
    "zscore",
    ends=observed,
    word="z 分数",
    explained="（值−平均）÷标准差，有正有负；得分不是百分制，只看名次；满分值不起作用，只能用算术平均。",
    place=30,
    relative=True,
    unscaled=True,
    signed=True,
)
def zscore(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:  # noqa: ARG001 - one signature for all
    """(x − mean) / sample standard deviation."""
    spread(y, leaves)
    return (y - np.nanmean(y, axis=1, keepdims=True)) / np.nanstd(y, axis=1, ddof=1, keepdims=True)
