"""Values as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.scoring.index.methods.registry import Block, method, observed
from metrics.scoring.index.methods.spread import directions
from metrics.scoring.index.nodes import Leaf


@method("none", ends=observed)
def none(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:  # noqa: ARG001 - one signature for all
    """The value itself: the direction is taken back."""
    return y * directions(leaves)
