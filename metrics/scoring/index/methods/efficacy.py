"""Efficacy coefficient: 60 at the lower goalpost, 100 at the upper."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.scoring.index.methods.registry import Block, method, whole_scale
from metrics.scoring.index.methods.spread import posts
from metrics.scoring.index.nodes import Leaf


@method(
    "efficacy",
    ends=whole_scale,
    needs=("goalposts",),
    word="功效系数",
    explained="60 + 40 ×（值÷满分值），超过满分值的还往上加，最低 60 分。",
    place=60,
)
def efficacy(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """60 + 40 (x − lo) / (hi − lo), in points of the scale."""
    return (60 + 40 * posts(y, leaves)) * scale / 100
