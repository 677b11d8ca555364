"""The scores of everyone at one level, with all that explains them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.framework import Framework, MeasureSpec, NodeSpec, Period
from metrics.scoring.index import Leaf, Node, Tree, engine, places_of
from metrics.scoring.left_out import left_out
from metrics.scoring.measures import (
    NOT_APPLICABLE,
    STATUS_WORDS,
    Level,
    Prepared,
    level_of,
    status_of,
    values_of,
)

SCALE, ROUND_RANK = 100.0, 9


@dataclass(frozen=True, eq=False)
class ScoreBook:
    """The scores of one level and period. Frames are entities × measures unless said otherwise; no frame
    shares its data with another book.

    Args:
        level: enterprise, brand, unit, county, town or industry.
        period: that was asked for.
        scope: what the scores are about: the period, or January to its end.
        entities: index code, column name and attributes (town, employees, lead_unit, …).
        values: measures in their own units; NaN unless observed or zero.
        counted: what is scored of them: the same, save of shares of few cases (计分值).
        numerator: upper side of each value, e.g. the 12 of 12/13; NaN as in `values`.
        denominator: lower side; NaN also where a measure has none.
        open: what of each value is open credit; NaN where a measure has none.
        status: observed, zero, not_reported or not_applicable.
        coverage: entities × (measures + nodes), share of reports that are in; NaN where not applicable.
        normalised: 0 … 100.
        scores: entities × nodes (12 items, groups, total), 0 … 100; NaN without a score.
        ranks: entities × nodes, Int64, 1 is best, ties share the smaller.
        contributions: points of the total; each row sums to it. All NaN if the framework's means are not
            arithmetic.
        low: total with everything missing counted as 0, never above the total. Since January that is what
            was done so far; else a measure of which the share c is in has c of its points.
        high: the same with the missing part counted as 100, never below the total.
        not_counted: rows that no score of the period counts: ledger, sheet, why, rows.
        framework_version: hash of the framework's files.
        data_version: hash of the approved submissions.
    """

    level: str
    period: Period
    scope: Period
    entities: pd.DataFrame
    values: pd.DataFrame
    counted: pd.DataFrame
    numerator: pd.DataFrame
    denominator: pd.DataFrame
    open: pd.DataFrame
    status: pd.DataFrame
    coverage: pd.DataFrame
    normalised: pd.DataFrame
    scores: pd.DataFrame
    ranks: pd.DataFrame
    contributions: pd.DataFrame
    low: pd.Series
    high: pd.Series
    not_counted: pd.DataFrame
    framework_version: str
    data_version: str


def score_book(prepared: Prepared, level: str) -> ScoreBook:
    """Score every entity of a level.

    Args:
        prepared: what is measured and all approved rows up to the period's end, as `prepare` gives them.
        level: enterprise, brand, unit, county, town or industry.

    Raises:
        KeyError: an unknown level.
        FrameworkError: a measure names a kind or denominator that does not exist.
        PeriodError: a row's `_period` is no period.

    Example, `county` being a small county's rows of 2023Q4 as a store's `dataset` gives them:
        >>> from metrics.framework import load_framework, read_package
        >>> from metrics.scoring import prepare
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> book = score_book(prepare(framework, county), "enterprise")
        >>> book.scores["total"].round(1).to_dict(), book.ranks["total"].to_list()
        ({'E001': 52.3, 'E002': 18.5, 'E003': 19.1, 'E004': 8.5}, [1, 3, 2, 4])
        >>> book.values["J1a"].to_dict()  # 人次/百人
        {'E001': 330.0, 'E002': 15.0, 'E003': 22.5, 'E004': 50.0}
    """
    framework, data, at = prepared.framework, prepared.data, level_of(prepared, level)
    measured, index = _measured(prepared, at), at.entities.index
    tree = prepared.once(("tree", at.formula), lambda: tree_of(framework, at.formula, data.period))
    made, low, high = _scored(framework, tree, measured, index)
    total = made.values[made.plan.root]
    measures, items, nodes = _columns_of(prepared, tree)
    scores = _frame(made.values[made.plan.leaf_count :], index, nodes)
    return ScoreBook(
        level,
        data.period,
        prepared.scope,
        at.entities.copy(),
        _frame(measured.value, index, measures),
        _frame(measured.counted, index, measures),
        _frame(measured.numerator, index, measures),
        _frame(measured.denominator, index, measures),
        _frame(measured.open, index, measures),
        _words(measured.word, index, measures),
        _frame(made.held.coverage, index, items),
        _frame(made.values[: made.plan.leaf_count], index, measures),
        scores,
        ranks_of(scores),
        _frame(_contributions(tree, made), index, measures),
        pd.Series(np.fmin(low, total), index),
        pd.Series(np.fmax(high, total), index),
        left_out(prepared).copy(),
        framework.hash,
        data.version,
    )


@dataclass(frozen=True, eq=False)
class _Measured:
    """What all measures say of a level: measures × entities each; `word` as `Status` has it."""

    word: np.ndarray
    value: np.ndarray
    counted: np.ndarray
    reported: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    open: np.ndarray

    @property
    def applies(self) -> np.ndarray:
        """Which measure is asked of whom, as bool."""
        return self.word != STATUS_WORDS.index(NOT_APPLICABLE)


def _measured(prepared: Prepared, level: Level) -> _Measured:
    statuses = [status_of(prepared, measure, level) for measure in prepared.framework.measures]
    sides = [values_of(prepared, measure, level) for measure in prepared.framework.measures]
    nothing = np.full(len(level), np.nan)
    counted = np.array([status.counted for status in statuses])
    missing = np.isnan(counted)
    extra = [nothing if one.open is None else one.open for one in sides]
    of_fraction = ([one.numerator for one in sides], [one.denominator for one in sides], extra)
    return _Measured(
        np.array([status.word for status in statuses]),
        np.array([status.value for status in statuses]),
        counted,
        np.array([status.coverage for status in statuses]),
        *(np.where(missing, np.nan, np.array(side)) for side in of_fraction),
    )


def _scored(
    framework: Framework, tree: Tree, measured: _Measured, entities: pd.Index
) -> tuple[engine.Standing, np.ndarray, np.ndarray]:
    """The scores, and the total with what is missing at the bottom and at the top of its scale.

    Since January a value is a sum over a fixed base, in which reports that are not in count as nothing: it is
    its own lower end, and the share that is missing may bring that share of the full score more. So the three
    are three scorings of the same tree, made in one pass.
    """
    applies, reported = measured.applies, np.nan_to_num(measured.reported)
    points = engine.normalised(tree, measured.counted, applies, entities)
    if not framework.to_date:
        made = engine.standing(tree, points, applies, reported, entities)
        frames = (
            _frame(side, entities, [leaf.id for leaf in tree.leaves])
            for side in (measured.counted, applies, reported)
        )
        span = engine.score_range(tree, *frames)
        return made, span["low"].to_numpy(), span["high"].to_numpy()
    least = np.nan_to_num(points)
    most = np.minimum(least + (1 - reported) * SCALE, SCALE)
    ends = [np.where(applies, one, np.nan) for one in (least, most)]
    whole = np.ones_like(reported)
    made = engine.standing(
        tree,
        np.hstack([points, *ends]),
        np.hstack([applies] * 3),
        np.hstack([reported, whole, whole]),
        entities.append([entities, entities]),
    )
    total, size = made.values[made.plan.root], len(entities)
    return made.of(0, size), total[size : 2 * size], total[2 * size :]


def tree_of(framework: Framework, formula: str, period: Period) -> Tree:
    """The framework as a tree for one level's formula: goalposts are 0 and the full score for the period.

    A measure without a formula there stands in the tree with any goalposts; it is never applicable.
    """
    scope = framework.scope(period)
    leaves = tuple(_leaf(measure, formula, scope) for measure in framework.measures)
    nodes = tuple(_node(node) for node in framework.nodes)
    return Tree(framework.id, framework.version, framework.name, SCALE, ROUND_RANK, "min", nodes, leaves)


def full_score(measure: MeasureSpec, formula: str, scope: Period) -> float | None:
    """The value that earns the full score at a level: a year's target by its share of months; or None.

    `scope` is what the scores are about (`framework.scope(period)`). Credits over a base are percentages of
    it: 100 is all that is expected by the period's end.
    """
    if formula not in measure.ledger.levels:
        return None
    if measure.ledger.over_a_base(formula):
        return 100.0
    yearly = measure.ledger.full_score.get(formula)
    return None if yearly is None else full_score_of_period(measure, yearly, scope)


def full_score_of_period(measure: MeasureSpec, yearly: float, scope: Period) -> float:
    """What a year's target comes to in the scope of a period: its share of months where it is prorated."""
    return yearly * scope.months / 12 if measure.ledger.prorate else float(yearly)


def ranks_of(scores: pd.DataFrame) -> pd.DataFrame:
    """Ranks by column, 1 is best, after rounding to 9 decimals; ties share the smaller; else NA."""
    values = scores.to_numpy(dtype=float, na_value=np.nan).T
    missing = np.isnan(values)
    places = places_of(np.where(missing, -np.inf, values), ROUND_RANK).astype(np.int64)
    columns = [pd.arrays.IntegerArray(*sides) for sides in zip(places, missing, strict=True)]
    ranks = pd.DataFrame(dict(enumerate(columns)), index=scores.index, copy=False)
    ranks.columns = scores.columns
    return ranks


def _leaf(measure: MeasureSpec, formula: str, scope: Period) -> Leaf:
    full = full_score(measure, formula, scope) or 1.0
    return Leaf(
        measure.id,
        measure.parent,
        weight=measure.weight,
        direction=measure.direction,
        goalposts=(0.0, full),
        name=measure.name,
    )


def _node(node: NodeSpec) -> Node:
    return Node(
        node.id,
        node.parent,
        weight=node.weight,
        aggregate=node.aggregate,
        missing=node.missing,
        min_coverage=node.min_coverage,
        name=node.name,
    )


def _contributions(tree: Tree, made: engine.Standing) -> np.ndarray:
    if all(node.aggregate == "arithmetic" for node in tree.nodes):
        return engine.contributed(made)
    return np.full_like(made.values[: made.plan.leaf_count], np.nan)


def _columns_of(prepared: Prepared, tree: Tree) -> tuple[pd.Index, pd.Index, pd.Index]:
    """Names of the measures, of measures and nodes, and of the nodes, as columns."""

    def make() -> tuple[pd.Index, pd.Index, pd.Index]:
        """Make them once for all levels."""
        leaves, nodes = [leaf.id for leaf in tree.leaves], [node.id for node in tree.nodes]
        every = [pd.Index(names, dtype="str") for names in (leaves, [*leaves, *nodes], nodes)]
        return every[0], every[1], every[2]

    return prepared.once(("columns",), make)


def _words(places: np.ndarray, index: pd.Index, columns: pd.Index) -> pd.DataFrame:
    """The words of all statuses, looked up at once: columns are slices of one array."""
    words, size = pd.array(STATUS_WORDS, dtype="str").take(places.ravel()), places.shape[1]
    told = {column: words[column * size : (column + 1) * size] for column in range(len(places))}
    frame = pd.DataFrame(told, index=index, copy=False)
    frame.columns = columns
    return frame


def _frame(values: np.ndarray, index: pd.Index, columns: pd.Index | list[str]) -> pd.DataFrame:
    """Measures or nodes × entities as a table of entities."""
    return pd.DataFrame(values.T, index=index, columns=columns)
