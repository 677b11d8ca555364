"""What would raise a score most: together the gains are what the total lacks."""

import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare, score_book
from metrics.scoring.why.gains import gains
from metrics.store import Store

FRAMEWORK = load_framework()


@pytest.fixture(scope="module")
def prepared(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        return prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, parse_period("2023Q4")))


@pytest.mark.parametrize("level", ["enterprise", "brand", "county"])
def test_the_gains_are_what_the_total_lacks(prepared, level):
    book = score_book(prepared, level)
    for code in book.entities.index[::17]:
        table = gains(prepared, book, code)
        assert table["gain"].sum() == pytest.approx(100 - book.scores.loc[code, "total"])
        assert table["gain"].is_monotonic_decreasing
        assert (table["score"] < 100).all()


def test_an_unknown_entity_is_refused(prepared):
    with pytest.raises(KeyError):
        gains(prepared, score_book(prepared, "brand"), "B99")
