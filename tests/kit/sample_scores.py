"""The sample county's approved rows and score books, and what becomes of the books when a cell is blank."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from metrics.framework import load_framework, parse_period
from metrics.framework.model import LEVELS
from metrics.scoring import prepare, score_book
from metrics.store import Store
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
TOLERANCE = 1e-9


@lru_cache(maxsize=4)
def county(demo_file, period):
    """Approved rows up to the end of a period."""
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        return store.reporting.dataset(FRAMEWORK, parse_period(period))


@lru_cache(maxsize=4)
def ready(demo_file, period):
    """The same rows, prepared."""
    return prepare(FRAMEWORK, county(demo_file, period))


def books_of(data, framework=FRAMEWORK, levels=tuple(LEVELS)):
    prepared = prepare(framework, data)
    return {level: score_book(prepared, level) for level in levels}


@lru_cache(maxsize=4)
def books(demo_file, period):
    return books_of(county(demo_file, period))


@lru_cache(maxsize=32)
def book_of(demo_file, period, level):
    """The scores of one level alone."""
    return score_book(ready(demo_file, period), level)


def with_rows(data, **ledgers):
    """The same county with other rows."""
    return replace(data, ledgers={**data.ledgers, **ledgers}, version="changed")


def blanked(data, ledger, position, field):
    """The same county with one cell of a ledger blank."""
    frame = data.ledgers[ledger].copy()
    frame[field] = frame[field].mask(np.arange(len(frame)) == position)
    return with_rows(data, **{ledger: frame})


def risen(before, after, levels=tuple(LEVELS)):
    """(level, entity, measure or node) → points, of everything that stands higher than before."""
    found = {}
    for level in levels:
        for name in ("scores", "normalised"):
            one, other = getattr(before[level], name), getattr(after[level], name)
            more = (other - one.reindex(other.index)).where(other.notna())
            fresh = other.notna() & one.reindex(other.index).isna() & (name == "scores")
            up = more.where(more > TOLERANCE).stack() if len(more) else pd.Series(dtype=float)
            found |= {(level, *key): points for key, points in up.dropna().items()}
            found |= {(level, *key): other.at[key] for key in fresh.stack().loc[lambda new: new].index}
    return found
