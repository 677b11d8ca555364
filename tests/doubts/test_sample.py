"""The sample county: exactly what was planted, and what the report contradicts itself in."""

import pytest

from metrics.doubts import CountyRows, check_county
from metrics.framework import load_framework, parse_period
from metrics.scoring import facts, prepare
from metrics.store import Store
from sample_data.sihong.county import read_table
from tests.kit.county_packages import SIHONG, open_store

FRAMEWORK = load_framework(SIHONG)
YEAR = parse_period("2023")
#: Kind of planted.csv → the rules of that kind.
PLANTED = {
    "两家重复报送": ("Q101", "Q102", "Q103", "Q104", "Q105", "Q106"),
    "折算效益与改前改后不符": ("Q201",),
    "比率与分子分母不符": ("Q202",),
}


@pytest.fixture(scope="module")
def sample(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        yield CountyRows(
            FRAMEWORK,
            store.reporting.dataset(FRAMEWORK, YEAR),
            revisions=store.reporting.revisions(FRAMEWORK, YEAR),
        )


@pytest.fixture(scope="module")
def doubts(sample):
    return check_county(sample)


def of(doubts, *codes):
    return [doubt for doubt in doubts if doubt.code in codes]


@pytest.mark.parametrize("kind", PLANTED)
def test_exactly_what_was_planted_is_found(doubts, kind):
    rows = [row for row in read_table("planted.csv") if row["kind"] == kind]
    planted = {(row["file"].rsplit("/", 1)[-1], row["sheet"], row["cell"]) for row in rows}
    (doubt,) = of(doubts, *PLANTED[kind])
    assert {(place.file, place.cell.sheet, place.cell.address) for place in doubt.where} == planted


def test_every_kind_that_was_planted_is_looked_for():
    assert {row["kind"] for row in read_table("planted.csv")} == set(PLANTED)


def test_in_the_quarter_where_it_was_planted(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        for quarter, asked in (("2023Q2", []), ("2023Q3", ["Q101"]), ("2023Q4", [])):
            data = store.reporting.dataset(FRAMEWORK, parse_period(quarter))
            found = check_county(CountyRows(FRAMEWORK, data), PLANTED["两家重复报送"])
            assert [doubt.code for doubt in found] == asked


def test_the_talks_are_larger_than_everything_else(doubts):
    (doubt,) = of(doubts, "Q302")
    assert "微宣讲 124 场、51,300 人次" in doubt.message
    assert "3.6 倍" in doubt.message


def test_closing_and_mediation_rate_are_told_apart(doubts):
    (doubt,) = of(doubts, "Q204")
    assert "受理 13 件" in doubt.message
    assert "92.3%" in doubt.message
    assert doubt.hint.count("98%") == 1


def test_units_and_workshops_are_not_one_number(doubts):
    (doubt,) = of(doubts, "Q503")
    assert doubt.found == "55"
    assert "五一劳动奖状（单位）18" in doubt.message
    assert "工人先锋号（车间班组）37" in doubt.message


def test_items_are_not_persons(doubts):
    (doubt,) = of(doubts, "Q502")
    assert "五小优秀项目" in doubt.message
    assert doubt.found == "30 人"


def test_awards_of_earlier_years_are_cumulative(doubts, sample):
    hints = of(doubts, "Q605")
    assert {doubt.units for doubt in hints} == {("U01",), ("U07",)}
    dates = [place.values["awarded_on"].year for doubt in hints for place in doubt.where]
    assert max(dates) < 2023
    rows = sample.every("L06")
    assert len(dates) == (rows["awarded_on"].dt.year < 2023).sum()


def test_nothing_else_is_called_wrong_without_a_reason(doubts):
    """What the sample holds besides: large numbers that its seed happened to make."""
    others = {doubt.code for doubt in doubts if doubt.severity == "doubt"}
    assert others == {"Q201", "Q202", "Q301", "Q302", "Q303", "Q402"}
    assert of(doubts, "Q501", "Q601", "Q602", "Q603", "Q604", "Q701", "Q703") == []


DRESSED = ("Q801", "Q802", "Q803", "Q804", "Q805", "Q806", "Q807")


@pytest.mark.breadth(2)
@pytest.mark.parametrize("period", ["2023Q1", "2023Q2", "2023Q3", "2023Q4", "2023"])
def test_honest_rows_are_not_called_made_up(demo_file, period):
    """1,002 activities, 250 benefits, 177 honours and 116 cases: not one doubt, nor a question at upload."""
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        data = store.reporting.dataset(FRAMEWORK, parse_period(period))
    found = check_county(CountyRows(FRAMEWORK, data), DRESSED)
    assert [f"{doubt.code} {doubt.message}" for doubt in found] == []


def test_a_ruling_on_the_planted_activity_changes_the_facts_by_its_row(demo_url):
    from metrics.store.reporting import SAME, RuledRow, Ruling

    with open_store(demo_url) as store:
        data = store.reporting.dataset(FRAMEWORK, YEAR)
        (doubt,) = check_county(CountyRows(FRAMEWORK, data), ["Q101"])
        rows = tuple(RuledRow(p.ledger, p.unit, p.period, p.id) for p in doubt.where)
        store.rulings.rule(Ruling("Q101", doubt.key, SAME, doubt.where[0].id, rows), "shenhe")
        ruled = store.reporting.dataset(FRAMEWORK, YEAR)
        before, after = data.ledgers["L05"], ruled.ledgers["L05"]
        assert len(before) - len(after) == 1
        assert before["attendances"].sum() - after["attendances"].sum() == 242
        assert ruled.ruled_out["unit"].tolist() == ["U21"]
        assert facts(prepare(FRAMEWORK, ruled)) == facts(prepare(FRAMEWORK, data)), (
            "the report counts no trainings"
        )
        reported = store.reporting.dataset(FRAMEWORK, YEAR, ruled=False)
        again = check_county(CountyRows(FRAMEWORK, ruled, reported), ["Q101"])
        assert [one.key for one in again] == [doubt.key]
        assert check_county(CountyRows(FRAMEWORK, ruled), ["Q101"]) == ()
