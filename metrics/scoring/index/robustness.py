"""How sure a rank is: perturbed weights, rank bands, leave-one-item-out, Sobol shares.

Every random draw comes from one seed: the same tree, number, noise and seed give the same weight sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.scoring.index.aggregate import Plan, plan_of, ranks_within, scenario_roots
from metrics.scoring.index.engine import Scores, held_of, rescore, score, times_of
from metrics.scoring.index.tree import DataProblem, FrameworkProblem, Leaf, Node, Tree, shown, without

# Cells of one block of scenario scores: its arrays stay in the processor's cache, the peak memory flat.
BLOCK = 100_000
PERCENTILES = (5, 50, 95)


@dataclass(frozen=True)
class Simulation:
    """Ranks under many weight sets.

    weights: sets × items as used; ranks: sets × entities that have a score (NaN in a set where one has none,
    which only other values than the official ones bring about); scores: same shape, or None;
    nominal: the official rank of every entity.
    """

    weights: pd.DataFrame
    ranks: pd.DataFrame
    scores: pd.DataFrame | None
    nominal: pd.Series


@dataclass(frozen=True)
class LeaveOut:
    """Scores and ranks without one item each: entities × items; shift = rank without − rank with."""

    scores: pd.DataFrame
    ranks: pd.DataFrame
    shifts: pd.DataFrame


@dataclass(frozen=True)
class Sobol:
    """Shares of the variance of each entity's score by item whose weight varies: entities × items.

    first: alone; total: with all interactions; variance: of the score, by entity (shares are NaN at 0).
    """

    first: pd.DataFrame
    total: pd.DataFrame
    variance: pd.Series


def weight_sets(tree: Tree, count: int, noise: float = 0.25, seed: int = 1) -> pd.DataFrame:
    """Perturbed weights w·(1+U(−noise, noise)) for every item of every level but the root: sets × item ids.

    Set i is the same for any count ≥ i. Raises FrameworkProblem: count < 1, noise outside 0 … 1, seed < 0.
    """
    if count < 1:
        raise FrameworkProblem(f"模拟次数应为正整数，现为 {count}")
    _check_draw(noise, seed)
    plan = plan_of(tree)
    free = np.flatnonzero(np.arange(len(plan.ids)) != plan.root)
    draws = np.random.default_rng(seed).uniform(-noise, noise, size=(count, len(free)))
    sets = np.tile(plan.weights, (count, 1))
    sets[:, free] *= 1 + draws
    return pd.DataFrame(
        sets, columns=list(plan.ids), index=pd.RangeIndex(1, count + 1, name="rep"), copy=False
    )


def simulate(tree: Tree, scores: Scores, weights: pd.DataFrame, *, keep_scores: bool = False) -> Simulation:
    """Rank every entity that has a score under each weight set; normalised values stay as they are.

    weights: sets × item ids; an id not among its columns keeps its official weight. Who has a score follows
    the official weights. Raises FrameworkProblem: unknown id, negative weight, siblings that sum to 0.
    """
    plan, leaves, held = held_of(tree, scores)
    sets = _sets(plan, weights)
    there = held.present[plan.root]
    entities = scores.nodes.index[there]
    leaves, held, times = leaves[:, there], held.of(there), times_of(tree, entities)
    found = np.empty((len(sets), len(entities)), dtype=np.int32 if tree.ties == "min" else float)
    roots = np.empty(found.shape) if keep_scores else None
    for rows in _blocks(len(sets), len(entities)):
        values = scenario_roots(plan, leaves, held, sets[rows])
        _check_values(values, entities)
        found[rows] = ranks_within(values, times, tree.round_rank, tree.ties)
        if roots is not None:
            roots[rows] = values
    return Simulation(
        weights=pd.DataFrame(sets, index=weights.index, columns=list(plan.ids), copy=False),
        ranks=pd.DataFrame(found, index=weights.index, columns=entities, copy=False),
        scores=None
        if roots is None
        else pd.DataFrame(roots, index=weights.index, columns=entities, copy=False),
        nominal=scores.rank,
    )


def rank_bands(simulation: Simulation, percentiles: Sequence[int] = PERCENTILES) -> pd.DataFrame:
    """Official rank and rank_p5, rank_p50, rank_p95 of every entity (type 7); NaN without a score."""
    table = quantiles(simulation.ranks, percentiles, "rank_p").reindex(simulation.nominal.index)
    table.insert(0, "rank", simulation.nominal)
    return table


def quantiles(table: pd.DataFrame, percentiles: Sequence[int], prefix: str) -> pd.DataFrame:
    """Quantiles (type 7) of every column over the rows that have a value: columns × percentiles."""
    values = np.sort(np.ascontiguousarray(table.to_numpy().T), axis=1)
    every = np.arange(len(values))
    # Sorting puts NaN last.
    last = np.maximum((~np.isnan(values)).sum(axis=1) - 1, 0)
    out = {}
    for percent in percentiles:
        at = last * percent / 100
        low = at.astype(int)
        start = values[every, low].astype(float)
        out[f"{prefix}{percent}"] = start + (at - low) * (values[every, np.minimum(low + 1, last)] - start)
    return pd.DataFrame(out, index=table.columns)


def top_share(simulation: Simulation, k: int) -> pd.Series:
    """P(among the first k): share of the weight sets, by entity; NaN without a score."""
    share = (simulation.ranks.to_numpy() <= k).mean(axis=0)
    return pd.Series(share, index=simulation.ranks.columns, name=f"top{k}").reindex(simulation.nominal.index)


def ahead(simulation: Simulation, one: object, other: object) -> float:
    """P(one strictly ahead of other): share of the weight sets. Raises DataProblem for an entity unscored."""
    for entity in (one, other):
        if entity not in simulation.ranks.columns:
            raise DataProblem(f"{shown(entity)} 没有得分，不能比较名次")
    return float((simulation.ranks[one].to_numpy() < simulation.ranks[other].to_numpy()).mean())


def leave_one_out(
    tree: Tree,
    data: pd.DataFrame,
    items: Sequence[str] | None = None,
    *,
    applicable: pd.DataFrame | None = None,
) -> LeaveOut:
    """Scores and ranks when one item (leaf or node) is taken out of the tree, for each of `items`.

    items: ids, default every leaf; data, applicable: as in `engine.score`.
    Raises FrameworkProblem for an unknown id or one without which nothing is left.
    """
    chosen = [leaf.id for leaf in tree.leaves] if items is None else list(items)
    official = score(tree, data, applicable=applicable)
    each = {item: _score_without(tree, item, official) for item in chosen}
    table = pd.DataFrame({item: one.rank for item, one in each.items()}, index=data.index)
    return LeaveOut(
        scores=pd.DataFrame({item: one.nodes[tree.root.id] for item, one in each.items()}, index=data.index),
        ranks=table,
        shifts=table.sub(official.rank, axis=0),
    )


def _score_without(tree: Tree, item: str, official: Scores) -> Scores:
    return rescore(without(tree, item), official)


def sobol_shares(
    tree: Tree,
    scores: Scores,
    items: Sequence[str] | None = None,
    count: int = 1024,
    noise: float = 0.25,
    seed: int = 1,
) -> Sobol:
    """Whose weight moves each entity's score: Sobol indices of the root under w·(1+U(−noise, noise)).

    items: ids whose weights vary, default every item that has a sibling. First order by Saltelli et al.
    (2010), f(B)·(f(AB_i)−f(A)) on centred f; total by Jansen (1999), (f(A)−f(AB_i))²/2; both over `count`
    draws, (items + 2)·count evaluations. Raises FrameworkProblem: unknown id, count < 2, noise, seed.
    """
    if count < 2:
        raise FrameworkProblem(f"抽样次数至少为 2，现为 {count}")
    _check_draw(noise, seed)
    if items is not None:
        tree, scores = _cut_below(tree, scores, items)
    plan, leaves, held = held_of(tree, scores)
    chosen = _with_sibling(plan) if items is None else [_row(plan, item) for item in items]
    draws = np.random.default_rng(seed).uniform(1 - noise, 1 + noise, size=(2, count, len(chosen)))
    a, b = (_scaled(plan, chosen, draw) for draw in draws)
    fa, fb = (scenario_roots(plan, leaves, held, sets) for sets in (a, b))
    centre, variance = (fa + fb).mean(axis=0) / 2, np.concatenate([fa, fb]).var(axis=0)
    safe = np.where(variance > 1e-18 * tree.scale**2, variance, np.nan)
    first, total = np.empty((len(chosen), len(safe))), np.empty((len(chosen), len(safe)))
    for i, row in enumerate(chosen):
        mixed = a.copy()
        mixed[:, row] = b[:, row]
        fm = scenario_roots(plan, leaves, held, mixed)
        first[i] = ((fb - centre) * (fm - fa)).mean(axis=0) / safe
        total[i] = ((fa - fm) ** 2).mean(axis=0) / 2 / safe
    names, entities = [plan.ids[row] for row in chosen], scores.nodes.index
    return Sobol(
        first=pd.DataFrame(first.T, index=entities, columns=names),
        total=pd.DataFrame(total.T, index=entities, columns=names),
        variance=pd.Series(variance, index=entities),
    )


def _cut_below(tree: Tree, scores: Scores, items: Sequence[str]) -> tuple[Tree, Scores]:
    """The same root and the same weights with fewer leaves: a node under which no weight varies is one.

    Its score and coverage stand for all below it. An id that is not known is left to `_row`.
    """
    above = {one.id: one.parent for one in tree.leaves + tree.nodes}
    kept = {tree.root.id}
    for item in items:
        parent = above.get(item)
        while parent is not None and parent not in kept:
            kept.add(parent)
            parent = above[parent]
    nodes = tuple(node for node in tree.nodes if node.id in kept)
    leaves = tuple(
        Leaf(one.id, one.parent, weight=one.weight, normalise="none", missing=_own_rule(one))
        for one in tree.leaves + tree.nodes
        if one.parent in kept and one.id not in kept
    )
    ids, inner = [leaf.id for leaf in leaves], [node.id for node in nodes]
    values = scores.normalised.join(scores.nodes)[ids]
    cut = Scores(values, scores.nodes[inner], scores.rank, scores.coverage[[*ids, *inner]])
    return replace(tree, nodes=nodes, leaves=leaves), cut


def _own_rule(item: Leaf | Node) -> str | None:
    """The rule of a leaf for its missing values; filling them is done with."""
    return item.missing if isinstance(item, Leaf) and item.impute is None else None


def _with_sibling(plan: Plan) -> list[int]:
    return [
        int(row)
        for step in reversed(plan.steps)
        for row in step.kids
        if (plan.weights[step.kids] > 0).sum() > 1
    ]


def _row(plan: Plan, item: str) -> int:
    if item not in plan.ids or plan.ids.index(item) == plan.root:
        raise FrameworkProblem(f"框架里没有可以改变权重的 id {shown(item)}")
    return plan.ids.index(item)


def _scaled(plan: Plan, rows: list[int], factors: np.ndarray) -> np.ndarray:
    sets = np.tile(plan.weights, (len(factors), 1))
    sets[:, rows] *= factors
    return sets


def _check_draw(noise: float, seed: int) -> None:
    if not 0 <= noise <= 1:
        raise FrameworkProblem(f"权重扰动幅度应在 0 与 1 之间，现为 {noise}")
    if seed < 0:
        raise FrameworkProblem(f"随机种子应为非负整数，现为 {seed}")


def _sets(plan: Plan, weights: pd.DataFrame) -> np.ndarray:
    for unknown in weights.columns.difference(list(plan.ids)):
        raise FrameworkProblem(f"权重：框架里没有 id {shown(unknown)}")
    sets = np.tile(plan.weights, (len(weights), 1))
    sets[:, [plan.ids.index(name) for name in weights.columns]] = weights.to_numpy(dtype=float)
    for row, column in np.argwhere(~(np.isfinite(sets) & (sets >= 0))):
        raise FrameworkProblem(
            f"第 {row + 1} 组权重 {shown(plan.ids[column])}：应为非负数，现为 {sets[row, column]}"
        )
    for step in plan.steps:
        for row in np.flatnonzero(sets[:, step.kids].sum(axis=1) <= 0):
            raise FrameworkProblem(f"第 {row + 1} 组权重：{shown(step.node.id)} 的下级权重之和必须大于 0")
    return sets


def _check_values(values: np.ndarray, entities: pd.Index) -> None:
    if np.isfinite(values).all():
        return
    for row, column in np.argwhere(~np.isfinite(values)):
        raise FrameworkProblem(
            f"第 {row + 1} 组权重：{shown(entities[column])} 有值的指标权重全为 0，没有得分"
        )


def _blocks(count: int, width: int) -> Iterator[slice]:
    step = max(1, BLOCK // max(width, 1))
    return (slice(start, start + step) for start in range(0, count, step))
