"""Data sets, scores, facts and the rows behind them, of an edition."""

from functools import partial
from typing import Any, cast

import pandas as pd

from metrics import scoring
from metrics.county import BookKey, Dataset, VisibleRows
from metrics.scoring.why import Example, Mover, RowChanges, ScoreChange, explain_change, in_words
from metrics.scoring.why import examples as worked
from metrics.scoring.why import gains as held_back
from metrics.scoring.why import lifts as held_back_at
from metrics.tables import activities_like
from metrics.tables import moved_rows as moved
from pages.cached.county import framework_of, opened, store
from pages.cached.shared import shared
from pages.edition import COUNTY, Edition


class _MovedOnError(Exception):
    """Something was approved between asking for an edition and reading it: what was made is another's."""

    def __init__(self, made: Any) -> None:
        super().__init__()
        self.made = made


def prepared(key: Edition) -> scoring.Prepared:
    """The approved rows as scoring takes them."""
    try:
        return _prepared(key)
    except _MovedOnError as moved_on:  # shown this once, and not kept under this edition's name
        return cast("scoring.Prepared", moved_on.made)


@shared(16, "正在汇总台账…")
def _prepared(key: Edition) -> scoring.Prepared:
    version = framework_of(key)
    made = scoring.prepare(version, opened(key.url).reporting.dataset(version, key.period))
    if made.data.version != key.version:
        raise _MovedOnError(made)
    return made


def dataset(key: Edition) -> Dataset:
    """The approved rows."""
    # What the store gave, whatever scoring asks of it.
    return cast("Dataset", prepared(key).data)


def book(key: Edition, level: str) -> scoring.ScoreBook:
    """The scores of a level, as any process has computed them, or computed now."""
    try:
        return _book(key, level)
    except _MovedOnError as moved_on:
        return cast("scoring.ScoreBook", moved_on.made)


@shared(400, "正在计算得分…")
def _book(key: Edition, level: str) -> scoring.ScoreBook:
    made = scoring.book_of(opened(key.url).office, _named(key, level), lambda: prepared(key))
    if made.data_version != key.version:
        raise _MovedOnError(made)
    return made


def _named(key: Edition, level: str) -> BookKey:
    """What the book of a level is kept under."""
    return BookKey(key.period.code, level, key.version, key.framework, scoring.code_version(), key.erased)


@shared(16)
def facts(key: Edition) -> dict[str, float | int | None]:
    """The figures of the report's kind."""
    return scoring.facts_of(opened(key.url).office, _named(key, COUNTY), lambda: prepared(key))


def fact_sources(key: Edition, fact: str, account: str) -> VisibleRows:
    """The rows a fact was counted from, as far as an account (its code) may see them."""
    return opened(key.url).reporting.rows_for(account, _fact_sources(key, fact))


@shared(100, "正在查找来源…")
def _fact_sources(key: Edition, fact: str) -> pd.DataFrame:
    return scoring.fact_rows(prepared(key), fact)


def rows(key: Edition, level: str, entity: str, measure: str, account: str) -> VisibleRows:
    """The rows a measure of an entity was made of, as far as an account (its code) may see them."""
    return opened(key.url).reporting.rows_for(account, _rows(key, level, entity, measure))


@shared(200, "正在查找来源…")
def _rows(key: Edition, level: str, entity: str, measure: str) -> pd.DataFrame:
    return scoring.rows_behind(prepared(key), level, entity, measure)


def moved_rows(moves: RowChanges, account: str) -> VisibleRows:
    """The rows behind a change of a measure, as far as an account (its code) may see them."""
    return store().reporting.rows_for(account, moved(moves))


def activities(key: Edition, text: str, account: str) -> VisibleRows:
    """Activities whose name or code holds a text, as far as an account (its code) may see them."""
    return opened(key.url).reporting.rows_for(account, activities_like(dataset(key), text))


def examples(key: Edition, account: str) -> dict[str, str]:
    """Measure → a worked example; the cell it rests on only for an account (its code) that may see it."""
    return in_words(_examples(key), partial(opened(key.url).reporting.rows_for, account))


@shared(8, "正在举例…")
def _examples(key: Edition) -> dict[str, Example]:
    return worked(prepared(key))


@shared(50, "正在比较两期…")
def change(key: Edition, earlier: Edition, level: str, code: str, node: str | None = None) -> ScoreChange:
    """Why an entity's score differs between two editions."""
    before, after = ((prepared(one), book(one, level)) for one in (earlier, key))
    return explain_change(before, after, code, node)


@shared(50, "正在比较两期…")
def movers(key: Edition, earlier: Edition) -> tuple[Mover, ...]:
    """The county's items that rose and fell most between two editions."""
    before, after = ((partial(prepared, one), book(one, COUNTY)) for one in (earlier, key))
    return scoring.movers_of(opened(key.url).office, _named(key, COUNTY), before, after)


@shared(200)
def gains(key: Edition, level: str, code: str) -> pd.DataFrame:
    """What would raise an entity's score most."""
    return held_back(framework_of(key), book(key, level), code)


@shared(200)
def lifts(key: Edition, level: str, code: str, measure: str) -> pd.DataFrame:
    """The enterprises at which a measure of an entity has most to gain."""
    return held_back_at(prepared(key), book(key, level), code, measure, most=3)
