"""The sample province: codes of no region, counties that differ, the whole way of real packages."""

import pytest

from metrics.commands.sample_province import province_package
from metrics.county import CLAIMED
from metrics.framework import load_framework
from metrics.province import (
    REFUSED,
    Province,
    SampleRows,
    build_province,
    crossing,
    framework_of,
    latest,
    planted,
    progress_of,
    ranking,
    runs,
    sample_counties,
)
from metrics.store.database import today
from tests.kit.provinces import QUARTER, sample_rows_of


def test_thirteen_cities_and_ninety_five_counties_have_codes_and_names_of_their_own():
    made = sample_counties()
    assert len(made) == len({one.code for one in made}) == len({one.name for one in made}) == 95
    assert len({one.city for one in made}) == len({one.code[:4] for one in made}) == 13
    assert {one.code[:2] for one in made} == {"99"}, "no region has such codes"
    assert {one.sample for one in made} == {0, 1}
    assert sample_counties() == made
    plan = planted(made)
    codes = {one.code: one for one in made}
    assert len(plan.missing) == 2
    assert len({*plan.missing, plan.altered, plan.foreign, plan.republished, plan.differing}) == 6
    assert all(codes[one].sample == codes[other].sample for one, other in plan.shared)
    assert len(plan.shared) >= 3


@pytest.mark.parametrize(("cities", "counties"), [(0, 5), (14, 95), (3, 2), (13, 121)])
def test_what_cannot_be_made_is_refused(cities, counties):
    with pytest.raises(ValueError, match="cities"):
        sample_counties(cities, counties)


def test_the_cities_are_the_units_of_a_provinces_database(served_province):
    framework = load_framework(province_package(served_province.province))
    assert {unit.code: unit.name for unit in framework.units} == {"3213": "东市", "3205": "西市"}
    assert framework.county == "苏省"


@pytest.mark.long
def test_a_small_one_goes_the_whole_way(small_province, demo_file, second_file, tmp_path):
    samples = [
        SampleRows(*sample_rows_of(file, number)) for number, file in enumerate((demo_file, second_file))
    ]
    counties = sample_counties(2, 8)
    plan, told = planted(counties), []
    made = build_province(
        tmp_path / "province", samples, counties, progress=lambda done, of: told.append((done, of))
    )
    assert isinstance(made, Province)
    assert told[-1] == (16, 16)
    missing = {*plan.missing, plan.altered, plan.foreign}
    there = latest(made, QUARTER)
    assert set(there) == {one.code for one in counties} - missing
    assert there[plan.republished].revision == 2
    assert [code for code, one in there.items() if one.differences] == [plan.differing]
    assert ranking(made, QUARTER)["total"].nunique() == len(there)
    (run,) = runs(made)
    assert run.count(REFUSED) == 2
    states = {one.code: one for one in progress_of(made, QUARTER, today())}
    assert states[plan.foreign].refused
    assert {one.state for one in states.values()} == {"已报", "没收", "逾期未报"}
    found = crossing(made, framework_of(made), QUARTER)
    claimed = {one.counties for one in found if one.kind == CLAIMED}
    assert claimed == {pair for pair in plan.shared if set(pair) <= set(there)}
    assert {one.counties[0] for one in found if one.key.startswith("unknown:")} == set(plan.unnamed) & set(
        there
    )
