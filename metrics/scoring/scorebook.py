"""The scores of everyone at one level, with all that explains them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.framework import Framework, MeasureSpec, NodeSpec, Period
from metrics.scoring.index import Leaf, Node, Tree, engine
from metrics.scoring.left_out import left_out
from metrics.scoring.measures import (
    NOT_APPLICABLE,
    Level,
    Prepared,
    Status,
    Values,
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
    statuses = {measure.id: status_of(prepared, measure, at) for measure in framework.measures}
    values = _frame(at, {name: status.value for name, status in statuses.items()})
    counted = _frame(at, {name: status.counted for name, status in statuses.items()})
    words = pd.DataFrame(
        {name: status.words for name, status in statuses.items()}, index=values.index, dtype="str"
    )
    applicable = words != NOT_APPLICABLE
    reported = _frame(at, {name: status.coverage for name, status in statuses.items()})
    tree = tree_of(framework, at.formula, data.period)
    scores = engine.score(tree, counted, applicable=applicable, coverage=reported)
    low, high = _span(framework, tree, scores, (counted, applicable, reported))
    total = scores.nodes[tree.root.id]
    return ScoreBook(
        level,
        data.period,
        prepared.scope,
        at.entities.copy(),
        values,
        counted,
        _side(prepared, at, statuses, lambda sides: sides.numerator),
        _side(prepared, at, statuses, lambda sides: sides.denominator),
        _side(prepared, at, statuses, _open_of),
        words,
        scores.coverage,
        scores.normalised,
        scores.nodes,
        ranks_of(scores.nodes),
        _contributions(tree, scores),
        pd.Series(np.fmin(low, total)),
        pd.Series(np.fmax(high, total)),
        left_out(prepared).copy(),
        framework.hash,
        data.version,
    )


def _span(
    framework: Framework,
    tree: Tree,
    scores: engine.Scores,
    data: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> tuple[pd.Series, pd.Series]:
    """The total with what is missing at the bottom and at the top of its scale.

    Since January a value is a sum over a fixed base, in which reports that are not in count as nothing: it is
    its own lower end, and the share that is missing may bring that share of the full score more.
    """
    counted, applicable, reported = data
    if not framework.to_date:
        span = engine.score_range(tree, counted, applicable, reported)
        return span["low"], span["high"]
    points = scores.normalised
    whole = scores.coverage.where(scores.coverage.isna(), 1.0)
    most = (points.fillna(0.0) + (1 - reported[points.columns].fillna(0.0)) * SCALE).clip(upper=SCALE)
    ends = []
    for leaves in (points.fillna(0.0), most):
        filled = replace(scores, normalised=leaves.where(applicable[points.columns]), coverage=whole)
        ends.append(engine.rescore(tree, filled).nodes[tree.root.id])
    return ends[0], ends[1]


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
    return scores.round(ROUND_RANK).rank(method="min", ascending=False).astype("Int64")


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


def _contributions(tree: Tree, scores: engine.Scores) -> pd.DataFrame:
    if all(node.aggregate == "arithmetic" for node in tree.nodes):
        return engine.contributions(tree, scores)
    return scores.normalised * np.nan


def _open_of(sides: Values) -> np.ndarray:
    return np.full(len(sides.value), np.nan) if sides.open is None else sides.open


def _side(
    prepared: Prepared, level: Level, statuses: dict[str, Status], of: Callable[[Values], np.ndarray]
) -> pd.DataFrame:
    """One side of the fractions, where there is a value."""
    measures = prepared.framework.measure
    sides = {
        name: np.where(np.isnan(status.counted), np.nan, of(values_of(prepared, measures[name], level)))
        for name, status in statuses.items()
    }
    return _frame(level, sides)


def _frame(level: Level, columns: dict[str, np.ndarray]) -> pd.DataFrame:
    return pd.DataFrame(columns, index=level.entities.index)
