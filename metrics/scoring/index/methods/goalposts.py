"""Goalposts: what reaches the full score earns 100."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.scoring.index.methods.registry import Block, method
from metrics.scoring.index.methods.spread import clip, posts
from metrics.scoring.index.nodes import Leaf


@method(
    "goalposts",
    needs=("goalposts",),
    word="现行目标值",
    explained="达到满分值得 100 分，不到按比例，超过不加分。",
    place=10,
)
def goalposts(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """(x − lo) / (hi − lo) of the scale, within the leaf's clip."""
    return clip(posts(y, leaves), leaves, scale)
