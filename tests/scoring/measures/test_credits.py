"""Credits of the small county counted by hand: what was done at each enterprise, over a fixed base.

The year's roster: E001 (100 employees), E002 (200), E003 (400) and E004 (50), which left in Q4 and stays
to the year's end. Everything runs from January to December.
"""

import pandas as pd
import pytest

from metrics.framework import load_framework
from metrics.scoring import explain, prepare, score_book
from metrics.scoring.measures import enterprise_credits, level_of
from metrics.scoring.why import gains, lifts, rows_behind
from tests.kit.county_packages import SIHONG
from tests.kit.small_county import ROWS, dataset

FRAMEWORK = load_framework(SIHONG)


@pytest.fixture(scope="module")
def ready():
    return prepare(FRAMEWORK, dataset())


@pytest.fixture(scope="module")
def book(ready):
    books = {}

    def of(level):
        if level not in books:
            books[level] = score_book(ready, level)
        return books[level]

    return of


def values(book, level, measure):
    return book(level).values[measure].round(6).to_dict()


def test_the_roster_is_the_years(book):
    assert list(book("enterprise").scores.index) == ["E001", "E002", "E003", "E004"]


def test_sessions_count_as_far_as_people_were_there(book):
    # E003: 4 sessions with 10 people and 3 with 80 are 7 of at most 90/10; the wholly online one is none.
    assert values(book, "enterprise", "K4a") == {"E001": 3, "E002": 1, "E003": 7, "E004": 1}
    # U07 was at E003 with 10 people in 4 sessions, so with one; at E001 with two, at E002 with one: of two
    # each 0.5 + 1 + 0.5, over a duty of one enterprise at least.
    assert values(book, "unit", "K4a")["U07"] == 100
    assert book("unit").numerator.at["U07", "K4a"] == pytest.approx(2.0)
    assert book("unit").denominator.at["U07", "K4a"] == 1


def test_a_county_is_the_mean_of_its_enterprises(book):
    credit = (book("enterprise").values["K4a"] / 8).clip(upper=1)
    assert book("county").values.at["county", "K4a"] == pytest.approx(100 * credit.mean(), abs=1e-9)
    assert book("county").values.at["county", "K4a"] == pytest.approx(100 * (3 + 1 + 7 + 1) / 8 / 4)
    towns = book("town").values["K4a"]
    assert towns.to_list() == pytest.approx([100 * (3 + 1) / 8 / 2, 100 * (7 + 1) / 8 / 2])


def test_a_weighted_mean_goes_by_employees_and_open_credit_stands_apart(ready, book):
    # Goals 350, 700, 1400 and 175; 330, 30, 90 and 25 came; 100 more in a square, of at most a fifth of 2625.
    county = book("county")
    assert county.values.at["county", "J1a"] == pytest.approx(100 * (330 + 30 + 90 + 25 + 100) / 2625)
    told = explain(ready, county, "county", "J1a")
    assert told.open == pytest.approx(100 * 100 / 2625)
    people = book("enterprise").entities["employees"]
    credit = (book("enterprise").values["J1a"] / 350).clip(upper=1)
    mean = 100 * (credit * people).sum() / people.sum()
    assert told.value - told.open == pytest.approx(mean, abs=1e-9)


@pytest.mark.long
def test_the_rows_behind_a_value_add_up_to_it(ready, book):
    for level in ("enterprise", "brand", "unit", "county", "town"):
        held = book(level)
        for measure in FRAMEWORK.measures:
            there = held.values[measure.id].dropna()
            for code in there.index:
                rows = rows_behind(ready, level, code, measure.id)
                adds = rows.loc[rows["role"].eq("numerator"), "amount"].sum()
                if measure.ledger.of_credits:
                    assert adds == pytest.approx(held.numerator.at[code, measure.id]), (
                        level,
                        code,
                        measure.id,
                    )


def test_one_matter_counts_once_and_few_of_a_level_fully(book):
    # H1 and H2 are one matter, at its highest level 省; the nameless honours of one category and no holder
    # each stand alone: two of a level fully, the third at the next level down, which below 县 is nothing.
    assert values(book, "enterprise", "K2a") == {"E001": 20, "E002": 10, "E003": 0, "E004": 0}


def test_points_overflow_to_the_next_level_down():
    many = [
        ("U01", "2023Q4", f"Y{n}", "2023-10-01", "奖", "先进集体", level, "单位", None, 1, "E003", None, None)
        for n, level in enumerate(["省"] * 3 + ["市"] * 2 + ["县"] * 2)
    ]
    rows = {**ROWS, "L06": (ROWS["L06"][0], [*ROWS["L06"][1], *many])}
    points = score_book(prepare(FRAMEWORK, dataset(rows=rows)), "enterprise").values["K2a"]
    # 省 20 + 20, the third as 市 10 beside the first 市 10; the second 市 as 县 5 beside one 县; the last 0.
    assert points["E003"] == 20 + 20 + 10 + 10 + 5 + 5


def test_innovations_count_in_the_year_in_which_they_were_first_reported_done(book):
    # I1 done in November, I3 in July, I4 without a date first reported in Q4, I2 spread to others: 1 + 1.
    assert values(book, "enterprise", "K3c") == {"E001": 1, "E002": 2, "E003": 2, "E004": 0}
    # I1: 小革新 1 and a patent; I2: a patent kind 0.5 and two patents.
    assert values(book, "enterprise", "J6c") == {"E001": 2, "E002": 2, "E003": 2.5, "E004": 0}


def test_visits_are_summed_where_each_quarters_row_says(book):
    # Z01 stood at E001 with 50 and 30 visits, Z04 at E002 with 8; Z02 and Z03 stand at none.
    assert values(book, "enterprise", "K1b") == {"E001": 80, "E002": 4, "E003": 0, "E004": 0}
    # Goals 60, 120, 240, 30: E001 counts 60 and leaves 20; open 20 + 20 + 60 of at most 0.2 · 450.
    assert book("county").values.at["county", "K1b"] == pytest.approx(100 * (60 + 8 + 90) / 450)


def test_a_share_of_few_cases_is_shown_as_it_is_and_counted_steadied(ready, book):
    county = book("county")
    assert county.values.at["county", "D2c"] == pytest.approx(100 * 2 / 3)
    assert county.counted.at["county", "D2c"] == pytest.approx(100 * (2 + 4.5) / (3 + 5))
    assert county.normalised.at["county", "D2c"] == pytest.approx(100 * (2 + 4.5) / 8 / 0.95)
    told = explain(ready, county, "county", "D2c")
    assert told.value != told.counted
    assert told.counted == pytest.approx(81.25)


def test_without_a_project_due_a_unit_counts_as_expected(book):
    held = book("unit")
    assert pd.isna(held.values.at["U10", "K3a"])
    assert held.counted.at["U10", "K3a"] == pytest.approx(90)
    assert held.status.at["U10", "K3a"] == "observed"


def test_whether_a_measure_applies_is_decided_by_the_sheets_a_unit_keeps(book):
    held = book("unit")
    assert held.status.at["U10", "K1a"] == "not_applicable"  # no 载体台账
    assert held.status.at["U06", "J3a"] == "zero"  # an 活动台账 without such a row
    assert held.status.at["U19", "K2a"] == "not_applicable"


def test_quarter_and_year_are_one_number():
    year, quarter = (score_book(prepare(FRAMEWORK, dataset(one)), "unit") for one in ("2023", "2023Q4"))
    pd.testing.assert_frame_equal(year.scores, quarter.scores)
    assert year.scope == quarter.scope


def test_what_would_raise_a_measure_names_enterprises(ready, book):
    table = lifts(ready, book("county"), "county", "K4a")
    assert table["enterprise"].to_list() == ["E002", "E004", "E001", "E003"]
    assert table["gain"].to_list() == pytest.approx([100 * g / 4 for g in (7 / 8, 7 / 8, 5 / 8, 1 / 8)])
    assert lifts(ready, book("enterprise"), "E001", "K4a").empty


def test_nothing_is_advised_that_nobody_can_do(ready, book):
    for level in ("enterprise", "unit", "county"):
        for code in book(level).scores.index:
            table = gains(ready.framework, book(level), code)
            assert "J2b" not in set(table["measure"]) or level == "county"
            done = table[table["measure"].eq("K3a")]
            assert (done["reachable"] <= 100).all()


def test_credits_open_down_to_enterprises(ready):
    at = level_of(ready, "county")
    cells = enterprise_credits(ready, FRAMEWORK.measure["K4a"], at)
    assert cells.credit.tolist() == pytest.approx([3 / 8, 1 / 8, 7 / 8, 1 / 8])
