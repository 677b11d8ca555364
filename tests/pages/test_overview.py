"""总览 says what waits for whoever opens it and leads there; the first look round can be put away."""

from datetime import date, timedelta

import pytest

from metrics.framework import parse_period
from metrics.store.database import SYSTEM, today
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.office import send
from tests.kit.pages import ADMIN, CODES, LEADER, REVIEWER, STAFF, opener

Q4 = parse_period("2023Q4")
TRANSPORT, SCHOOLS = "填报员 · 交通局填报员", "填报员 · 教育局填报员"
MARK = ":orange-badge[待办] "


@pytest.fixture
def county(demo_url, monkeypatch):
    """The sample county, which the test may change, and what 总览 says of what waits there."""
    with open_store(demo_url) as store:
        open_page = opener(demo_url, monkeypatch)
        yield store, lambda account: links(open_page(**{"as": account}))


def links(app):
    assert [error.message for error in app.exception] == []
    found = [link.proto for link in app.get("page_link")]
    return [(one.label.removeprefix(MARK), one.page) for one in found if one.label.startswith(MARK)]


@pytest.mark.breadth(1)
@pytest.mark.parametrize("account", [REVIEWER, ADMIN])
def test_who_reviews_is_told_how_much_waits(county, account):
    store, told = county
    assert told(account) == [("还有 1 份待审核，去审核", "review")]
    send(store, "U14", (date(2023, 11, 3), "课", 5))
    assert told(account) == [("还有 2 份待审核，去审核", "review")]
    for info in store.reporting.submissions():
        if info.state == "submitted":
            store.reporting.give_back(info.id, "guanli", "请核对")
    assert told(account) == []


@pytest.mark.long
def test_a_unit_is_told_of_what_it_has_not_reported_and_of_what_came_back(county):
    store, told = county
    ((words, page),) = told(TRANSPORT)
    assert words.startswith("2023年第四季度还没有报（2024年1月15日截止，已逾期")
    assert page == "upload"
    sent = send(store, "U14", (date(2023, 11, 3), "课", 5))
    assert told(TRANSPORT) == []
    store.reporting.give_back(sent.id, "shenhe", "请核对")
    assert told(TRANSPORT) == [("2023年第四季度的报送已退回，去看原因、改好再报", "upload")]


@pytest.mark.long
def test_nothing_is_said_when_nothing_waits(county):
    _, told = county
    assert told(SCHOOLS) == []
    assert told(LEADER) == []


def test_the_days_left_are_said_before_anything_was_approved(own_database, monkeypatch):
    quarter = parse_period("2099Q4")
    with open_store(own_database) as store:
        store.people.ensure_account(Account("u08", "人社局", "填报员", "U08"), SYSTEM)
        store.reporting.ensure_period(quarter, today() + timedelta(days=3))
        ((words, _),) = links(opener(own_database, monkeypatch)(**{"as": "u08"}))
    assert words.startswith("2099年第四季度还没有报（")
    assert "还有 3 天" in words


def put_away(app):
    return [one for one in app.button if one.label.startswith("知道了")]


@pytest.mark.parametrize(
    ("account", "step"),
    [(LEADER, "先看这一页"), (REVIEWER, "先审待审的"), (STAFF, "先下载本单位的工作簿"), (ADMIN, "先建账号")],
)
def test_each_role_has_its_three_steps(demo, account, step):
    app = demo("overview", **{"as": account})
    assert not app.exception
    assert len(put_away(app)) == 1
    labels = [link.proto.label for link in app.get("page_link")]
    assert [label[:4] for label in labels[:3]] == ["**1.", "**2.", "**3."]
    assert labels[0] == f"**1. {step}**"


@pytest.mark.long
def test_put_away_it_stays_away_for_that_account_only(demo_url, monkeypatch):
    open_page = opener(demo_url, monkeypatch)
    app = open_page("overview", **{"as": LEADER})
    put_away(app)[0].click().run()
    assert not put_away(app)
    assert not put_away(open_page("overview", **{"as": LEADER}))
    assert put_away(open_page("overview", **{"as": REVIEWER}))
    with open_store(demo_url) as store:
        assert store.office.remembered(f"tour:{CODES[LEADER]}") == "done"
