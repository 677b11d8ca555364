"""While the mark stays nothing was written: pages read again by it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.store import Store, StoreError
from metrics.store.people import Account
from tests.kit.workbooks import workbook

QUARTER = parse_period("2023Q1")
ROWS = {"L05": [{"held_on": date(2023, 2, 1), "activity_name": "微宣讲", "sessions": 1}]}


@pytest.fixture
def reported(store):
    """A store with one submission that awaits its decision."""
    store.reporting.ensure_period(QUARTER, date(2023, 4, 15))
    store.people.ensure_account(Account("shenhe", "审核员", "审核员"))
    return store, store.reporting.submit(*workbook("U08", "2023Q1", ROWS), account="u08")


DEEDS = {
    "approve": lambda store, sent: store.reporting.approve(sent.id, "shenhe"),
    "return": lambda store, sent: store.reporting.give_back(sent.id, "shenhe", "少一场"),
    "withdraw": lambda store, sent: store.reporting.withdraw(sent.id, "u08"),
    "submit again": lambda store, _sent: store.reporting.submit(
        *workbook("U08", "2023Q1", {"L05": ROWS["L05"] * 2}), account="u08"
    ),
    "another due date": lambda store, _sent: store.reporting.ensure_period(QUARTER, date(2023, 5, 1)),
    "another quarter": lambda store, _sent: store.reporting.ensure_period(parse_period("2023Q2")),
    "another role": lambda store, _sent: store.people.ensure_account(Account("shenhe", "审核员", "领导")),
    "no sign-in any more": lambda store, _sent: store.people.disable_account("shenhe", "系统"),
    "remember": lambda store, _sent: store.office.remember("tour", "done", "shenhe"),
}


@pytest.mark.breadth(8)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_deed_moves_it(reported, deed):
    store, sent = reported
    before = store.database.mark()
    deed(store, sent)
    assert store.database.mark() > before


def test_reading_does_not_move_it(reported):
    store, _sent = reported
    before = store.database.mark()
    (
        store.reporting.submissions(),
        store.reporting.periods(),
        store.reporting.data_version(QUARTER),
        store.people.account("shenhe"),
    )
    assert store.database.mark() == before


def test_what_was_refused_does_not_move_it(reported):
    store, sent = reported
    before = store.database.mark()
    with pytest.raises(StoreError, match="要用审核员或管理员的账号"):
        store.reporting.approve(sent.id, "u08")
    assert store.database.mark() == before


def test_one_look_sees_what_this_process_writes_and_asks_for_the_rest_once(reported):
    store, sent = reported
    with Store.open(store.database.engine.url.render_as_string(hide_password=False), migrate=False) as other:
        with store.database.one_look():
            seen = store.database.mark()
            other.office.remember("tour", "done", "shenhe")
            assert store.database.mark() == seen
            store.reporting.approve(sent.id, "shenhe")
            assert store.database.mark() > other.database.mark() - 1 > seen
            whole = store.database.mark()
            with store.whole() as part:
                part.office.remember("tour", "again", "shenhe")
            assert store.database.mark() > whole
            last = store.database.mark()
            other.office.remember("tour", "once more", "shenhe")
            assert store.database.mark() == last
        assert store.database.mark() > last


def test_a_look_is_a_threads_own(reported):
    store, _sent = reported
    with ThreadPoolExecutor(1) as elsewhere, store.database.one_look():
        seen = store.database.mark()
        assert elsewhere.submit(store.office.remember, "tour", "done", "shenhe").result() is None
        assert elsewhere.submit(store.database.mark).result() > seen
