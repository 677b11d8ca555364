"""Scores and ranks under draws of weights, method and data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.scoring.index import (
    Simulation,
    Tree,
    normalised_draws,
    ranks_of_draws,
    roots_of_draws,
)
from metrics.scoring.whatif.variation.draws import Draws, Varied, drawn, usable
from metrics.scoring.whatif.variation.evidence import Evidence, Variant

Block = np.ndarray
#: Draws whose values are held at once.
TOGETHER = 128


@dataclass(frozen=True, eq=False)
class Setting:
    """What does not vary: the tree with what a scenario assumes, and how it is reckoned.

    Args:
        tree: of the level and period.
        floor: points that a child counts for at least in a geometric mean.
        targets: leaf → what its target inside the credits is taken times, where the scenario moves it.
    """

    tree: Tree
    floor: float
    targets: Mapping[str, float]

    @property
    def geometric(self) -> Tree:
        """The tree with geometric means of measures in items and of items in groups; the total as it is."""
        root = self.tree.root
        nodes = (
            node if node is root else replace(node, aggregate="geometric", p=None, floor=self.floor)
            for node in self.tree.nodes
        )
        return replace(self.tree, nodes=tuple(nodes))


def simulated(setting: Setting, evidence: Evidence, varied: Varied, nominal: pd.Series) -> Simulation:
    """Ranks under the draws of a seed, of those who have a rank as reported.

    nominal: the rank of every entity as reported; NA without a score.
    """
    draws = drawn(setting.tree, evidence, varied)
    there = nominal.notna().to_numpy()
    found = ranks_under(setting, evidence, draws)[:, there]
    index = pd.RangeIndex(1, len(draws) + 1, name="rep")
    ids = [*(leaf.id for leaf in setting.tree.leaves), *(node.id for node in setting.tree.nodes)]
    return Simulation(
        weights=pd.DataFrame(draws.weights, index=index, columns=ids),
        ranks=pd.DataFrame(found, index=index, columns=nominal.index[there]),
        scores=None,
        nominal=nominal,
    )


def ranks_under(setting: Setting, evidence: Evidence, draws: Draws) -> Block:
    """Ranks: draws × entities, NaN where an entity has no score in a draw."""
    return ranks_of_draws(setting.tree, scores_under(setting, evidence, draws))


def scores_under(setting: Setting, evidence: Evidence, draws: Draws) -> Block:
    """Scores of the total: draws × entities, NaN without a score."""
    out = np.full((len(draws), len(evidence.entities)), np.nan)
    trees = {False: setting.tree, True: setting.geometric}
    # Alike draws beside one another: one variant's cells, one method and one mean serve many.
    order = np.lexsort((draws.variant, draws.geometric, draws.normalise))
    cuts = np.flatnonzero(np.diff(draws.normalise[order]) | np.diff(draws.geometric[order].astype(int))) + 1
    for alike in np.split(order, cuts) if len(order) else ():
        for start in range(0, len(alike), TOGETHER):
            rows = alike[start : start + TOGETHER]
            part = draws.of(rows)
            values, applicable = _values(setting, evidence, part)
            method = usable(setting.tree)[part.normalise[0]]
            leaves = normalised_draws(setting.tree, values, method)
            # What a method cannot use leaves the weights; what is missing stays missing.
            applicable &= ~(np.isnan(leaves).all(axis=2) & ~np.isnan(values).all(axis=2))[:, :, None]
            out[rows] = roots_of_draws(trees[bool(part.geometric[0])], leaves, applicable, part.weights)
    return out


def _values(setting: Setting, evidence: Evidence, draws: Draws) -> tuple[Block, Block]:
    """What is scored, and what applies: draws × leaves × entities each."""
    shape = (len(draws), len(setting.tree.leaves), len(evidence.entities))
    values, applicable = np.empty(shape), np.empty(shape, dtype=bool)
    for number in np.unique(draws.variant):
        rows, variant = np.flatnonzero(draws.variant == number), evidence.variants[number]
        values[rows], applicable[rows] = variant.values, variant.applicable
        _count_again(setting, variant, draws.of(rows), rows, values)
    values[~applicable] = np.nan
    return values, applicable


def _count_again(setting: Setting, variant: Variant, draws: Draws, rows: Block, values: Block) -> None:
    """Other targets and a missing enterprise, in place; a target that is the goalpost divides the value."""
    for row, leaf in enumerate(setting.tree.leaves):
        counted, inside = variant.counted.get(row), setting.targets.get(leaf.id)
        factors = draws.targets[:, row] * (1.0 if inside is None else inside)
        if counted is None or not counted.has_target:
            values[rows, row] /= draws.targets[:, row, None]
        if counted is None:
            continue
        changed = np.flatnonzero((draws.left > 0) | ((factors != 1) & counted.has_target))
        if not len(changed):
            continue
        again = counted.values(factors[changed], draws.left[changed])
        if not counted.has_target:
            again /= draws.targets[changed, row, None]
        missing = np.isnan(variant.values[row])
        values[rows[changed], row] = np.where(missing, np.nan, again)
