"""Ranks: the lowest counts 1."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from metrics.scoring.index.methods.registry import Block, method, observed
from metrics.scoring.index.methods.spread import filled
from metrics.scoring.index.nodes import Leaf


@method(
    "rank",
    ends=observed,
    word="位次",
    explained="最低的记 1，往上数；得分不是百分制，只看名次；有值的对象多，最高位次才高；满分值不起作用。",
    place=40,
    relative=True,
    unscaled=True,
)
def rank(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:  # noqa: ARG001 - one signature for all
    """Places from the lowest up, equal values sharing the lower place."""
    filled(y, leaves)
    return pd.DataFrame(y.T).rank(method="min").to_numpy().T
