"""What would raise a score most: together the gains are what the total lacks of what is within reach."""

import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring import explain, prepare, score_book
from metrics.scoring.why.gains import gains
from metrics.store import Store
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)


@pytest.fixture(scope="module")
def prepared(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        return prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, parse_period("2023Q4")))


@pytest.mark.parametrize("level", ["enterprise", "brand", "county"])
def test_the_gains_are_what_the_total_lacks_within_reach(prepared, level):
    book = score_book(prepared, level)
    out_of_reach = 0.0
    for code in book.entities.index[::17]:
        table = gains(FRAMEWORK, book, code)
        told = {one.id: one for one in leaves(explain(prepared, book, code, rows=False))}
        for row in table.itertuples():
            weight = told[row.measure].effective_weight
            assert row.gain == pytest.approx(weight * (row.reachable - row.score))
        lacks = 100 - book.scores.loc[code, "total"]
        unreachable = sum(
            one.effective_weight * (100 - max(reach(table, one), one.score))
            for one in told.values()
            if one.score is not None
        )
        assert table["gain"].sum() + unreachable == pytest.approx(lacks)
        out_of_reach += unreachable
        assert table["gain"].is_monotonic_decreasing
        assert (table["score"] < 100).all()
    assert out_of_reach > 0  # months that have passed


def leaves(told):
    """The measures of an explanation."""
    return [told] if told.kind == "measure" else [leaf for child in told.children for leaf in leaves(child)]


def reach(table, told):
    """The score a measure can still get: what the table says, else what it has."""
    row = table[table["measure"].eq(told.id)]
    return told.score if row.empty else row["reachable"].iloc[0]


def test_an_unknown_entity_is_refused(prepared):
    with pytest.raises(KeyError):
        gains(FRAMEWORK, score_book(prepared, "brand"), "B99")
