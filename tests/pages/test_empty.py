"""Without data every page says what to do next, and never shows a zero in place of nothing."""

from datetime import date

import pytest

from metrics.framework import parse_period
from tests.kit.county_packages import open_store
from tests.kit.pages import texts


@pytest.mark.breadth(2)
@pytest.mark.parametrize("page", ["overview", "enterprises", "brands", "indicators", "progress"])
def test_an_empty_database_says_what_to_do(empty, page):
    app = empty(page)
    assert [error.message for error in app.exception] == []
    told = texts(app)
    assert "还没有数据" in told
    assert "./start.sh --demo" in told
    assert "样例数据" not in told
    assert not app.metric
    assert not app.get("plotly_chart")


def test_definitions_can_be_read_without_data(empty):
    assert "本企业在用的载体每个计1" in empty("indicators", item="K1", measure="K1a").table[0].value.to_csv()


@pytest.mark.parametrize("page", ["overview", "enterprises", "brands", "indicators", "progress"])
def test_a_period_without_approved_reports_is_no_zero(empty, own_database, tmp_path, page):
    with open_store(f"sqlite:///{tmp_path / 'empty.db'}") as store:
        store.reporting.ensure_period(parse_period("2024Q1"), date(2024, 4, 15))
    app = empty(page)
    assert [error.message for error in app.exception] == []
    told = texts(app)
    if page != "progress":
        assert "本期还没有审核通过的报送" in told
    if page == "overview":
        assert "逾期未报 21" in told
    figures = {metric.label: metric.value for metric in app.metric}
    counted = {"通过": "0/21", "待审核": "0", "已退回": "0", "逾期未报": "21", "未报": "0", "迟报": "0"}
    assert figures == (counted if page == "progress" else {}), "counts of reports are no scores"
