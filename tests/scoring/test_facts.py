"""Headline figures of the small county, counted by hand, and the rows behind them."""

import pytest

from metrics.scoring import fact_rows, facts, prepare
from tests.kit.small_county import FRAMEWORK, Q3, dataset

EXPECTED = {
    "N03": 2,
    "N11": 20,  # all but the silent unit
    "N12": 5,  # the silent unit's project of Q3 is still one
    "N13": 4,
    "N18": 2,  # H1 奖章 市, H7 劳模 市
    "N19": 1,  # of 2022, reported now
    "N20": 2,  # H2 has two holders
    "N26": 11,  # A06 has no date, but was reported
    "N27": 49,
    "N28": 2,
    "N32": 3,
    "N33": 1,
    "N34": pytest.approx(200 / 3),
    "N35a": 1,
    "N36": 3,
    "N07": 0,
    "N38": 0,
}


@pytest.fixture(scope="module")
def county():
    return prepare(FRAMEWORK, dataset())


def test_facts(county):
    got = facts(county)
    assert list(got) == [fact.id for fact in FRAMEWORK.facts]
    assert {name: got[name] for name in EXPECTED} == EXPECTED
    assert {type(got[name]) for name in EXPECTED} == {int, float}
    assert isinstance(got["N26"], int)


def test_a_year_adds_the_flows_and_not_the_registers():
    year = facts(prepare(FRAMEWORK, dataset("2023")))
    assert (year["N26"], year["N13"], year["N11"]) == (12, 4, 21)
    quarter = facts(prepare(FRAMEWORK, dataset(Q3)))
    assert (quarter["N26"], quarter["N13"], quarter["N32"], quarter["N34"]) == (1, 2, 0, None)


def test_nobody_reported_is_not_zero():
    everyone = tuple(unit.code for unit in FRAMEWORK.units)
    assert set(facts(prepare(FRAMEWORK, dataset(silent=everyone))).values()) == {None}
    assert facts(prepare(FRAMEWORK, dataset(silent=("U11",))))["N32"] is None


@pytest.mark.parametrize(
    "fact", [fact for fact in FRAMEWORK.facts if fact.operation != "percent"], ids=lambda f: f.id
)
def test_a_fact_is_what_its_rows_add_up_to(county, fact):
    assert fact_rows(county, fact.id)["amount"].sum() == facts(county)[fact.id]


def test_rows_of_a_fact(county):
    rows = fact_rows(county, "N26")
    assert rows[["file", "cell", "value", "amount"]].to_numpy().tolist() == [
        ["U07-2023Q4.xlsx", "E3", "2", 2.0],
        ["U08-2023Q4.xlsx", "E4", "9", 9.0],
    ]
    share = fact_rows(county, "N34")
    assert share.groupby("role")["amount"].sum().to_dict() == {"numerator": 2, "denominator": 3}
    led = fact_rows(county, "N36")
    assert led[["value", "amount"]].to_numpy().tolist() == [["U13", 1], ["U07", 1], ["U08", 1], ["U08", 0]]
    units = fact_rows(county, "N11")
    assert len(units) == 20
    assert units["file"].str.endswith("-2023Q4.xlsx").all()


def test_an_unknown_fact_is_an_error(county):
    with pytest.raises(KeyError):
        fact_rows(county, "N99")
