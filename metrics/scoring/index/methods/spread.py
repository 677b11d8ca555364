"""What methods share: goalposts, clipping, and the spread of a column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.scoring.index.methods.registry import Block
from metrics.scoring.index.nodes import DataProblem, Leaf, place


def moved(number: float, leaf: Leaf) -> float:
    """A number of the framework file in the unit that the leaf's transformation gives."""
    return float(np.log(number)) if leaf.transform == "log" else float(number)


def original(y: float, leaf: Leaf) -> float:
    """A directed, transformed value as it stood in the data."""
    return float(np.exp(leaf.direction * y) if leaf.transform == "log" else leaf.direction * y)


def directions(leaves: Sequence[Leaf]) -> Block:
    """1 or −1 a leaf, as a column."""
    return np.array([leaf.direction for leaf in leaves], dtype=float)[:, None]


def posts(y: Block, leaves: Sequence[Leaf]) -> Block:
    """0 at the worse goalpost, 1 at the better: (x−lo)/(hi−lo), turned (hi−x)/(hi−lo) for direction −1."""
    ends = np.array([[moved(post, leaf) for post in leaf.goalposts or ()] for leaf in leaves])
    start = np.where(directions(leaves)[:, 0] > 0, ends[:, 0], -ends[:, 1])
    y -= start[:, None]
    y /= (ends[:, 1] - ends[:, 0])[:, None]
    return y


def clip(share: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    """A share of the way, kept within each leaf's `clip`, in points of the scale."""
    low = np.array([-np.inf if leaf.clip is None else leaf.clip[0] for leaf in leaves])[:, None]
    high = np.array([np.inf if leaf.clip is None else leaf.clip[1] for leaf in leaves])[:, None]
    np.clip(share, low, high, out=share)
    share *= scale
    return share


def filled(y: Block, leaves: Sequence[Leaf]) -> None:
    """Refuse a column without any value. Raises DataProblem."""
    for i in np.flatnonzero(np.isnan(y).all(axis=1)).tolist():
        raise DataProblem(f"{place(leaves[i])}：这一列没有任何值，{leaves[i].normalise} 无法计算")


def spread(y: Block, leaves: Sequence[Leaf]) -> tuple[Block, Block]:
    """Minimum and maximum of each row. Raises DataProblem: a row without a value or with one value only."""
    filled(y, leaves)
    low, high = np.nanmin(y, axis=1, keepdims=True), np.nanmax(y, axis=1, keepdims=True)
    for i in np.flatnonzero(low == high).tolist():
        raise DataProblem(
            f"{place(leaves[i])}：这一列的值全部相同（{original(low[i, 0], leaves[i]):g}），"
            f"{leaves[i].normalise} 无法计算"
        )
    return low, high


def lengths(y: Block, leaves: Sequence[Leaf]) -> Block:
    """The values as they stood before they were directed, when they can be shares of a whole.

    Raises DataProblem: a row without a value, a negative value, nothing but zeros.
    """
    filled(y, leaves)
    x = y * directions(leaves)
    for i in np.flatnonzero((x < 0).any(axis=1)).tolist():
        raise DataProblem(f"{place(leaves[i])}：这一列有负值，{leaves[i].normalise} 无法计算")
    for i in np.flatnonzero(np.nanmax(x, axis=1) == 0).tolist():
        raise DataProblem(f"{place(leaves[i])}：这一列的值全部为 0，{leaves[i].normalise} 无法计算")
    return x
