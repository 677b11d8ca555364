"""The general scoring engine: a tree and a table of values in, scores with everything behind them out."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.scoring.index.aggregate import (
    Plan,
    Structure,
    entity_shares,
    node_values,
    plan_of,
    ranks_within,
    structure,
)
from metrics.scoring.index.normalise import ends, normalise
from metrics.scoring.index.prepare import prepare
from metrics.scoring.index.tree import MINIMUM, RATIO, DataProblem, FrameworkProblem, Tree, place, shown


@dataclass(frozen=True)
class Scores:
    """One scoring of many entities.

    normalised: entities × leaves in their final units; nodes: entities × nodes in file order; rank: of the
    root, 1 = best, NA without a score; coverage: entities × (leaves + nodes), NaN where not applicable.
    """

    normalised: pd.DataFrame
    nodes: pd.DataFrame
    rank: pd.Series
    coverage: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Standing:
    """One scoring as plain arrays: items × entities, the leaves before the nodes, as `plan.ids` names them.

    values: in final units, NaN where missing; held: what is there.
    """

    plan: Plan
    values: np.ndarray
    held: Structure

    def of(self, first: int, last: int) -> Standing:
        """The same for the entities from one place to before another."""
        here = np.zeros(self.values.shape[1], dtype=bool)
        here[first:last] = True
        return Standing(self.plan, self.values[:, here], self.held.of(here))


def score(
    tree: Tree,
    data: pd.DataFrame,
    *,
    applicable: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
) -> Scores:
    """Divide, fill and treat the columns as the leaves say, normalise them, and aggregate to the root.

    data: entities × (leaf ids and the columns of `prepare.columns_of`; further ones are not looked at), NaN =
    missing; with `tree.time` its index has a level of that name. applicable: bool, entities × leaf ids; a
    False cell leaves weights and coverage altogether. coverage: 0 … 1, same shape; default 1 where there is a
    value; a cell that was filled counts 0. Raises DataProblem: a column missing or not numeric, an entity
    named twice, inf, log of a non-positive value, a constant column where the method needs a spread, what
    `prepare` refuses.
    """
    leaves, applies, shares = _ready(tree, data, applicable, coverage)
    return _assemble(tree, leaves, applies, shares, data.index)


def prepared(tree: Tree, data: pd.DataFrame, *, applicable: pd.DataFrame | None = None) -> pd.DataFrame:
    """What is normalised: entities × leaves, divided, filled, treated. Arguments and problems as `score`."""
    values, _, _ = _prepared(tree, data, applicable)
    return _frame(values, data.index, _leaf_ids(tree))


def rescore(tree: Tree, scores: Scores) -> Scores:
    """The same normalised values under another tree of the same leaves (weights, methods, shape).

    Raises DataProblem when the tree has a leaf the scores do not know.
    """
    values = _values(tree, scores.normalised)
    shares = _columns(tree, scores.coverage, scores.nodes.index, "覆盖率")
    applies = ~np.isnan(shares)
    return _assemble(tree, values, applies, np.where(applies, shares, 0.0), scores.nodes.index)


def effective_weights(
    tree: Tree, present: pd.DataFrame, applicable: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What each leaf really weighs in each entity's root: entities × leaves, rows sum to 1.

    present: bool, entities × leaf ids, after empty cells are filled. Reweighting, minimum coverage and
    applicability are followed; a row is NaN where the root has no score. Only where a missing node counts as
    zero is its weight left out. Raises FrameworkProblem at a minimum or a ratio, which weigh nothing.
    """
    for node in (node for node in tree.nodes if node.aggregate in (MINIMUM, RATIO)):
        raise FrameworkProblem(
            f"{place(node)}：aggregate = {shown(node.aggregate)} 不按权重合成，没有有效权重"
        )
    there = _columns(tree, present, present.index, "有值").astype(bool)
    held = structure(plan_of(tree), there, _applicable(tree, applicable, present.index), there.astype(float))
    return _frame(entity_shares(plan_of(tree), held), present.index, _leaf_ids(tree))


def normalised(tree: Tree, values: np.ndarray, applies: np.ndarray, entities: pd.Index) -> np.ndarray:
    """Arrays of leaves that are neither divided, filled nor treated, in their final units.

    values: leaves × entities, NaN = missing; applies: bool, same shape. Raises DataProblem as `score`.
    """
    _finite(tree, values, entities)
    return normalise(tree, np.where(applies, values, np.nan), entities, applies)


def standing(
    tree: Tree, leaves: np.ndarray, applies: np.ndarray, shares: np.ndarray, entities: pd.Index
) -> Standing:
    """Aggregate leaves in their final units to the root, without a table.

    leaves, applies, shares: leaves × entities, as `score` has them after normalising; entities: names for
    messages. Raises DataProblem: a score that is no finite number.
    """
    plan = plan_of(tree)
    held = structure(plan, ~np.isnan(leaves), applies, shares)
    values = node_values(plan, leaves, held)
    bad = ~np.isfinite(values) & held.present
    if bad.any():
        item, entity = np.argwhere(bad)[0]
        raise DataProblem(
            f"{shown(plan.ids[item])}：{shown(entities[entity])} 的得分超出可计算范围"
            f"{_why(plan, item, values[:, entity])}"
        )
    return Standing(plan, values, held)


def contributed(made: Standing) -> np.ndarray:
    """What each leaf adds to the root, leaves × entities, where every mean is plainly arithmetic."""
    return entity_shares(made.plan, made.held) * np.nan_to_num(made.values[: made.plan.leaf_count])


def contributions(tree: Tree, scores: Scores) -> pd.DataFrame:
    """Effective weight × normalised value: entities × leaves, rows sum to the root's score exactly.

    A missing or not applicable leaf contributes 0; a row is NaN where the root has no score.
    Raises FrameworkProblem at a node whose mean is not plainly arithmetic: it has no exact decomposition.
    """
    for node in tree.nodes:
        if node.aggregate != "arithmetic" or node.floor != 0:
            raise FrameworkProblem(f"{place(node)}：不是（无下限的）算术平均，得分不能精确分解为各指标的贡献")
    plan, held = plan_of(tree), _held(tree, scores)
    values = np.nan_to_num(_columns(tree, scores.normalised, scores.nodes.index, "得分"))
    return _frame(entity_shares(plan, held) * values, scores.nodes.index, _leaf_ids(tree))


def score_range(
    tree: Tree,
    data: pd.DataFrame,
    applicable: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The root with what is missing counted at the bottom and at the top of its scale: columns low, high.

    Arguments and problems as in `score`; a leaf without a scale of its own takes the ends observed.
    """
    low, high = node_ranges(tree, data, applicable, coverage)
    return pd.DataFrame({"low": low[tree.root.id], "high": high[tree.root.id]})


def node_ranges(
    tree: Tree,
    data: pd.DataFrame,
    applicable: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """As `score_range`, for every node: two tables entities × nodes, low and high.

    A leaf of which the share c is reported lies between c·x + (1−c)·bottom and c·x + (1−c)·top; one without
    a value between its ends. A score may lie outside where a node has some values but too few for a score:
    the range counts them in. Raises FrameworkProblem at a ratio: a missing divisor has no bound.
    """
    for node in (node for node in tree.nodes if node.aggregate == RATIO):
        raise FrameworkProblem(f"{place(node)}：比值节点没有得分区间")
    leaves, applies, shares = _ready(tree, data, applicable, coverage)
    bounds = np.array([ends(leaf, tree.scale, leaves[i]) for i, leaf in enumerate(tree.leaves)])
    missing, full = np.isnan(leaves) & applies, np.ones_like(leaves)
    found = []
    for end, outer in ((0, np.minimum), (1, np.maximum)):
        far = outer(leaves, bounds[:, [end]])
        filled = np.where(missing, bounds[:, [end]], leaves + (1 - shares) * (far - leaves))
        found.append(_assemble(tree, filled, applies, full, data.index).nodes)
    return found[0], found[1]


def held_of(tree: Tree, scores: Scores) -> tuple[Plan, np.ndarray, Structure]:
    """Plan, leaves × entities in final units, and what is there: what the robustness functions work on."""
    return plan_of(tree), _columns(tree, scores.normalised, scores.nodes.index, "得分"), _held(tree, scores)


def times_of(tree: Tree, entities: pd.Index) -> np.ndarray | None:
    """The time of each row, or None for a tree without. Raises DataProblem when the rows have none."""
    if not tree.time:
        return None
    if tree.time not in entities.names:
        raise DataProblem(f"[score] time：数据表的行没有 {shown(tree.time)} 这一级")
    return entities.get_level_values(tree.time).to_numpy()


def _prepared(
    tree: Tree, data: pd.DataFrame, applicable: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values before normalising, which were filled, which apply: leaves × entities each."""
    times_of(tree, data.index)
    values = _values(tree, data)
    applies = _applicable(tree, applicable, data.index)
    values[~applies] = np.nan
    return *prepare(tree, data, values, applies), applies


def _ready(
    tree: Tree, data: pd.DataFrame, applicable: pd.DataFrame | None, coverage: pd.DataFrame | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Leaves in their final units, which apply, which share of each was reported: leaves × entities each."""
    values, filled, applies = _prepared(tree, data, applicable)
    shares = _coverage(tree, coverage, data.index)
    shares[filled] = 0.0
    return normalise(tree, values, data.index, applies), applies, shares


def _held(tree: Tree, scores: Scores) -> Structure:
    values = _columns(tree, scores.normalised, scores.nodes.index, "得分")
    shares = _columns(tree, scores.coverage, scores.nodes.index, "覆盖率")
    return structure(plan_of(tree), ~np.isnan(values), ~np.isnan(shares), np.nan_to_num(shares))


def _assemble(
    tree: Tree, leaves: np.ndarray, applies: np.ndarray, shares: np.ndarray, entities: pd.Index
) -> Scores:
    made = standing(tree, leaves, applies, shares, entities)
    plan, values = made.plan, made.values
    count = plan.leaf_count
    return Scores(
        normalised=_frame(values[:count], entities, plan.ids[:count]),
        nodes=_frame(values[count:], entities, plan.ids[count:]),
        rank=_rank(tree, values[plan.root], entities),
        coverage=_frame(made.held.coverage, entities, plan.ids),
    )


def _why(plan: Plan, item: int, values: np.ndarray) -> str:
    """Whether an item has no number because its divisor is 0."""
    ratio = next((step for step in plan.steps if step.row == item and step.node.aggregate == RATIO), None)
    return "（分母为 0）" if ratio is not None and values[ratio.kids[1]] == 0 else ""


def _rank(tree: Tree, root: np.ndarray, entities: pd.Index) -> pd.Series:
    there = ~np.isnan(root)
    places = np.full(len(root), np.nan)
    times = times_of(tree, entities)
    groups = None if times is None else times[there]
    places[there] = ranks_within(root[None, there], groups, tree.round_rank, tree.ties)[0]
    rank = pd.Series(pd.array(places, dtype="Float64"), index=entities, name="rank")
    return rank.astype("Int64") if tree.ties == "min" else rank


def _values(tree: Tree, data: pd.DataFrame) -> np.ndarray:
    values = np.array(_columns(tree, data, data.index, "数据"), dtype=float)
    _finite(tree, values, data.index)
    return values


def _finite(tree: Tree, values: np.ndarray, entities: pd.Index) -> None:
    bad = np.isinf(values)
    if bad.any():
        leaf, entity = np.argwhere(bad)[0]
        raise DataProblem(f"{place(tree.leaves[leaf])}：{shown(entities[entity])} 的值是无穷大")


def _columns(tree: Tree, table: pd.DataFrame, entities: pd.Index, what: str) -> np.ndarray:
    """The leaves' columns as floats, leaves × entities; the table must hold exactly these entities."""
    _unique(table, what)
    if not table.index.equals(entities):
        raise DataProblem(f"{what}表的行（对象及其次序）与数据表不一致")
    ids = _leaf_ids(tree)
    for leaf in tree.leaves:
        if leaf.id not in table.columns:
            raise DataProblem(f"{place(leaf)}：{what}表没有这一列")
    part = table if tuple(table.columns) == ids else table[list(ids)]
    try:
        return part.to_numpy(dtype=float, na_value=np.nan).T
    except (TypeError, ValueError):
        bad = next(name for name in ids if not _numeric(part[name]))
        raise DataProblem(f"[[measure]] {shown(bad)}：{what}表的这一列不是数值") from None


def _numeric(column: pd.Series) -> bool:
    try:
        column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        return False
    return True


def _unique(table: pd.DataFrame, what: str) -> None:
    for axis, name in ((table.index, "对象"), (table.columns, "列")):
        if not axis.is_unique:
            raise DataProblem(f"{what}表：{name} {shown(axis[axis.duplicated()][0])} 重复")


def _applicable(tree: Tree, table: pd.DataFrame | None, entities: pd.Index) -> np.ndarray:
    if table is None:
        return np.ones((len(tree.leaves), len(entities)), dtype=bool)
    flags = _columns(tree, table, entities, "适用")
    if not np.isin(flags, (0.0, 1.0)).all():
        raise DataProblem("适用表：只能是 True 或 False")
    return flags.astype(bool)


def _coverage(tree: Tree, table: pd.DataFrame | None, entities: pd.Index) -> np.ndarray:
    if table is None:
        return np.ones((len(tree.leaves), len(entities)))
    shares = np.nan_to_num(_columns(tree, table, entities, "覆盖率"))
    if ((shares < 0) | (shares > 1)).any():
        raise DataProblem("覆盖率表：每个值应在 0 与 1 之间")
    return shares


def _leaf_ids(tree: Tree) -> tuple[str, ...]:
    return tuple(leaf.id for leaf in tree.leaves)


def _frame(values: np.ndarray, entities: pd.Index, columns: tuple[Hashable, ...]) -> pd.DataFrame:
    return pd.DataFrame(values.T, index=entities, columns=list(columns))
