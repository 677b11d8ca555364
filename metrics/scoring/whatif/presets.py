"""Weights of groups and items by a scheme: official, equal, entropy, CRITIC, or judged pairwise (AHP).

Entropy and CRITIC are audit views: they say how much an item tells entities apart, not how much it matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.framework import Framework, NodeSpec
from metrics.scoring.index import (
    Ahp,
    FrameworkProblem,
    ahp_judgements,
    critic,
    entropy,
    judgement_matrix,
    shown,
)
from metrics.scoring.scorebook import ScoreBook

SCHEMES = ("official", "equal", "entropy", "critic")
#: Weights are set to what a slider shows: the weight in use is the one that is read.
DECIMALS = 2


@dataclass(frozen=True)
class Preset:
    """Weights of every group and item beside its siblings, those of a node sum as in the framework.

    shares: what the scheme gives each item of the total, before rounding, sums to 1; counted: entities it
    was read off, 0 where it needs none.
    """

    scheme: str
    weights: Mapping[str, float]
    shares: pd.Series
    counted: int


def preset(framework: Framework, book: ScoreBook, scheme: str) -> Preset:
    """The weights of a scheme; entropy and CRITIC from the official item scores of a book.

    Raises:
        FrameworkProblem: an unknown scheme.
        DataProblem: too few entities have a score in every item, or an item does not differ.
    """
    if scheme not in SCHEMES:
        raise FrameworkProblem(f"权重方案：没有 {shown(scheme)}，可用：{'、'.join(SCHEMES)}")
    if scheme in ("official", "equal"):
        weights = {node.id: node.weight if scheme == "official" else 1.0 for node in _free(framework)}
        weights = {**weights, **(_same_groups(framework) if scheme == "equal" else {})}
        return Preset(scheme, weights, _shares_of(framework, weights), 0)
    table = whole_scores(framework, book)
    # By their names: what is refused is told to people.
    named = table.set_axis([item.name for item in framework.items], axis=1)
    shares = (entropy if scheme == "entropy" else critic)(named).set_axis(table.columns)
    return Preset(scheme, _weights_of(framework, shares), shares, len(table))


def whole_scores(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """The official scores of those who have one in every item: entities × items."""
    return book.scores[[item.id for item in framework.items]].dropna()


def judged(framework: Framework, node: str, pairs: Mapping[tuple[str, str], float]) -> Ahp:
    """AHP weights of a node's children from one judgement a pair; those not given count as equal.

    Raises DataProblem: a pair that is not of these children, a judgement that is not positive.
    """
    labels = [child.id for child in children(framework, node)]
    return ahp_judgements(judgement_matrix(pairs, labels), labels)


def judged_weights(framework: Framework, node: str, found: Ahp) -> dict[str, float]:
    """Those weights as a slider shows them: they sum as in the framework."""
    return _spread(children(framework, node), found.weights)


def children(framework: Framework, node: str) -> tuple[NodeSpec, ...]:
    """The groups of the total, or the items of a group."""
    return tuple(one for one in _free(framework) if one.parent == node)


def _free(framework: Framework) -> tuple[NodeSpec, ...]:
    return (*framework.groups, *framework.items)


def _same_groups(framework: Framework) -> dict[str, float]:
    shares = pd.Series(1 / len(framework.groups), index=[group.id for group in framework.groups])
    return _spread(framework.groups, shares)


def _shares_of(framework: Framework, weights: Mapping[str, float]) -> pd.Series:
    now = pd.Series(dict(weights), dtype=float)
    parents = pd.Series({item.id: item.parent for item in framework.items})
    groups = now[[group.id for group in framework.groups]]
    within = now[parents.index] / now[parents.index].groupby(parents).transform("sum")
    return within * parents.map(groups / groups.sum())


def _weights_of(framework: Framework, shares: pd.Series) -> dict[str, float]:
    """Weights of groups and of items within them that give each item its share of the total."""
    parents = pd.Series({item.id: item.parent for item in framework.items})
    weights = _spread(framework.groups, shares.groupby(parents).sum())
    for group in framework.groups:
        items = children(framework, group.id)
        weights |= _spread(items, shares[[item.id for item in items]])
    return weights


def _spread(siblings: tuple[NodeSpec, ...], shares: pd.Series) -> dict[str, float]:
    """Shares scaled to the sum of the siblings' official weights; the official ones if all shares are 0."""
    if not shares.sum() > 0:
        return {one.id: one.weight for one in siblings}
    whole = sum(one.weight for one in siblings) / shares.sum()
    return {one.id: round(float(shares[one.id] * whole), DECIMALS) for one in siblings}
