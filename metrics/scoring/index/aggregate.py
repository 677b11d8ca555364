"""From the leaves to the root: which children count, their mean, minimum or ratio, the root's rank.

Everything is items × entities, the items being the leaves and then the nodes of a tree in file order,
so that one row is one contiguous vector. Several weight sets at once add a first axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from metrics.scoring.index.tree import MINIMUM, RATIO, Leaf, Node, Tree

# A share such as 3/5 must not fall below a threshold of 0.6 by the last bit of a double.
EQUAL = 1e-12


@dataclass(frozen=True)
class NodeStep:
    """One node to be computed: its row and the rows of its children, leaves before nodes.

    A ratio has its numerator first instead. zero, strict: for each child, whether it counts as 0 when it is
    missing, or makes the node missing; None where no child does.
    """

    node: Node
    row: int
    leaves: np.ndarray
    nodes: np.ndarray
    kids: np.ndarray
    zero: np.ndarray | None
    strict: np.ndarray | None


@dataclass(frozen=True)
class Plan:
    """A tree laid out for arrays: steps from the bottom up, the last one is the root."""

    ids: tuple[str, ...]
    leaf_count: int
    weights: np.ndarray
    steps: tuple[NodeStep, ...]
    linear: bool

    @property
    def root(self) -> int:
        """The row of the root."""
        return self.steps[-1].row


@dataclass(frozen=True)
class Structure:
    """What is there, whatever the values: bool or share, items × entities.

    present: the item has a value; counted: it takes part in its parent's mean; applicable: it exists for
    the entity at all; coverage: reported share, NaN where not applicable.
    """

    present: np.ndarray
    counted: np.ndarray
    applicable: np.ndarray
    coverage: np.ndarray

    def of(self, entities: np.ndarray) -> Structure:
        """The same for some entities (bool mask)."""
        parts = (self.present, self.counted, self.applicable, self.coverage)
        return Structure(*(part[:, entities] for part in parts))


@lru_cache(maxsize=64)
def plan_of(tree: Tree) -> Plan:
    """The plan of a tree (cached: trees are immutable)."""
    items = tree.leaves + tree.nodes
    row = {item.id: i for i, item in enumerate(items)}
    parents = {node.id: node.parent for node in tree.nodes}
    below = sorted(tree.nodes, key=lambda one: -_depth(one.id, parents))
    steps = [_step(node, items, row, len(tree.leaves)) for node in below]
    return Plan(
        ids=tuple(item.id for item in items),
        leaf_count=len(tree.leaves),
        weights=np.array([item.weight for item in items]),
        steps=tuple(steps),
        linear=all(node.aggregate == "arithmetic" and node.floor == 0 for node in tree.nodes),
    )


def _step(node: Node, items: tuple[Leaf | Node, ...], row: Mapping[str, int], bound: int) -> NodeStep:
    kids = np.array([i for i, item in enumerate(items) if item.parent == node.id])
    if node.aggregate == RATIO:
        kids = np.array([row[node.numerator], row[node.denominator]])
    rules = np.array([_rule(items[i], node) for i in kids.tolist()])
    return NodeStep(
        node=node,
        row=row[node.id],
        leaves=kids[kids < bound],
        nodes=kids[kids >= bound],
        kids=kids,
        zero=(rules == "zero")[:, None] if "zero" in rules else None,
        strict=(rules == "propagate")[:, None] if "propagate" in rules else None,
    )


def _rule(item: Leaf | Node, parent: Node) -> str:
    """What a missing child does to its parent: what the child says itself, else what the parent says."""
    own = item.missing if isinstance(item, Leaf) else None
    return parent.missing if own in (None, "impute") else own


def _depth(node: str, parents: dict[str, str | None]) -> int:
    depth, above = 0, parents[node]
    while above is not None:
        depth, above = depth + 1, parents[above]
    return depth


def structure(plan: Plan, present: np.ndarray, applicable: np.ndarray, coverage: np.ndarray) -> Structure:
    """Carry presence, applicability and coverage from the leaves to the root.

    present, applicable: bool, leaves × entities; coverage: 0 … 1, same shape.
    A node is missing when the present share of its applicable weight is under its `min_coverage`
    (reweight) or any applicable child is missing (propagate); under zero a missing child counts as 0. A leaf
    may have a rule of its own. A ratio is there when both its children are.
    """
    size, count = (len(plan.ids), present.shape[1]), plan.leaf_count
    nowhere = np.zeros(size, dtype=bool)
    out = Structure(nowhere, nowhere.copy(), nowhere.copy(), np.full(size, np.nan))
    out.present[:count], out.applicable[:count] = present & applicable, applicable
    out.coverage[:count] = np.where(applicable, np.where(present, coverage, 0.0), np.nan)
    for step in plan.steps:
        if step.node.aggregate == RATIO:
            _carry_ratio(step, out)
        else:
            _carry(step, plan.weights[step.kids], out)
    return out


def _carry_ratio(step: NodeStep, out: Structure) -> None:
    applies = out.applicable[step.kids].all(axis=0)
    out.counted[step.kids] = out.present[step.kids]
    out.applicable[step.row] = applies
    out.present[step.row] = out.present[step.kids].all(axis=0)
    out.coverage[step.row] = np.where(applies, out.coverage[step.kids].mean(axis=0), np.nan)


def _carry(step: NodeStep, weights: np.ndarray, out: Structure) -> None:
    here, applies = out.present[step.kids], out.applicable[step.kids]
    counted = here if step.zero is None else here | (applies & step.zero)
    total = weights @ applies
    held = weights @ counted
    exists = total > 0
    safe = np.where(exists, total, 1.0)
    # Where every child is strict or counts as 0, all of the weight is held or nothing is there anyway.
    enough = held / safe >= step.node.min_coverage - EQUAL
    if step.strict is not None:
        enough &= ~(applies & ~here & step.strict).any(axis=0)
    out.counted[step.kids] = counted
    out.applicable[step.row] = exists
    out.present[step.row] = enough & (held > 0)
    shares = np.where(applies, out.coverage[step.kids], 0.0)
    out.coverage[step.row] = np.where(exists, weights @ shares / safe, np.nan)


def node_values(plan: Plan, leaves: np.ndarray, held: Structure) -> np.ndarray:
    """Every item's value (items × entities) from the leaves' final units; NaN where missing."""
    values = np.zeros((len(plan.ids), leaves.shape[1]))
    np.copyto(values[: plan.leaf_count], leaves, where=held.present[: plan.leaf_count])
    for step in plan.steps:
        if step.node.aggregate == RATIO:
            found = quotient(step.node, *values[step.kids])
        else:
            part = (values[step.kids], held.counted[step.kids], plan.weights[None, step.kids])
            found = weighted_mean(step.node, [part])[0]
        values[step.row] = np.where(held.present[step.row], found, 0.0)
    values[~held.present] = np.nan
    return values


def scenario_roots(plan: Plan, leaves: np.ndarray, held: Structure, weights: np.ndarray) -> np.ndarray:
    """The root under many weight sets: sets × entities.

    leaves: leaves × entities in final units; held: from the official weights, so that a weight set
    changes scores only, never who has one; weights: sets × items, ≥ 0.
    """
    if not plan.linear:
        return _fold(plan, leaves, held, weights)
    whole = np.asarray(held.present[: plan.leaf_count].all(axis=0))
    if whole.all():
        return scenario_shares(plan, weights) @ leaves
    out = np.empty((len(weights), leaves.shape[1]))
    out[:, whole] = scenario_shares(plan, weights) @ leaves[:, whole]
    rest = ~whole
    out[:, rest] = _fold(plan, leaves[:, rest], held.of(rest), weights)
    return out


def scenario_shares(plan: Plan, weights: np.ndarray) -> np.ndarray:
    """Effective weight of every leaf when all is present: sets × leaves, each row sums to 1."""
    shares = np.zeros_like(weights)
    shares[:, plan.root] = 1.0
    for step in reversed(plan.steps):
        own = weights[:, step.kids]
        shares[:, step.kids] = shares[:, [step.row]] * own / own.sum(axis=1, keepdims=True)
    return shares[:, : plan.leaf_count]


def entity_shares(plan: Plan, held: Structure) -> np.ndarray:
    """Effective weight of every leaf for each entity: leaves × entities, NaN without a score.

    Columns sum to 1; only where a whole missing node counts as zero is its part of the weight left out.
    """
    shares = np.zeros(held.present.shape)
    shares[plan.root] = 1.0
    for step in reversed(plan.steps):
        own = plan.weights[step.kids, None] * held.counted[step.kids]
        total = own.sum(axis=0)
        passed = shares[step.row] * held.present[step.row]
        shares[step.kids] = passed * own / np.where(total > 0, total, 1.0)
    out = shares[: plan.leaf_count]
    out[:, ~held.present[plan.root]] = np.nan
    return out


def _fold(plan: Plan, leaves: np.ndarray, held: Structure, weights: np.ndarray) -> np.ndarray:
    fixed = np.where(held.present[: plan.leaf_count], leaves, 0.0)
    nodes: dict[int, np.ndarray] = {}
    for step in plan.steps:
        if step.node.aggregate == RATIO:
            above, below = (nodes.pop(k) if k in nodes else fixed[[k]] for k in step.kids.tolist())
            mean = np.broadcast_to(quotient(step.node, above, below), (len(weights), leaves.shape[1]))
        else:
            parts = [(nodes.pop(k), held.counted[k], weights[:, k]) for k in step.nodes]
            if step.leaves.size:
                parts.append((fixed[step.leaves], held.counted[step.leaves], weights[:, step.leaves]))
            mean = weighted_mean(step.node, parts)
        there = held.present[step.row]
        nodes[step.row] = mean if there.all() else np.where(there, mean, 0.0)
    return np.where(held.present[plan.root], nodes[plan.root], np.nan)


Children = tuple[np.ndarray, np.ndarray, np.ndarray]


def weighted_mean(node: Node, parts: list[Children]) -> np.ndarray:
    """Weighted mean of a node's children: sets × entities, NaN where no weight counts.

    parts: (values, counted, weights), either many children that no weight set changes (children × entities,
    the same, sets × children) or one that they do (sets × entities, entities, sets).
    Quasi-arithmetic: f⁻¹(Σ w·f(x) / Σ w) with f = x, ln x, 1/x, x^p; a child at 0 makes geometric,
    harmonic and p < 0 exactly 0. The minimum is the least child that weighs anything.
    """
    if node.aggregate == MINIMUM:
        return _least(node, parts)
    # 0/0 is "nothing counts"; an overflow shows as inf or NaN, which the engine refuses.
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        top, total, zeros = _sums(node, *parts[0])
        for part in parts[1:]:
            share, held, hit = _sums(node, *part)
            top, total = np.add(top, share, out=top), total + held
            if hit is not None:
                zeros = hit if zeros is None else zeros | hit
        mean = _backward(node, np.divide(top, total, out=top))
    return mean if zeros is None else np.where(zeros, 0.0, mean)


def quotient(node: Node, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """A ratio node: `times` · above / below; inf or NaN where the divisor is 0, which the engine refuses."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return node.times * above / below


def _least(node: Node, parts: list[Children]) -> np.ndarray:
    least = np.array(np.inf)
    for values, counted, weights in parts:
        alone = weights.ndim == 1
        for i in range(1 if alone else len(values)):
            value, there, weight = (
                (values, counted, weights) if alone else (values[i], counted[i], weights[:, i])
            )
            takes = there & (weight > 0)[:, None]
            least = np.minimum(least, np.where(takes, value, np.inf))
    if node.floor:
        least = np.maximum(least, node.floor)
    return np.where(np.isinf(least), np.nan, least)


def _sums(
    node: Node, values: np.ndarray, counted: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Of some children Σ w·f(x), Σ w, and where one at 0 makes the mean 0 (None where none can)."""
    whole = bool(counted.all())
    moved, zero = _forward(node, values)
    share = _weigh(moved if whole else np.where(counted, moved, 0.0), weights)
    held = _all_of(weights) if whole else _weigh(counted.astype(float), weights)
    return share, held, None if zero is None else _weigh((zero & counted).astype(float), weights) > 0


def _all_of(weights: np.ndarray) -> np.ndarray:
    return (weights.sum(axis=1) if weights.ndim == 2 else weights)[:, None]


def _weigh(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return weights @ x if weights.ndim == 2 else weights[:, None] * x


def _exponent(node: Node) -> float:
    return {"geometric": 0.0, "harmonic": -1.0}.get(node.aggregate, node.p if node.p is not None else 1.0)


def _forward(node: Node, x: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    if node.aggregate == "arithmetic":
        # Values below 0 (z-scores) are legitimate here: only a floor that was set cuts.
        return (np.maximum(x, node.floor) if node.floor else x), None
    x, p = np.maximum(x, node.floor), _exponent(node)
    if p > 0:
        return x**p, None
    zero = x <= 0
    safe = np.where(zero, 1.0, x)
    return (np.log(safe) if p == 0 else safe**p), (zero if zero.any() else None)


def _backward(node: Node, y: np.ndarray) -> np.ndarray:
    if node.aggregate == "arithmetic":
        return y
    p = _exponent(node)
    return np.exp(y) if p == 0 else y ** (1 / p)


def column_means(node: Node, values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """As `weighted_mean`, of columns that each have weights of their own, 0 where a child does not count.

    values, weights: children × columns. The node is a mean, no minimum or ratio.
    """
    moved, zero = _forward(node, values)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = _backward(node, (moved * weights).sum(axis=0) / weights.sum(axis=0))
    return mean if zero is None else np.where((zero & (weights > 0)).any(axis=0), 0.0, mean)


def ranks(scores: np.ndarray, decimals: int = 9, ties: str = "min") -> np.ndarray:
    """Rank of each entity in each set, 1 = the highest score after rounding.

    scores: sets × entities without NaN; ties: "min" (they share the smaller rank) or "average".
    Returns int32 for "min", float64 for "average".
    """
    rounded = np.round(scores, decimals)
    order = np.argsort(-rounded, axis=1)
    sorted_ = np.take_along_axis(rounded, order, axis=1)
    fresh = np.ones(sorted_.shape, dtype=bool)
    np.not_equal(sorted_[:, 1:], sorted_[:, :-1], out=fresh[:, 1:])
    place = np.arange(1, scores.shape[1] + 1, dtype=np.int32)
    first = np.maximum.accumulate(np.where(fresh, place, np.int32(0)), axis=1)
    if ties == "average":
        closing = np.concatenate([fresh[:, 1:], np.ones((len(fresh), 1), dtype=bool)], axis=1)
        last = np.where(closing, place, np.int32(scores.shape[1]))
        first = (first + np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]) / 2
    out = np.empty(first.shape, dtype=first.dtype)
    np.put_along_axis(out, order, first, axis=1)
    return out


def ranks_within(
    scores: np.ndarray, groups: np.ndarray | None, decimals: int = 9, ties: str = "min"
) -> np.ndarray:
    """As `ranks`, each group by itself; groups: one label an entity, None = all are one."""
    if groups is None:
        return ranks(scores, decimals, ties)
    out = np.empty(scores.shape, dtype=np.int32 if ties == "min" else float)
    for label in dict.fromkeys(groups.tolist()):
        here = groups == label
        out[:, here] = ranks(scores[:, here], decimals, ties)
    return out
