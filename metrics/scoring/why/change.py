"""Why a score moved between two periods: the values, the weights, and the rows behind them (see `moves`).

A node's score is Σ w·x over the measures below it (w effective weight within the node, x 0 … 100), so that
w₁x₁ − w₀x₀ = w̄·(x₁−x₀) + x̄·(w₁−w₀) with w̄, x̄ the means of both periods: a value part and a weight part,
symmetric in the periods and exact (the Shapley value of two factors). A measure that counts in one period
only has no change of value: all of it is a weight part. A period without a score weighs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from metrics.framework import LEVELS, Framework
from metrics.scoring.index import FrameworkProblem, Node, Tree, engine, place
from metrics.scoring.lookups import is_missing, number_at, row_at
from metrics.scoring.measures import NOT_APPLICABLE
from metrics.scoring.scorebook import ScoreBook, tree_of
from metrics.scoring.why.moved_rows import RowChanges, Side, moves

Told = TypeVar("Told")


@dataclass(frozen=True, eq=False)
class ScoreChange:
    """A node or measure of one entity in two periods, with everything below it.

    Args:
        id: of the node or measure.
        name: in words.
        kind: `node` or `measure`.
        before: score (a measure's is its normalised value), 0 … 100; None without one.
        after: as `before`.
        delta: points by which it moves the score of the node that was asked about.
        value_part: what of it came from values.
        weight_part: what came from weights: measures that began or ceased to count.
        children: nodes or measures below; their parts add up to this one's.
        parent: id of the node a measure belongs to.
        item: its name.
        values: a measure's values in its own unit, before and after; None unless observed or zero.
        unit: of the values.
        statuses: of a measure, before and after; empty for an entity that was not there.
        weights: effective weight of a measure within the node asked about, before and after.
        rows: rows that came, went or changed; None for a node, or when not asked for.
    """

    id: str
    name: str
    kind: str
    before: float | None
    after: float | None
    delta: float
    value_part: float
    weight_part: float
    children: tuple["ScoreChange", ...] = ()
    parent: str = ""
    item: str = ""
    values: tuple[float | None, float | None] = (None, None)
    unit: str = ""
    statuses: tuple[str, str] = ("", "")
    weights: tuple[float, float] = (0.0, 0.0)
    rows: RowChanges | None = None

    def measures(self) -> tuple["ScoreChange", ...]:
        """The measures below, those that moved it most first."""
        if self.kind == "measure":
            return (self,)
        found = [one for child in self.children for one in child.measures()]
        return tuple(sorted(found, key=lambda one: -abs(one.delta)))


def explain_change(
    before: Side, after: Side, entity: str, node: str | None = None, *, rows: bool = True
) -> ScoreChange:
    """Explain how an entity's score of a node moved from one period to another.

    Args:
        before: rows and score book of the earlier period.
        after: rows and score book of the later one, of the same framework and level.
        entity: its code; it may lack in one of the books.
        node: id of an item, group or measure; by default the total.
        rows: whether to compare the ledger rows (some milliseconds a measure; see `moves` for a single one).

    Raises:
        KeyError: neither book has the entity, or the framework no such node.
        FrameworkProblem: a mean is not plainly arithmetic and has no exact decomposition.
    """
    told = score_change(after[0].framework, before[1], after[1], entity, node)
    return _with_rows(told, partial(moves, before, after, entity)) if rows else told


def score_change(
    framework: Framework, before: ScoreBook, after: ScoreBook, entity: str, node: str | None = None
) -> ScoreChange:
    """The same from two score books alone, without the rows.

    Args:
        framework: of both books.
        before: the book of the earlier period.
        after: the book of the later one, of the same level.
        entity: its code; it may lack in one of the books.
        node: id of an item, group or measure; by default the total.

    Raises:
        KeyError: neither book has the entity, or the framework no such node.
        FrameworkProblem: a mean is not plainly arithmetic and has no exact decomposition.
    """
    if entity not in before.scores.index and entity not in after.scores.index:
        raise KeyError(entity)
    wanted = node or framework.root.id
    if wanted not in framework.node and wanted not in framework.measure:
        raise KeyError(wanted)
    for one in framework.nodes:
        if one.aggregate != "arithmetic":
            raise FrameworkProblem(f"[[node]] “{one.id}”：不是算术平均，得分变化不能精确分解")
    sides = [_side(framework, book, entity, wanted) for book in (before, after)]
    tree = _ChangeTree(framework, after.level, entity, *sides)
    return tree.measure(wanted) if wanted in framework.measure else tree.node(wanted)


def _with_rows(told: ScoreChange, rows_of: Callable[[str], RowChanges]) -> ScoreChange:
    """A change with the rows of every measure in it."""
    if told.kind == "measure":
        return replace(told, rows=rows_of(told.id))
    return replace(told, children=tuple(_with_rows(child, rows_of) for child in told.children))


@dataclass(frozen=True, eq=False)
class _Seen:
    """One period of one entity; `weight` is each measure's within the node asked about, 0 without a score."""

    book: ScoreBook
    weight: pd.Series
    there: bool

    def at(self, table: str, entity: str, column: str) -> float | None:
        """A number of the book, None for missing."""
        value = getattr(self.book, table).at[entity, column] if self.there else np.nan
        return None if pd.isna(value) else float(value)

    def status(self, entity: str, measure: str) -> str:
        """A measure's status, empty for an entity that is not there."""
        return str(self.book.status.at[entity, measure]) if self.there else ""


def _side(framework: Framework, book: ScoreBook, entity: str, node: str) -> _Seen:
    ids = [measure.id for measure in framework.measures]
    if entity not in book.scores.index:
        return _Seen(book, pd.Series(0.0, index=ids), there=False)
    if node in framework.measure:
        there = float(not is_missing(number_at(book.normalised, entity, node)))
        return _Seen(book, pd.Series({node: there}).reindex(ids, fill_value=0.0), there=True)
    tree = below(tree_of(framework, LEVELS[book.level], book.period), node)
    leaves = [leaf.id for leaf in tree.leaves]
    present = book.counted.loc[[entity], leaves].notna()
    applicable = book.status.loc[[entity], leaves] != NOT_APPLICABLE
    shares = row_at(engine.effective_weights(tree, present, applicable), entity)
    return _Seen(book, shares.fillna(0.0).reindex(ids, fill_value=0.0), there=True)


def below(tree: Tree, node: str) -> Tree:
    """The part of a tree below a node, which becomes its root. Raises KeyError for an unknown node."""
    top = next((one for one in tree.nodes if one.id == node), None)
    if top is None:
        raise KeyError(node)
    kept: tuple[Node, ...] = (replace(top, parent=None),)
    while more := [n for n in tree.nodes if n.parent in {k.id for k in kept} and n not in kept]:
        kept = (*kept, *more)
    leaves = tuple(leaf for leaf in tree.leaves if leaf.parent in {one.id for one in kept})
    if not leaves:
        raise FrameworkProblem(f"{place(top)}：下面没有指标")
    return replace(tree, nodes=kept, leaves=leaves)


@dataclass(frozen=True, eq=False)
class _ChangeTree:
    """Both periods of one entity."""

    framework: Framework
    level: str
    entity: str
    before: _Seen
    after: _Seen

    def both(self, of: Callable[[_Seen], Told]) -> tuple[Told, Told]:
        """Something of each period."""
        return of(self.before), of(self.after)

    def node(self, id_: str) -> ScoreChange:
        """A node and all below it."""
        children = (
            *(self.node(child.id) for child in self.framework.nodes if child.parent == id_),
            *(self.measure(child.id) for child in self.framework.measures_of(id_)),
        )
        before, after = self.both(lambda side: side.at("scores", self.entity, id_))
        return ScoreChange(
            id_,
            self.framework.node[id_].name,
            "node",
            before,
            after,
            delta=sum(child.delta for child in children),
            value_part=sum(child.value_part for child in children),
            weight_part=sum(child.weight_part for child in children),
            children=children,
        )

    def measure(self, id_: str) -> ScoreChange:
        """A measure."""
        spec = self.framework.measure[id_]
        scores = self.both(lambda side: side.at("normalised", self.entity, id_))
        weights = self.both(lambda side: float(side.weight[id_]))
        old, new = _filled(*scores)
        return ScoreChange(
            id_,
            spec.name,
            "measure",
            before=scores[0],
            after=scores[1],
            delta=weights[1] * new - weights[0] * old,
            value_part=sum(weights) / 2 * (new - old),
            weight_part=(new + old) / 2 * (weights[1] - weights[0]),
            parent=spec.parent,
            item=self.framework.node[spec.parent].name,
            values=self.both(lambda side: side.at("values", self.entity, id_)),
            unit=spec.ledger.units.get(LEVELS[self.level], ""),
            statuses=self.both(lambda side: side.status(self.entity, id_)),
            weights=weights,
        )


def _filled(before: float | None, after: float | None) -> tuple[float, float]:
    """Both values; one that is missing does not differ from the other."""
    known = next((score for score in (before, after) if score is not None), 0.0)
    return known if before is None else before, known if after is None else after
