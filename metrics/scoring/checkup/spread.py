"""How far measures and items tell entities apart, and what decides the total."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.framework import LEVELS, Framework, MeasureSpec, NodeSpec
from metrics.scoring.checkup.model import ENOUGH, Spread
from metrics.scoring.scorebook import ScoreBook, full_score_of_period

#: Decimals to which points are the same, and the percentiles between which a target is proposed.
_SAME, _SPAN = 6, (60, 75)
#: Entities without whom nothing is said of variance.
_FEWEST = 3
#: The share of entities that have an item which is looked at together with the others.
_USUAL = 0.8


def item_scores(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """Scores of the twelve items of those that have a total, entities × items."""
    scored = book.scores[framework.root.id].notna()
    return book.scores.loc[scored, [item.id for item in framework.items]]


def spreads(framework: Framework, book: ScoreBook) -> Iterator[Spread]:
    """One a measure and one an item that anybody of the level has a score in, in the order of the tree."""
    total = book.scores[framework.root.id]
    for item in framework.items:
        own = [one.id for one in framework.measures_of(item.id)]
        if book.scores[item.id].notna().any():
            yield _spread(book, item, own, total)
        for one in own:
            if book.normalised[one].notna().any():
                yield _spread(book, framework.measure[one], [one], total)


def _spread(book: ScoreBook, part: NodeSpec | MeasureSpec, measures: list[str], total: pd.Series) -> Spread:
    measure = part if isinstance(part, MeasureSpec) else None
    points = book.scores[part.id] if measure is None else book.normalised[part.id]
    there = points.dropna().round(_SAME)
    counts = there.value_counts()
    found = Spread(
        book.level,
        part.id,
        part.name,
        measure is None,
        len(there),
        float((there >= 100).mean()),
        float((there <= 0).mean()),
        float(counts.iloc[0]) / len(there),
        len(counts),
        correlation(points, total),
        effective_weight(book, points, measures),
        influence(book, measures, total),
    )
    return found if measure is None else _with_targets(found, book, measure)


def correlation(one: pd.Series, other: pd.Series) -> float:
    """Pearson's, of those that have both; NaN where one of them does not vary."""
    both = _both(one, other)
    if both.shape[1] < _FEWEST or np.ptp(both, axis=1).min() < 10**-_SAME:
        return float("nan")
    return float(np.corrcoef(both)[0, 1])


def _both(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Two rows of numbers: of those that have both."""
    numbers = np.stack([one.to_numpy(dtype=float), other.to_numpy(dtype=float)])
    return numbers[:, ~np.isnan(numbers).any(axis=0)]


def effective_weight(book: ScoreBook, points: pd.Series, measures: list[str]) -> float:
    """The share of the total that an entity's measures weigh on average, where it has points at all."""
    own = _points_brought(book, measures)
    held = points > 0
    return float((own[held] / points[held]).mean()) if held.any() else float("nan")


def _points_brought(book: ScoreBook, measures: list[str]) -> pd.Series:
    """What some measures bring to the total, by entity."""
    return book.contributions.reindex(columns=measures).sum(axis=1)


def influence(book: ScoreBook, measures: list[str], total: pd.Series) -> float:
    """The share of the total's variance that comes from some measures: cov(their points, total) / var(total).

    The shares of all measures add up to 1.
    """
    both = _both(_points_brought(book, measures), total)
    if both.shape[1] < _FEWEST:
        return float("nan")
    covariance = np.cov(both)
    return float(covariance[0, 1] / covariance[1, 1]) if covariance[1, 1] > 0 else float("nan")


def _with_targets(found: Spread, book: ScoreBook, measure: MeasureSpec) -> Spread:
    """With a measure's target for a year, and, where too many stand at one value, a better span for it.

    Only where the value itself is held against the target; of a mean over enterprises theirs decides.
    """
    letter = LEVELS[book.level]
    if measure.ledger.over_a_base(letter) or letter not in measure.ledger.full_score:
        return found
    target = measure.ledger.full_score[letter]
    if not found.crowded:
        return replace(found, target=target)
    pace = full_score_of_period(measure, 1.0, book.scope)
    low, high = np.percentile(book.values[measure.id].dropna().to_numpy() / pace, _SPAN)
    return replace(found, target=target, proposed=(float(low), float(high)) if high > 0 else None)


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components of the items' correlations.

    Args:
        items: ids of the items that vary.
        shares: of the variance, by component, the largest first; they add up to 1.
        loadings: items × components, correlations of an item with a component.
        alpha: Cronbach's, of the items as they are; NaN with fewer than two.
    """

    items: tuple[str, ...]
    shares: np.ndarray
    loadings: np.ndarray
    alpha: float


def item_correlations(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """Pearson's correlations of the items and the total; NaN where one does not vary or few have both."""
    scores = item_scores(framework, book).assign(**{framework.root.id: book.scores[framework.root.id]})
    varies = (scores.max() - scores.min() > 10**-_SAME).to_numpy()
    found = scores.corr(min_periods=ENOUGH)
    return found.where(varies[:, None] & varies[None, :])


def components(framework: Framework, book: ScoreBook) -> Components:
    """Principal components of the items that vary and nearly everybody has, over who has them all."""
    scores = item_scores(framework, book)
    usual = scores.notna().mean() >= _USUAL
    scores = scores.loc[:, usual & (scores.max() - scores.min() > 10**-_SAME)].dropna()
    items = tuple(str(one) for one in scores.columns)
    if len(items) <= 1 or len(scores) < _FEWEST:
        return Components((), np.zeros(0), np.zeros((0, 0)), float("nan"))
    correlations = np.corrcoef(scores.to_numpy().T)
    values, vectors = np.linalg.eigh(correlations)
    order = np.argsort(values)[::-1]
    values, vectors = np.maximum(values[order], 0.0), vectors[:, order]
    vectors *= np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    return Components(items, values / values.sum(), vectors * np.sqrt(values), _alpha(scores.to_numpy()))


def _alpha(scores: np.ndarray) -> float:
    """Cronbach's: how far the items measure one thing. n/(n−1) · (1 − Σ var(item) / var(Σ items))."""
    count, whole = scores.shape[1], scores.sum(axis=1).var(ddof=1)
    if whole <= 0:
        return float("nan")
    return float(count / (count - 1) * (1 - scores.var(axis=0, ddof=1).sum() / whole))
