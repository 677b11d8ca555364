"""The sample province: codes of no region, counties that differ, the whole way of real packages."""

import pickle

import pytest

from metrics.commands.application import SAMPLE, SAMPLES
from metrics.commands.sample_province import province_package, sample_rows
from metrics.county import CLAIMED
from metrics.framework import load_framework
from metrics.province import (
    COLLECTING,
    INBOX,
    MAKING,
    REFUSED,
    Province,
    ProvinceError,
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
from metrics.province.engine import PackageTask, computed_task
from metrics.store.database import today
from tests.kit.provinces import QUARTER
from tests.kit.sample_county import FIRST, SECOND


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


@pytest.mark.long
def test_the_cities_are_the_units_of_a_provinces_database(served_province):
    framework = load_framework(province_package(served_province.province))
    assert {unit.code: unit.name for unit in framework.units} == {"3213": "东市", "3205": "西市"}
    assert framework.county == "苏省"


@pytest.fixture(scope="module")
def samples(demo_file, second_file):
    files = {FIRST: demo_file, SECOND: second_file}
    return [sample_rows(f"sqlite:///{file}", SAMPLES / name) for name, file in files.items()]


def test_a_sample_county_can_be_sent_to_another_process(demo_file):
    rows = sample_rows(f"sqlite:///{demo_file}", SAMPLE)
    sent = pickle.loads(pickle.dumps(rows))
    assert (sent.data.version, sent.data.period, sent.package) == (rows.data.version, QUARTER, rows.package)


def test_a_stopped_one_is_gone_on_with_and_what_lies_there_is_what_is_recomputed(samples, tmp_path):
    home, counties = tmp_path / "province", sample_counties(1, 2)

    def stop(what, done, of):
        if (what, done) == (MAKING, 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_province(home, samples, counties, progress=stop)
    (first,) = (home / INBOX).glob(f"*{counties[0].code}*_r1.kdj")
    before, told = first.stat().st_mtime_ns, []
    made = build_province(home, samples, counties, progress=lambda *said: told.append(said))
    assert first.stat().st_mtime_ns == before
    assert told[0] == (MAKING, 2, 2)
    assert told[-1] == (COLLECTING, 2, 2)
    (run,) = runs(made)
    assert run.ended
    for code, one in latest(made, QUARTER).items():
        county = made.counties[code]
        content = one.package.read_bytes()
        task = PackageTask(one.sha256, content, county.key, county.name, made.name, made.framework_text)
        again = computed_task(task)
        assert {name: (one.folder / name).read_bytes() for name in again} == again


def test_a_folder_with_another_province_is_left_alone(samples, small_province, tmp_path):
    small_province.begin(tmp_path / "province")
    with pytest.raises(ProvinceError, match="不是样例省"):
        build_province(tmp_path / "province", samples, sample_counties(1, 2))


@pytest.mark.long
def test_a_small_one_goes_the_whole_way(samples, tmp_path):
    counties = sample_counties(2, 8)
    plan, told = planted(counties), []
    made = build_province(
        tmp_path / "province", samples, counties, processes=2, progress=lambda *said: told.append(said)
    )
    assert isinstance(made, Province)
    assert told[-1] == (COLLECTING, 8, 8)
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
