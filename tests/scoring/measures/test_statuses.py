"""Missing is not zero: who must report, what counts as none, and that silence never pays."""

import pytest

from metrics.scoring import prepare, score_book
from tests.kit.small_county import FRAMEWORK, Q4, ROWS, SILENT, dataset, without


def scored(level, *period, **rows):
    """The book of a level of the small county."""
    return score_book(prepare(FRAMEWORK, dataset(*period, **rows)), level)


def test_a_silent_unit_and_its_brands_are_not_reported():
    unit, brand = (
        scored("unit"),
        scored("brand"),
    )
    own = [
        m.id
        for m in FRAMEWORK.measures
        if "U" in m.ledger.levels and set(m.ledger.source) & {"L01", "L02", "L05"}
    ]
    assert (unit.status.loc[SILENT, own] == "not_reported").all()
    assert unit.status.loc[SILENT].isin(["not_reported", "not_applicable"]).all()
    assert brand.status.at["B04", "J2a"] == "not_reported"
    assert unit.values.loc[SILENT].isna().all()
    assert unit.coverage.at[SILENT, "J2a"] == 0


def test_an_empty_own_sheet_is_zero():
    book = scored("unit")
    assert book.status.at["U10", "J2a"] == "zero"
    assert book.values.at["U10", "J3b"] == 0  # per employees of nobody: none, not unknown
    assert book.status.at["U10", "D1a"] == "not_applicable"  # keeps no L08


def test_everyone_else_counts_what_is_in():
    book = scored("enterprise")
    assert book.coverage.at["E001", "J2a"] == pytest.approx(20 / 21)
    assert book.coverage.at["E001", "K1a"] == 1  # the three units that keep L03 are in
    only = scored("county", silent=("U11",))
    assert only.status.at["county", "D2c"] == "not_reported"
    assert only.coverage.at["county", "D2c"] == 0
    assert only.coverage.at["county", "J2a"] == pytest.approx(20 / 21)


def test_over_a_year_coverage_is_the_share_of_unit_quarters():
    unit, county = (scored(level, "2023") for level in ("unit", "county"))
    assert unit.coverage.at[SILENT, "J2a"] == 0.5
    assert unit.status.at[SILENT, "J2a"] == "zero"
    assert county.coverage.at["county", "J2a"] == pytest.approx(41 / 42)


def test_below_the_minimum_coverage_there_is_no_score_but_a_range():
    silent = tuple(unit.code for unit in FRAMEWORK.units if unit.code not in ("U11", "U01"))
    book = scored("enterprise", silent=silent)
    assert book.scores["K1"].notna().all()
    everyone = tuple(unit.code for unit in FRAMEWORK.units if unit.code != "U01")
    silent_book = scored("unit", silent=everyone)
    assert silent_book.scores.loc["U07", "total"] != silent_book.scores.loc["U07", "total"]
    assert (silent_book.low["U07"], silent_book.high["U07"]) == (0, 100)


def test_not_applicable_leaves_the_weights():
    book = scored("unit")
    assert (book.status.loc["U10", ["K1a", "K1b", "K4b"]] == "not_applicable").all()
    assert book.coverage.loc["U10"].isna()["K1"]
    assert book.coverage.loc["U10", "total"] == 1
    assert book.scores.loc["U10"].isna()["K1"]


def test_a_share_without_a_case_is_not_applicable():
    book = scored("unit", rows=without(ROWS, "L11", "U11", Q4))
    assert (book.status.loc["U11", ["D2c", "D2d"]] == "not_applicable").all()
    assert scored("brand").status.at["B03", "K3b"] == "not_applicable"


def test_a_share_of_no_rows_at_all_is_zero_for_who_keeps_the_sheet():
    book = scored("unit")
    assert book.status.at["U10", "K3a"] == "zero"  # no project at all
    assert book.status.at["U08", "K3a"] == "not_applicable"  # projects, none of them due
    assert book.status.at["U10", "K3b"] == "zero"  # no brand at all, so no target either


SHEETS = [
    (ledger, unit)
    for ledger, (_, rows) in ROWS.items()
    for unit in sorted({row[0] for row in rows if row[1] == Q4})
    # L11: no case is not applicable, by the formula. L01, L15 say whose the rows of all other ledgers are.
    if ledger not in ("L01", "L11", "L15")
]


@pytest.mark.breadth(2)
@pytest.mark.parametrize(("ledger", "unit"), SHEETS)
def test_leaving_an_own_sheet_blank_never_raises_the_score(ledger, unit):
    before = scored("unit").scores.at[unit, "total"]
    after = scored("unit", rows=without(ROWS, ledger, unit, Q4)).scores.at[unit, "total"]
    assert after <= before + 1e-9


AMOUNTS = [("L08", "benefit_amount"), ("L09", "amount"), ("L03", "served_visits"), ("L07", "patents")]


@pytest.mark.breadth(2)
@pytest.mark.parametrize(("ledger", "field"), AMOUNTS)
@pytest.mark.parametrize("level", ["enterprise", "brand", "unit", "county"])
def test_a_blank_amount_adds_nothing_and_never_raises_a_score(ledger, field, level):
    fields, rows = ROWS[ledger]
    at = fields.split().index(field) + 2
    blank = {**ROWS, ledger: (fields, [(*row[:at], None, *row[at + 1 :]) for row in rows])}
    before, after = (scored(level, rows=one).scores["total"] for one in (ROWS, blank))
    assert (after.dropna() <= before.dropna() + 1e-9).all()
    assert after.isna().equals(before.isna())
