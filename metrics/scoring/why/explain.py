"""Why a score is what it is: from the total down to the cells."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from metrics.framework import LEVELS, Framework, MeasureSpec, NodeSpec
from metrics.scoring.index import engine
from metrics.scoring.lookups import row_at, text_at
from metrics.scoring.measures import NOT_APPLICABLE, NOT_REPORTED, Prepared
from metrics.scoring.scorebook import ScoreBook, full_score, tree_of
from metrics.scoring.why.evidence import rows_behind

#: Measure (id) → the ledger rows behind it.
RowsBehind = Callable[[str], pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Explanation:
    """A node or measure of one entity, with everything below it.

    Args:
        id: of the node or measure.
        name: in words.
        kind: `node` or `measure`.
        score: 0 … 100 (a measure's is its normalised value); None without one.
        weight: beside its siblings, as the framework says.
        effective_weight: share of the total it really has for this entity; None where the total has no score.
        contribution: points of the total; the measures' add up to it. None where the total has no score.
        coverage: share of reports that are in; None where not applicable.
        children: nodes or measures below.
        words: the formula in words (measures).
        value: in its own unit; None unless observed or zero.
        unit: of the value.
        numerator: upper side of the value, where it has one.
        denominator: lower side of the value, where it has one.
        full_score: value that earns 100 in this period.
        counted: what is scored where that is not the value (计分值); else None.
        open: what of the value is open credit; None where there is no such thing.
        status: observed, zero, not_reported or not_applicable (empty for a node).
        rows: the ledger rows behind the value, as `rows_behind` gives them; None for a node, none where
            not reported.
    """

    id: str
    name: str
    kind: str
    score: float | None
    weight: float
    effective_weight: float | None
    contribution: float | None
    coverage: float | None
    children: tuple["Explanation", ...] = ()
    words: str = ""
    value: float | None = None
    unit: str = ""
    numerator: float | None = None
    denominator: float | None = None
    full_score: float | None = None
    counted: float | None = None
    open: float | None = None
    status: str = ""
    rows: pd.DataFrame | None = None

    @property
    def applicable(self) -> tuple[int, int]:
        """How many of the parts below apply, and how many there are (“9/12 项适用”)."""
        return sum(child.coverage is not None for child in self.children), len(self.children)


def explain(
    prepared: Prepared, book: ScoreBook, entity: str, node: str | None = None, *, rows: bool = True
) -> Explanation:
    """Explain an entity's score of a node (an item, a group, the total) or of a measure.

    Args:
        prepared: what the book was made from.
        book: scores of the entity's level.
        entity: its code.
        node: id of a node or measure; by default the total.
        rows: whether to find the ledger rows, too (some milliseconds a measure).

    Raises:
        KeyError: unknown entity, node or measure.

    Example, `county` being a small county's rows of 2023Q4 as a store's `dataset` gives them:
        >>> from metrics.framework import load_framework, read_package
        >>> from metrics.scoring import prepare, score_book
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> once = prepare(framework, county)
        >>> why = explain(once, score_book(once, "enterprise"), "E001", "J1a")
        >>> f"{why.name} {why.value:g} {why.unit} → {why.score:g}，{why.words}"
        '职工参与 330 人次/百人 → 94.2857，线下参加人次，按每百名职工计'
        >>> for row in why.rows.itertuples():
        ...     print(f"{row.role}: {row.file} {row.sheet}!{row.cell} = {row.amount:g}")
        numerator: U08-2023Q3.xlsx 活动台账!F3 = 300
        numerator: U07-2023Q4.xlsx 活动台账!F3 = 30
        denominator: U01-2023Q4.xlsx 试点企业名册!F4 = 100
    """
    found = partial(rows_behind, prepared, book.level, entity) if rows else None
    return _explained(prepared.framework, book, entity, node, found)


def explain_scores(
    framework: Framework, book: ScoreBook, entity: str, node: str | None = None
) -> Explanation:
    """The same from a score book alone, without the rows.

    Args:
        framework: of the book.
        book: scores of the entity's level.
        entity: its code.
        node: id of a node or measure; by default the total.

    Raises:
        KeyError: unknown entity, node or measure.
    """
    return _explained(framework, book, entity, node, None)


def _explained(
    framework: Framework, book: ScoreBook, entity: str, node: str | None, rows_of: RowsBehind | None
) -> Explanation:
    tree = _ExplanationTree(framework, book, entity, _weights(framework, book, entity), rows_of)
    wanted = node or framework.root.id
    if wanted in framework.measure:
        return tree.measure(framework.measure[wanted])
    return tree.node(framework.node[wanted])


def _weights(framework: Framework, book: ScoreBook, entity: str) -> pd.Series:
    """What each measure really weighs in the entity's total."""
    tree = tree_of(framework, LEVELS[book.level], book.period)
    present, applicable = book.counted.loc[[entity]].notna(), book.status.loc[[entity]] != NOT_APPLICABLE
    return row_at(engine.effective_weights(tree, present, applicable), entity)


@dataclass(frozen=True, eq=False)
class _ExplanationTree:
    """One entity of a book; `rows_of` gives the rows of a measure, where they are asked for."""

    framework: Framework
    book: ScoreBook
    entity: str
    weights: pd.Series
    rows_of: RowsBehind | None

    def node(self, spec: NodeSpec) -> Explanation:
        """A node and all below it."""
        framework = self.framework
        children = (
            *(self.node(child) for child in framework.nodes if child.parent == spec.id),
            *(self.measure(child) for child in framework.measures_of(spec.id)),
        )
        return Explanation(
            spec.id,
            spec.name,
            "node",
            self._at("scores", spec.id),
            spec.weight,
            _sum([child.effective_weight for child in children]),
            _sum([child.contribution for child in children]),
            self._at("coverage", spec.id),
            children,
        )

    def measure(self, spec: MeasureSpec) -> Explanation:
        """A measure with its rows."""
        formula = LEVELS[self.book.level]
        status = text_at(self.book.status, self.entity, spec.id)
        return Explanation(
            spec.id,
            spec.name,
            "measure",
            self._at("normalised", spec.id),
            spec.weight,
            _number(self.weights[spec.id]),
            self._at("contributions", spec.id),
            self._at("coverage", spec.id),
            words=spec.words,
            value=self._at("values", spec.id),
            unit=spec.ledger.units.get(formula, ""),
            numerator=self._at("numerator", spec.id),
            denominator=self._at("denominator", spec.id),
            full_score=full_score(spec, formula, self.book.scope),
            counted=self._counted(spec.id),
            open=self._at("open", spec.id),
            status=status,
            rows=self._rows(spec.id, status),
        )

    def _counted(self, measure: str) -> float | None:
        counted = self._at("counted", measure)
        return None if counted == self._at("values", measure) else counted

    def _rows(self, measure: str, status: str) -> pd.DataFrame | None:
        if self.rows_of is None:
            return None
        rows = self.rows_of(measure)
        return rows.iloc[:0] if status == NOT_REPORTED else rows

    def _at(self, table: str, column: str) -> float | None:
        return _number(getattr(self.book, table).at[self.entity, column])


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
