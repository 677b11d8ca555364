"""Attainment of a target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.registry import Block, method
from metrics.scoring.index.methods.spread import clip, directions, moved
from metrics.scoring.index.nodes import Leaf


def _no_divisor(leaf: Leaf) -> str:
    zero = 1.0 if leaf.transform == "log" else 0.0
    return "target 变换后为 0，不能作除数" if leaf.target == zero else ""


@method("target", needs=("target",), wrong=_no_divisor)
def target(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """x / target, or 2 − x / target for direction −1, within the leaf's clip."""
    goal = np.array([moved(leaf.target or 0.0, leaf) for leaf in leaves])[:, None]
    return clip(np.where(directions(leaves) > 0, y / goal, 2 + y / goal), leaves, scale)
