"""One measure of a level with another target or without one enterprise: from its cells, not from its rows.

A cell is what one entity did at one enterprise. Credits over a base are counted again for every draw, as
`metrics.scoring.measures.kinds.credit` counts them once; of other measures a cell takes away what it adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

Block = np.ndarray


class Recountable(Protocol):
    """A measure that can be counted again; with `has_target` its target lies inside the value."""

    has_target: ClassVar[bool]

    def values(self, factors: Block, left: Block) -> Block:
        """Draws × entities, NaN without a base: the target `factors` times what it is, without the
        enterprise `left` (its place from 1, 0 for none); one of both a draw."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Who did something where, the cells of one entity side by side.

    entity: place from 0, rising; enterprise: place from 1, 0 for one that is never left out; size: entities.
    """

    entity: Block
    enterprise: Block
    size: int

    def sums(self, amounts: Block) -> Block:
        """Draws × cells added up: draws × entities."""
        out = np.zeros((len(amounts), self.size))
        starts = np.flatnonzero(np.diff(self.entity, prepend=-1))
        if len(starts):
            out[:, self.entity[starts]] = np.add.reduceat(amounts, starts, axis=1)
        return out

    def kept(self, left: Block) -> Block:
        """Which cells remain in each draw: bool, draws × cells."""
        return (self.enterprise[None, :] != left[:, None]) | (self.enterprise == 0)[None, :]


@dataclass(frozen=True, eq=False)
class RosterBase:
    """The enterprises of each entity, each by what it weighs; by enterprise place (an entry for 0 first).

    whose: entity's place, −1 for nobody's; weigh: at the target as it is; whole: the sums by entity.
    """

    whose: Block
    weigh: Block
    whole: Block

    def without(self, left: Block) -> Block:
        """Draws × entities."""
        base = np.tile(self.whole, (len(left), 1))
        draw = np.flatnonzero(self.whose[left] >= 0)
        base[draw, self.whose[left[draw]]] -= self.weigh[left[draw]]
        return np.where(base > 1e-9 * self.whole, base, 0.0)


@dataclass(frozen=True, eq=False)
class DutyBase:
    """For how many enterprises each entity answers, times what each of them weighs.

    own: a fixed number by entity, NaN where it is `share` of the roster; roster: bool by enterprise place;
    count: enterprises on the roster; goals: what one weighs, by enterprise place, None where all weigh 1;
    total: their sum over the whole roster; scale: half duty, months.
    """

    own: Block
    share: float
    roster: Block
    count: int
    goals: Block | None
    total: float
    scale: float

    def without(self, left: Block) -> Block:
        """Draws × entities."""
        gone = self.roster[left].astype(float)
        count = self.count - gone
        duty = np.where(np.isnan(self.own)[None, :], self.share * count[:, None], self.own[None, :])
        base = np.maximum(duty, 1.0) * self.scale
        if self.goals is not None and self.count:
            total = self.total - np.where(gone > 0, self.goals[left], 0.0)
            base *= (total / np.maximum(count, 1))[:, None]
        return base


@dataclass(frozen=True, eq=False)
class Credits:
    """Σ min(t, v) over a base, of a weighted measure with open credit up to a share of the base.

    amount, goal: by cell; outside: by entity, what is done at no enterprise on the roster.
    """

    has_target: ClassVar[bool] = True

    cells: Cells
    amount: Block
    goal: Block
    outside: Block
    base: RosterBase | DutyBase
    weighted: bool
    open_share: float

    def values(self, factors: Block, left: Block) -> Block:
        """As `Recountable.values`, in percent of the base."""
        goals = factors[:, None] * self.goal[None, :]
        amounts = np.where(self.cells.kept(left), self.amount[None, :], 0.0)
        counted = np.minimum(amounts, goals)
        base = self.base.without(left)
        if self.weighted:
            base = base * factors[:, None]
            over = self.cells.sums(amounts - counted) + self.outside[None, :]
            top = self.cells.sums(counted) + np.minimum(over, self.open_share * base)
        else:
            top = self.cells.sums(counted / goals)
        share = np.divide(top, base, out=np.full(base.shape, np.nan), where=base > 0)
        return np.minimum(share, 1.0) * 100


@dataclass(frozen=True, eq=False)
class Sums:
    """A value that is added up: without an enterprise it is less by what its cell adds. No target inside."""

    has_target: ClassVar[bool] = False

    cells: Cells
    adds: Block
    whole: Block

    def values(self, factors: Block, left: Block) -> Block:  # noqa: ARG002 - one signature
        """As `Recountable.values`."""
        gone = np.where(self.cells.kept(left), 0.0, self.adds[None, :])
        return self.whole[None, :] - self.cells.sums(gone)


@dataclass(frozen=True, eq=False)
class SteadyShare:
    """A share of cases with what is expected beforehand: (top + prior·strength) ÷ (under + strength)."""

    has_target: ClassVar[bool] = False

    cells: Cells
    top: Block
    under: Block
    whole: tuple[Block, Block]
    prior: float
    strength: float
    factor: float

    def values(self, factors: Block, left: Block) -> Block:  # noqa: ARG002 - one signature
        """As `Recountable.values`."""
        kept = self.cells.kept(left)
        top = self.whole[0] - self.cells.sums(np.where(kept, 0.0, self.top[None, :]))
        under = self.whole[1] - self.cells.sums(np.where(kept, 0.0, self.under[None, :]))
        return (top + self.prior * self.strength) / (under + self.strength) * self.factor
