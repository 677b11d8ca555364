"""The year turns: quarters are opened, what was goes on, by who may."""

from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from tests.kit.county_packages import open_store


@pytest.fixture
def turned(demo_url):
    with open_store(demo_url) as store:
        assert store.reporting.open_year(2024, SYSTEM) == ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]
        yield store


def test_quarters_are_due_as_the_latest_one_was(demo_url):
    with open_store(demo_url) as store:
        latest = store.reporting.periods()[-1]
        after = latest.due_on - parse_period(latest.code).end
        store.reporting.open_year(2024, SYSTEM)
        fresh = {info.code: info.due_on for info in store.reporting.periods() if info.code > "2024"}
    assert fresh["2024Q2"] == date(2024, 6, 30) + after
    assert len(fresh) == 4


def test_a_year_is_opened_once_and_by_those_who_may(turned):
    with pytest.raises(StoreError, match="已经开放"):
        turned.reporting.open_year(2024, SYSTEM)
    with pytest.raises(StoreError, match="u08"):
        turned.reporting.open_year(2025, "u08")
    with pytest.raises(StoreError, match="不是可以报送的年份"):
        turned.reporting.open_year(20240, SYSTEM)


def test_roster_and_registers_go_on(turned):
    quarter = parse_period("2024Q1")
    framework = turned.office.framework_for(quarter)
    data = turned.reporting.dataset(framework, quarter)
    assert data.ledgers["L15"]["enterprise_code"].nunique() >= 136
    context = turned.reporting.context(framework, "U08", quarter, SYSTEM)
    assert len(context.prefill["L01"])
    assert framework.duty.own == {"U01": 60, "U08": 30, "U20": 30}
