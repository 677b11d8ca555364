"""What every draw assumes: weights, a method, what is missing from the rows; each from a stream of its own.

So a switch changes what it switches and nothing else: the weight sets stay those of weights alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from metrics.scoring.index import METHODS, Tree, weight_sets
from metrics.scoring.whatif.variation.evidence import Evidence

Block = np.ndarray
#: What may vary.
WEIGHTS, METHOD, DATA = "weights", "method", "data"
SOURCES = (WEIGHTS, METHOD, DATA)
#: A target is taken up to this share higher or lower.
TARGETS = 0.25


@dataclass(frozen=True, eq=False)
class Draws:
    """One row a draw.

    Args:
        weights: draws × items of the tree (leaves, then nodes).
        normalise: place in `usable` of the tree.
        geometric: whether items and groups are geometric means.
        targets: draws × leaves, what each target is taken times.
        variant: place among the evidence's variants.
        left: place from 1 of the enterprise that is left out, 0 for none.
    """

    weights: Block
    normalise: Block
    geometric: Block
    targets: Block
    variant: Block
    left: Block

    def __len__(self) -> int:
        return len(self.normalise)

    def with_source(self, source: str, other: Draws) -> Draws:
        """The same, but what belongs to one source from another sample."""
        return replace(self, **{name: getattr(other, name) for name in _OF[source]})

    def of(self, rows: Block) -> Draws:
        """Some of the draws."""
        names = [name for names in _OF.values() for name in names]
        return Draws(**{name: getattr(self, name)[rows] for name in names})


_OF = {WEIGHTS: ("weights",), METHOD: ("normalise", "geometric", "targets"), DATA: ("variant", "left")}


@dataclass(frozen=True)
class Varied:
    """What varies, how far, how often, and from which seed; weights always do."""

    method: bool
    data: bool
    noise: float
    count: int
    seed: int

    @property
    def sources(self) -> tuple[str, ...]:
        """Those that are on."""
        return tuple(one for one in SOURCES if one == WEIGHTS or getattr(self, one))


def usable(tree: Tree) -> tuple[str, ...]:
    """Ways to normalise that a tree can be reckoned by, the tree's own first.

    Results that may be negative need arithmetic means throughout.
    """
    own = tree.leaves[0].normalise
    plain = all(node.aggregate == "arithmetic" for node in tree.nodes)
    offered = [name for name, known in METHODS.items() if known.word and (plain or not known.signed)]
    return (own, *sorted(name for name in offered if name != own))


def drawn(tree: Tree, evidence: Evidence, varied: Varied, sample: int = 0) -> Draws:
    """The draws of a seed; `sample` 0 is what is shown, others are further samples for the shares.

    Each way to normalise is as likely as another; where it is not signed the mean is as likely geometric as
    the tree's own. Each report and each enterprise is as likely to be left out; every draw lacks one of each.
    """
    count, seed = varied.count, varied.seed
    by_method = np.random.default_rng([seed, sample, 1])
    by_data = np.random.default_rng([seed, sample, 2])
    weights = weight_sets(tree, count, varied.noise, seed if not sample else seed + sample * 1_000_003)
    nothing = np.zeros(count, dtype=int)
    normalise, geometric, left, variant = nothing, nothing > 0, nothing, nothing
    targets = np.ones((count, len(tree.leaves)))
    if varied.method:
        names = usable(tree)
        signed = np.array([METHODS[name].signed for name in names])
        normalise = by_method.integers(0, len(names), count)
        geometric = (by_method.random(count) < 0.5) & ~signed[normalise]
        targets = by_method.uniform(1 - TARGETS, 1 + TARGETS, targets.shape)
    if varied.data:
        if evidence.reports:
            variant = by_data.integers(1, len(evidence.variants), count)
        if len(evidence.enterprises):
            left = by_data.integers(1, len(evidence.enterprises) + 1, count)
    return Draws(weights.to_numpy(), normalise, geometric, targets, variant, left)
