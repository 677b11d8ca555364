"""What happened to an entity, who reached whom, what a brand is made of: against plain pandas on the rows."""

import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare
from metrics.scoring.measures import level_of
from metrics.scoring.why.happenings import happenings, outline, reach
from metrics.store import Store
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
PERIOD = parse_period("2023Q4")


@pytest.fixture(scope="module")
def ready(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        return prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, PERIOD))


@pytest.fixture(scope="module")
def activities(ready):
    frame = ready.data.ledgers["L05"]
    scope = FRAMEWORK.scope(PERIOD)
    return frame[frame["held_on"].between(pd.Timestamp(scope.start), pd.Timestamp(scope.end))]


def test_an_enterprise_has_every_activity_that_names_it(ready):
    told = happenings(ready, "enterprise", "E017")
    frame = ready.data.ledgers["L05"]
    own = frame[frame["enterprise_code"].eq("E017") & (frame["held_on"] >= "2023-01-01")]
    mine = told[told["ledger"].eq("L05")]
    assert sorted(mine["code"]) == sorted(own["activity_code"])
    assert mine["amount"].sum() == own["attendances"].sum()
    assert told["date"].is_monotonic_increasing
    assert set(told["kind"]) >= {"活动", "荣誉"}


def test_the_county_has_all_of_them(ready):
    told = happenings(ready, "county", "")
    for ledger in ("L05", "L06", "L09", "L13"):
        spec, frame = FRAMEWORK.ledgers[ledger], ready.data.ledgers[ledger]
        assert told["ledger"].eq(ledger).sum() == frame[spec.date].ge("2023-01-01").sum()
    units = [happenings(ready, "unit", unit.code) for unit in FRAMEWORK.units]
    assert sum(map(len, units)) == len(told)


def test_nobody_and_nothing_known_has_no_happenings(ready):
    assert happenings(ready, "enterprise", "E999").empty
    with pytest.raises(KeyError):
        happenings(ready, "planet", "E017")


def test_reach_is_the_sessions_of_a_brand_at_an_enterprise(ready, activities):
    table = reach(ready)
    named = activities.dropna(subset=["enterprise_code", "brand_code"])
    plain = named.assign(times=named["sessions"].fillna(1)).pivot_table(
        index="enterprise_code", columns="brand_code", values="times", aggfunc="sum", fill_value=0
    )
    common = plain.reindex(index=table.index, columns=table.columns, fill_value=0).astype("int64")
    pd.testing.assert_frame_equal(
        table, common, check_names=False, check_index_type=False, check_column_type=False
    )
    assert table.shape == (136, 50)


def test_a_brand_has_its_projects_and_its_activities(ready, activities):
    table = outline(ready, "B02")
    own = activities[activities["brand_code"].eq("B02")]
    sessions = table[table["branch"].ne("小切口项目")]
    assert sessions["count"].sum() == own["sessions"].fillna(1).sum()
    projects = ready.data.ledgers["L02"]
    named = projects[projects["brand_code"].eq("B02")]["item_code"].nunique()
    assert table["branch"].eq("小切口项目").sum() == named
    with pytest.raises(KeyError):
        outline(ready, "B99")


def test_reach_by_unit_counts_every_session_at_an_enterprise(ready, activities):
    table = reach(ready, "unit")
    named = activities.dropna(subset=["enterprise_code"])
    assert table.to_numpy().sum() == named["sessions"].fillna(1).sum()
    assert list(table.columns) == [unit.code for unit in FRAMEWORK.units]


@pytest.mark.parametrize("level", ["town", "industry"])
def test_a_town_has_what_its_enterprises_have(ready, level):
    roster = ready.data.ledgers["L15"].drop_duplicates("enterprise_code", keep="last")
    book = level_of(ready, level)
    code, name = str(book.entities.index[0]), book.entities["name"].iloc[0]
    own = roster[roster[level].eq(name)]["enterprise_code"]
    told = happenings(ready, level, code)
    each = pd.concat([happenings(ready, "enterprise", one) for one in own])
    assert len(told) == len(each) > 0
    assert set(told["code"]) == set(each["code"])
