"""What happens to the columns of the data before they are made comparable: divided, filled, tamed.

In this order: each value divided by the measure's denominator, empty cells filled, outliers treated. With a
column of time, cells are filled from the same time only; outliers are looked for over all times.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.scoring.index.impute import IMPUTATIONS, Gaps
from metrics.scoring.index.methods import Block
from metrics.scoring.index.nodes import DataProblem, Leaf, place, shown
from metrics.scoring.index.treat import LEAST, treated
from metrics.scoring.index.tree import Tree


def columns_of(tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns a tree reads from its data: those that hold numbers, and those that hold text."""
    numbers = [leaf.id for leaf in tree.leaves]
    numbers += [leaf.denominator for leaf in tree.leaves if leaf.denominator]
    rules = [leaf.impute for leaf in tree.leaves if leaf.impute]
    numbers += [name for rule in rules for name in rule.predictors]
    texts = [rule.group for rule in rules if rule.group]
    return tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(texts))


def prepare(tree: Tree, data: pd.DataFrame, values: Block, applies: Block) -> tuple[Block, Block]:
    """Values divided, filled and treated, and which of them were filled: leaves × entities each.

    values: leaves × entities in the order of `tree.leaves`, NaN = missing or not applicable; applies: bool,
    same shape. Raises DataProblem: a column missing or not of its kind, a denominator of 0, a column that its
    method cannot fill or treat.
    """
    filled: Block = np.zeros(values.shape, dtype=bool)
    times = data.index.get_level_values(tree.time).to_numpy() if tree.time else None
    for i, leaf in enumerate(tree.leaves):
        if leaf.denominator:
            values[i] = _divided(leaf, values[i], data)
        if leaf.impute is not None:
            _fill(leaf, values[i], filled[i], data, applies[i], times)
        if leaf.treat is not None:
            _treat(leaf, values[i])
    return values, filled


def _divided(leaf: Leaf, x: Block, data: pd.DataFrame) -> Block:
    below = _numbers(leaf, data, "denominator", leaf.denominator)
    for entity in np.flatnonzero(below == 0).tolist():
        raise DataProblem(
            f"{place(leaf)}：{shown(data.index[entity])} 的分母 {shown(leaf.denominator)} 为 0，不能作除数"
        )
    return x / below


def _fill(
    leaf: Leaf, x: Block, filled: Block, data: pd.DataFrame, applies: Block, times: np.ndarray | None
) -> None:
    """Fill the empty cells of one leaf in place, each time by itself, and mark them."""
    rule = leaf.impute
    if rule is None or not (np.isnan(x) & applies).any():
        return
    groups = _labels(leaf, data, rule.group) if rule.group else np.array([])
    predictors = [_numbers(leaf, data, "predictors", name) for name in rule.predictors]
    beside = np.array(predictors).T if predictors else np.empty((len(x), 0))
    for time in [None] if times is None else dict.fromkeys(times.tolist()):
        here = np.ones(len(x), dtype=bool) if times is None else times == time
        empty = here & np.isnan(x) & applies
        if empty.any():
            gaps = Gaps(place(leaf), x[here], groups[here] if rule.group else groups, beside[here])
            estimate = np.full(len(x), np.nan)
            estimate[here] = IMPUTATIONS[rule.by].estimate(gaps)
            x[empty] = estimate[empty]
            filled[empty] = ~np.isnan(estimate[empty])


def _treat(leaf: Leaf, x: Block) -> None:
    """Treat one leaf in place."""
    there = ~np.isnan(x)
    if leaf.treat is None or not there.any():
        return
    if there.sum() < LEAST:
        raise DataProblem(f"{place(leaf)}：treat 至少要 {LEAST} 个值才能看出离群，现有 {there.sum()} 个")
    x[there] = treated(x[there], leaf.treat)


def _numbers(leaf: Leaf, data: pd.DataFrame, key: str, name: str) -> Block:
    column = _column(leaf, data, key, name)
    try:
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise DataProblem(f"{place(leaf)}：{key} 的列 {shown(name)} 不是数值") from None
    for entity in np.flatnonzero(np.isinf(numbers)).tolist():
        raise DataProblem(f"{place(leaf)}：{shown(data.index[entity])} 的 {shown(name)} 是无穷大")
    return numbers


def _labels(leaf: Leaf, data: pd.DataFrame, name: str) -> np.ndarray:
    column = _column(leaf, data, "group", name)
    return np.where(column.isna(), "", column.astype(str)).astype(object)


def _column(leaf: Leaf, data: pd.DataFrame, key: str, name: str) -> pd.Series:
    if name not in data.columns:
        raise DataProblem(f"{place(leaf)}：数据表没有 {key} 的列 {shown(name)}")
    return data[name]
