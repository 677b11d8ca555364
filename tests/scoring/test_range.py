"""How sure a score is: from what is missing counted as 0 to what is missing counted as 100."""

from dataclasses import replace

import pytest

from metrics.framework.model import LEVELS
from tests.kit.sample_scores import FRAMEWORK, TOLERANCE, books, books_of, county

PERIODS = ("2023Q4", "2023")
SILENCES = {
    "nobody": (),
    "one who keeps most ledgers": ("U07",),
    "the keeper of the disputes": ("U11",),
    "every second": tuple(unit.code for unit in FRAMEWORK.units[::2]),
    "all but two": tuple(unit.code for unit in FRAMEWORK.units[2:]),
}


def without(data, silent):
    """The same county where some units' submissions are not approved."""
    ledgers = {
        code: frame[~frame["_unit"].isin(silent)].reset_index(drop=True)
        for code, frame in data.ledgers.items()
    }
    expected = data.expected.assign(approved=data.expected["approved"] & ~data.expected["unit"].isin(silent))
    return replace(data, ledgers=ledgers, expected=expected, version="changed")


def without_first_quarter(data, unit):
    """The same county where one unit's workbook of the first quarter is not approved."""
    ledgers = {
        code: frame[~(frame["_unit"].eq(unit) & frame["_period"].eq("2023Q1"))].reset_index(drop=True)
        for code, frame in data.ledgers.items()
    }
    held = data.expected["unit"].eq(unit) & data.expected["period"].eq("2023Q1")
    expected = data.expected.assign(approved=data.expected["approved"] & ~held)
    return replace(data, ledgers=ledgers, expected=expected, version="changed")


@pytest.mark.breadth(4)
@pytest.mark.parametrize("silent", SILENCES.values(), ids=list(SILENCES))
@pytest.mark.parametrize("period", PERIODS)
def test_a_score_lies_in_its_range_whoever_is_silent(demo_file, period, silent):
    for level, book in books_of(without(county(demo_file, period), silent)).items():
        total = book.scores["total"]
        scored = total.notna()
        assert (book.low <= book.high + TOLERANCE).all(), level
        assert (book.low[scored] <= total[scored]).all(), level
        assert (book.high[scored] >= total[scored]).all(), level
        assert book.low.between(0, 100).all(), level
        assert book.high.between(0, 100 + TOLERANCE).all(), level


@pytest.mark.breadth(2)
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("level", LEVELS)
def test_the_range_is_one_point_only_where_all_is_in(demo_file, period, level):
    for silent in SILENCES.values():
        book = books_of(without(county(demo_file, period), silent), levels=(level,))[level]
        width, whole = book.high - book.low, book.coverage["total"] >= 1 - TOLERANCE
        assert (width[whole] <= TOLERANCE).all()
        assert (width[~whole] > 0).all()


@pytest.mark.parametrize("level", ["county", "enterprise", "town", "industry"])
def test_a_silent_unit_widens_the_range_of_everyone_it_reports_on(demo_file, level):
    silent = ("U07",)
    before = books(demo_file, "2023Q4")[level]
    after = books_of(without(county(demo_file, "2023Q4"), silent), levels=(level,))[level]
    codes = after.entities.index
    assert ((after.high - after.low) > (before.high - before.low)[codes] + TOLERANCE).all()


def test_the_county_range_by_hand(demo_file):
    """What is there counts as it is; the share of a measure that is missing may bring its points besides."""
    book = books_of(without(county(demo_file, "2023Q4"), ("U07",)), levels=("county",))["county"]
    points, shares = book.normalised.loc["county"], book.coverage.loc["county"]
    low = high = 0.0
    items = [item for item in FRAMEWORK.items if shares.notna()[item.id]]
    for item in items:
        measures = [one for one in FRAMEWORK.measures_of(item.id) if shares.notna()[one.id]]
        total = sum(one.weight for one in measures)
        for one in measures:
            known = points[one.id] if points.notna()[one.id] else 0.0
            weight = one.weight / total / len(items)
            low += weight * known
            high += weight * min(100.0, known + (1 - shares[one.id]) * 100)
    assert (book.low["county"], book.high["county"]) == pytest.approx((low, high), abs=TOLERANCE)
    assert book.low["county"] <= book.scores.at["county", "total"] < book.high["county"]


def test_what_was_withheld_lies_within_the_range_and_never_raises(demo_file):
    """A unit that keeps a workbook back is not above what it has with it, and that is within its range."""
    data = county(demo_file, "2023Q4")
    whole = books_of(data, levels=("unit",))["unit"].scores["total"]
    for unit in ("U03", "U07", "U08", "U20"):
        kept_back = books_of(without_first_quarter(data, unit), levels=("unit",))["unit"]
        assert kept_back.scores.at[unit, "total"] <= whole[unit] + TOLERANCE
        assert kept_back.low[unit] - TOLERANCE <= whole[unit] <= kept_back.high[unit] + TOLERANCE
