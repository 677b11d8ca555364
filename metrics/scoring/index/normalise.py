"""Values of different units made comparable: one function per method, each on all leaves that use it.

Arrays are leaves × entities, NaN = missing. With y = direction · x over the values that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from metrics.scoring.index.tree import DataProblem, Leaf, Tree, place, shown

Block = np.ndarray
Method = Callable[[Block, Sequence[Leaf], float], Block]


def normalise(tree: Tree, values: Block, entities: pd.Index, applicable: Block | None = None) -> Block:
    """Every leaf in its final unit.

    values: leaves × entities in the order of `tree.leaves`, NaN = missing; entities: names for messages;
    applicable: bool, same shape: a leaf that concerns nobody is left NaN instead of refused as empty.
    Raises DataProblem: a non-positive value under log; a column without a value, or constant, where the
    method needs its spread.
    """
    out = np.full(values.shape, np.nan)
    wanted: np.ndarray = np.ones(len(values), dtype=bool)
    if applicable is not None:
        wanted = np.asarray(applicable.any(axis=1))
    for method in dict.fromkeys(leaf.normalise for leaf in tree.leaves):
        rows = [i for i, leaf in enumerate(tree.leaves) if leaf.normalise == method and wanted[i]]
        if rows:
            leaves = [tree.leaves[i] for i in rows]
            out[rows] = METHODS[method](_directed(values[rows], leaves, entities), leaves, tree.scale)
    return out


def ends(leaf: Leaf, scale: float, column: Block) -> tuple[float, float]:
    """The lowest and highest value a leaf can take in its final unit, for "missing at 0 … at 100 %".

    zscore, rank and none have no scale of their own: the ends of what was observed (`column`) are taken.
    """
    if leaf.normalise in ("zscore", "rank", "none"):
        return (
            (float(np.nanmin(column)), float(np.nanmax(column))) if not np.isnan(column).all() else (0.0, 0.0)
        )
    if leaf.normalise == "minmax":
        return leaf.range or (0.0, scale)
    if leaf.normalise in ("percent_rank", "efficacy") or leaf.clip is None:
        return 0.0, scale
    return leaf.clip[0] * scale, leaf.clip[1] * scale


def _directed(x: Block, leaves: Sequence[Leaf], entities: pd.Index) -> Block:
    logs = [i for i, leaf in enumerate(leaves) if leaf.transform == "log"]
    for i in logs:
        bad = np.flatnonzero(x[i] <= 0)
        if bad.size:
            raise DataProblem(
                f"{place(leaves[i])}：{shown(entities[bad[0]])} 的值 {x[i, bad[0]]:g} 不是正数，不能取对数"
            )
        x[i] = np.log(x[i])
    x *= np.array([leaf.direction for leaf in leaves], dtype=float)[:, None]
    return x


def _original(y: float, leaf: Leaf) -> float:
    return float(np.exp(leaf.direction * y) if leaf.transform == "log" else leaf.direction * y)


def _moved(number: float, leaf: Leaf) -> float:
    return float(np.log(number)) if leaf.transform == "log" else float(number)


def _posts(y: Block, leaves: Sequence[Leaf]) -> Block:
    """0 at the worse goalpost, 1 at the better: (x−lo)/(hi−lo), turned (hi−x)/(hi−lo) for direction −1."""
    posts = np.array([[_moved(post, leaf) for post in leaf.goalposts or ()] for leaf in leaves])
    direction = np.array([leaf.direction for leaf in leaves])
    start = np.where(direction > 0, posts[:, 0], -posts[:, 1])
    y -= start[:, None]
    y /= (posts[:, 1] - posts[:, 0])[:, None]
    return y


def _clip(share: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    low = np.array([-np.inf if leaf.clip is None else leaf.clip[0] for leaf in leaves])[:, None]
    high = np.array([np.inf if leaf.clip is None else leaf.clip[1] for leaf in leaves])[:, None]
    np.clip(share, low, high, out=share)
    share *= scale
    return share


def _goalposts(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    return _clip(_posts(y, leaves), leaves, scale)


def _efficacy(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    return (60 + 40 * _posts(y, leaves)) * scale / 100


def _target(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    target = np.array([_moved(leaf.target or 0.0, leaf) for leaf in leaves])[:, None]
    direction = np.array([leaf.direction for leaf in leaves])[:, None]
    return _clip(np.where(direction > 0, y / target, 2 + y / target), leaves, scale)


def _distance(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    low, _ = _spread(y, leaves)
    goal = np.array([leaf.direction * _moved(leaf.target or 0.0, leaf) for leaf in leaves])[:, None]
    for i in np.flatnonzero((goal <= low).any(axis=1)).tolist():
        raise DataProblem(
            f"{place(leaves[i])}：target {leaves[i].target:g} 不优于这一列的最差值，distance 无法计算"
        )
    return _clip((y - low) / (goal - low), leaves, scale)


def _minmax(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    low, high = _spread(y, leaves)
    ends_ = np.array([leaf.range or (0.0, scale) for leaf in leaves])
    width = (ends_[:, 1] - ends_[:, 0])[:, None]
    return (y - low) / (high - low) * width + ends_[:, :1]


def _zscore(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:  # noqa: ARG001 - one signature for all
    _spread(y, leaves)
    return (y - np.nanmean(y, axis=1, keepdims=True)) / np.nanstd(y, axis=1, ddof=1, keepdims=True)


def _rank(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:  # noqa: ARG001 - one signature for all
    _filled(y, leaves)
    return pd.DataFrame(y.T).rank(method="min").to_numpy().T


def _percent_rank(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:
    _spread(y, leaves)
    count = np.sum(~np.isnan(y), axis=1, keepdims=True)
    return (_rank(y, leaves, scale) - 1) / (count - 1) * scale


def _none(y: Block, leaves: Sequence[Leaf], scale: float) -> Block:  # noqa: ARG001 - one signature for all
    return y * np.array([leaf.direction for leaf in leaves], dtype=float)[:, None]


def _filled(y: Block, leaves: Sequence[Leaf]) -> None:
    for i in np.flatnonzero(np.isnan(y).all(axis=1)).tolist():
        raise DataProblem(f"{place(leaves[i])}：这一列没有任何值，{leaves[i].normalise} 无法计算")


def _spread(y: Block, leaves: Sequence[Leaf]) -> tuple[Block, Block]:
    """Minimum and maximum of each row; a row without a value or with one value only is refused."""
    _filled(y, leaves)
    low, high = np.nanmin(y, axis=1, keepdims=True), np.nanmax(y, axis=1, keepdims=True)
    for i in np.flatnonzero(low == high).tolist():
        raise DataProblem(
            f"{place(leaves[i])}：这一列的值全部相同（{_original(low[i, 0], leaves[i]):g}），"
            f"{leaves[i].normalise} 无法计算"
        )
    return low, high


METHODS: dict[str, Method] = {
    "goalposts": _goalposts,
    "target": _target,
    "distance": _distance,
    "minmax": _minmax,
    "zscore": _zscore,
    "rank": _rank,
    "percent_rank": _percent_rank,
    "efficacy": _efficacy,
    "none": _none,
}
