"""Many scorings at once, of which each has values, a way to normalise and weights of its own.

Arrays are draws × leaves × entities, NaN = missing. Where only weights differ, `simulate` is quicker.
"""

from __future__ import annotations

import numpy as np

from metrics.scoring.index.aggregate import column_means, plan_of, ranks, structure
from metrics.scoring.index.methods import METHODS, Block
from metrics.scoring.index.tree import MINIMUM, RATIO, FrameworkProblem, Tree, shown

#: Cells of one block of leaves and nodes: the peak memory stays flat.
CELLS = 2_000_000


def normalised_draws(tree: Tree, values: Block, method: str) -> Block:
    """Every leaf of every draw in its final unit, by one method.

    values: draws × leaves × entities. Under a relative method a leaf whose values are all the same in a draw
    says nothing of who is ahead: it is NaN there, so that it leaves the weights.
    """
    draws, count, entities = values.shape
    rows = values.reshape(draws * count, entities)
    there = ~np.isnan(rows)
    wanted = there.any(axis=1)
    if METHODS[method].relative:
        low = np.where(there, rows, np.inf).min(axis=1)
        wanted &= low < np.where(there, rows, -np.inf).max(axis=1)
    directions = np.tile([float(leaf.direction) for leaf in tree.leaves], draws)
    leaves = [tree.leaves[row % count] for row in np.flatnonzero(wanted).tolist()]
    out = np.full(rows.shape, np.nan)
    if leaves:
        directed = rows[wanted] * directions[wanted, None]
        out[wanted] = METHODS[method].apply(directed, leaves, tree.scale)
    return out.reshape(values.shape)


def roots_of_draws(tree: Tree, leaves: Block, applicable: Block, weights: Block) -> Block:
    """The root of every draw: draws × entities, NaN without a score.

    leaves: in their final units; applicable: bool, same shape; weights: draws × items (leaves, then nodes).
    Who has a score follows the tree's own weights, as in `robustness.simulate`.
    Raises FrameworkProblem: a node that is no weighted mean.
    """
    for node in (node for node in tree.nodes if node.aggregate in (MINIMUM, RATIO)):
        raise FrameworkProblem(f"{shown(node.name or node.id)}不按权重合成，不能逐次另算")
    draws, count, entities = leaves.shape
    step = max(1, CELLS // max(entities * (count + len(tree.nodes)), 1))
    out = np.empty((draws, entities))
    for start in range(0, draws, step):
        part = slice(start, start + step)
        out[part] = _roots(tree, leaves[part], applicable[part], weights[part])
    return out


def ranks_of_draws(tree: Tree, roots: Block) -> Block:
    """Ranks of every draw: draws × entities, NaN without a score."""
    return np.where(np.isnan(roots), np.nan, ranks(roots, tree.round_rank, tree.ties))


def _roots(tree: Tree, leaves: Block, applicable: Block, weights: Block) -> Block:
    """Every entity of every draw is a column."""
    plan, (draws, count, entities) = plan_of(tree), leaves.shape
    columns = np.moveaxis(leaves, 1, 0).reshape(count, draws * entities)
    applies = np.moveaxis(applicable, 1, 0).reshape(columns.shape)
    held = structure(plan, ~np.isnan(columns), applies, np.ones(columns.shape))
    each = np.repeat(weights.T, entities, axis=1)
    values = np.zeros((len(plan.ids), columns.shape[1]))
    np.copyto(values[:count], columns, where=held.present[:count])
    for step in plan.steps:
        mean = column_means(step.node, values[step.kids], each[step.kids] * held.counted[step.kids])
        values[step.row] = np.where(held.present[step.row], mean, 0.0)
    return np.where(held.present[plan.root], values[plan.root], np.nan).reshape(draws, entities)
