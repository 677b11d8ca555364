"""Named what-if scenarios: every parameter is kept, the audit keeps what was replaced."""

import pytest

from metrics.store import StoreError
from metrics.store.database import SYSTEM
from tests.kit.county_packages import open_store

PARAMETERS = {
    "weights": {"K": 3.0},
    "full_scores": {"K2a.E": 12.0},
    "aggregates": {"total": "geometric"},
    "seed": 7,
}


def test_a_scenario_comes_back_as_it_was_saved(store, database_url):
    saved = store.office.save_scenario(" 重 典型 ", PARAMETERS, "f" * 64, "lingdao")
    assert saved.name == "重 典型"
    with open_store(database_url) as again:
        assert again.office.scenarios() == [saved]
    assert saved.parameters == PARAMETERS


def test_the_same_name_replaces_and_the_audit_keeps_both(store):
    store.office.save_scenario("甲", PARAMETERS, "f" * 64, "lingdao")
    store.office.save_scenario("甲", {"seed": 8}, "f" * 64, "lingdao")
    (kept,) = store.office.scenarios()
    assert (kept.parameters, kept.account) == ({"seed": 8}, "lingdao")
    details = store.care.audit_rows(SYSTEM, action="scenario")["detail"].tolist()
    assert [one["before"] for one in details] == [None, PARAMETERS]


def test_scenarios_stand_by_name_and_can_be_removed(store):
    for name in ("b", "a"):
        store.office.save_scenario(name, {}, "f" * 64, "lingdao")
    assert [one.name for one in store.office.scenarios()] == ["a", "b"]
    store.office.remove_scenario("a", "lingdao")
    assert [one.name for one in store.office.scenarios()] == ["b"]
    with pytest.raises(StoreError, match="没有名为“a”的假设方案"):
        store.office.remove_scenario("a", "lingdao")


@pytest.mark.parametrize("name", ["", "  ", "长" * 65])
def test_a_scenario_needs_a_name(store, name):
    with pytest.raises(StoreError, match="假设方案要有名称"):
        store.office.save_scenario(name, {}, "f" * 64, "lingdao")
    assert store.office.scenarios() == []
