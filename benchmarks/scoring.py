"""The scoring engine against bare numpy doing the same arithmetic in the same run.

    python benchmarks/scoring.py

Prints, for 136 × 36 and 10,000 × 60 (complete and with 5 % missing): one pass, and 1,000 weight sets with
rank bands; CPU milliseconds of this project and of bare numpy, and their ratio.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from metrics.scoring.index.engine import Scores, score
from metrics.scoring.index.robustness import rank_bands, simulate, weight_sets
from metrics.scoring.index.tree import Leaf, Node, Tree

SETS, NOISE, SEED = 1_000, 0.25, 1


def sample(entities: int, measures: int, missing: float) -> tuple[Tree, pd.DataFrame]:
    """A tree of three levels (3 groups, 12 items) and random values for it, some of them blanked."""
    nodes = [Node("total", None), *(Node(f"g{i}", "total") for i in range(3))]
    nodes += [Node(f"i{i}", f"g{i % 3}") for i in range(12)]
    leaves = [Leaf(f"m{i}", f"i{i % 12}", goalposts=(0.0, 80.0 + i)) for i in range(measures)]
    tree = Tree("sample", "1", "", 100.0, 9, "min", tuple(nodes), tuple(leaves))
    random = np.random.default_rng(SEED)
    values = random.uniform(0, 100, size=(entities, measures))
    values[random.uniform(size=values.shape) < missing] = np.nan
    return tree, pd.DataFrame(values, columns=[leaf.id for leaf in leaves])


def layout(tree: Tree) -> list[tuple[int, list[int]]]:
    """(row, child rows) of each node from the bottom up; leaves first, then nodes in file order."""
    items: list[Leaf | Node] = [*tree.leaves, *tree.nodes]
    ids = [item.id for item in items]
    kids: dict[str, list[int]] = {node.id: [] for node in tree.nodes}
    for item in items:
        if item.parent:
            kids[item.parent].append(ids.index(item.id))
    return [(ids.index(node.id), kids[node.id]) for node in reversed(tree.nodes)]


def bare_pass(values: np.ndarray, posts: np.ndarray, steps: list[tuple[int, list[int]]]) -> np.ndarray:
    """Goalposts, reweighted means to the root, coverage, ranks: matrices only."""
    x = values.T
    share = np.clip((x - posts[:, :1]) / (posts[:, 1:] - posts[:, :1]), 0, 1) * 100
    size = len(share) + len(steps)
    out, held, coverage = (
        np.zeros((size, x.shape[1])),
        np.zeros((size, x.shape[1])),
        np.zeros((size, x.shape[1])),
    )
    held[: len(share)] = coverage[: len(share)] = ~np.isnan(share)
    out[: len(share)] = np.where(np.isnan(share), 0, share)
    for row, kids in steps:
        w = np.ones(len(kids))
        total = w @ held[kids]
        mean = (w @ (out[kids] * held[kids])) / np.where(total > 0, total, 1)
        held[row] = total / w.sum() >= 0.6
        out[row], coverage[row] = np.where(held[row], mean, 0), w @ coverage[kids] / w.sum()
    return bare_ranks(np.where(held[row], out[row], np.nan)[None])


def bare_ranks(scores: np.ndarray) -> np.ndarray:
    """Rank after rounding, ties share the smaller one; sets × entities."""
    rounded = np.round(scores, 9)
    order = np.argsort(-rounded, axis=1)
    ordered = np.take_along_axis(rounded, order, axis=1)
    fresh = np.ones(ordered.shape, dtype=bool)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(fresh, np.arange(1, scores.shape[1] + 1), 0), axis=1)
    out = np.empty(first.shape)
    np.put_along_axis(out, order, first, axis=1)
    return out


def bare_sets(share: np.ndarray, steps: list[tuple[int, list[int]]]) -> np.ndarray:
    """1,000 weight sets on complete or incomplete values: means level by level, ranks, quantiles."""
    size, entities = len(share) + len(steps), share.shape[1]
    random = np.random.default_rng(SEED)
    weights = 1 + random.uniform(-NOISE, NOISE, size=(SETS, size))
    there = ~np.isnan(share)
    values, found = np.where(there, share, 0), []
    block = max(1, 2_000_000 // entities)
    for start in range(0, SETS, block):
        w = weights[start : start + block]
        levels: dict[int, np.ndarray] = {}
        for row, kids in steps:
            low = [k for k in kids if k < len(share)]
            top = w[:, low] @ values[low] if low else np.zeros((len(w), entities))
            total = w[:, low] @ there[low] if low else np.zeros((len(w), entities))
            for k in kids:
                if k >= len(share):
                    top, total = top + w[:, [k]] * levels.pop(k), total + w[:, [k]]
            levels[row] = top / np.where(total > 0, total, 1)
        found.append(bare_ranks(levels[row]))
    return np.quantile(np.concatenate(found), (0.05, 0.5, 0.95), axis=0)


def cpu(work: Callable[[], object], repeats: int) -> float:
    """Best CPU time of several runs, in milliseconds."""
    best = np.inf
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1000


def show(what: str, ours: float, bare: float) -> None:
    """One line of the table."""
    sys.stdout.write(f"{what:<44}{ours:>10.2f}{bare:>10.2f}{ours / bare:>8.2f}\n")


def banded(tree: Tree, scores: Scores) -> None:
    """Rank bands over the weight sets."""
    rank_bands(simulate(tree, scores, weight_sets(tree, SETS, NOISE, SEED)))


def main() -> None:
    """Measure and print."""
    sys.stdout.write(f"{'CPU ms':<44}{'metrics':>10}{'numpy':>10}{'ratio':>8}\n")
    for entities, measures in ((136, 36), (10_000, 60)):
        for missing in (0.0, 0.05):
            tree, data = sample(entities, measures, missing)
            posts, steps = np.array([leaf.goalposts for leaf in tree.leaves]), layout(tree)
            label = f"{entities:,} × {measures}, {missing:.0%} missing"
            repeats = 30 if entities < 1_000 else 3
            values = data.to_numpy()
            ours = cpu(partial(score, tree, data), repeats)
            show(
                f"one pass, {label}",
                ours,
                cpu(partial(bare_pass, values, posts, steps), repeats),
            )
            scores = score(tree, data)
            ours = cpu(
                partial(banded, tree, scores),
                min(repeats, 5),
            )
            normal = np.ascontiguousarray(scores.normalised.to_numpy().T)
            bare = cpu(partial(bare_sets, normal, steps), min(repeats, 5))
            show(f"1,000 sets with bands, {label}", ours, bare)


if __name__ == "__main__":
    main()
