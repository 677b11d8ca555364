"""Publishing freezes numbers and closes quarters; reopening needs a reason and forgets nothing."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from metrics.framework import PeriodError, load_framework, parse_period
from metrics.framework.editing import number_edits
from metrics.store import StoreError
from metrics.store.database import publication
from metrics.store.office import FrameworkDraft
from metrics.store.people import Account
from tests.kit.checkups import save_passed
from tests.kit.county_packages import SIHONG
from tests.kit.workbooks import FRAMEWORK, activity, send, workbook

Q1, Q2, H1, YEAR = (parse_period(code) for code in ("2023Q1", "2023Q2", "2023H1", "2023"))


def scores(value=61.5):
    index = pd.Index(["U08", "U09"], name="entity")
    frame = pd.DataFrame({"total": [value, float("nan")], "item1": [1.0, 2.0]}, index=index)
    return {"unit": frame, "county": pd.DataFrame({"total": pd.array([1, None], dtype="Int64")})}


def publish(store, period=Q1, value=61.5, **more):
    versions = {
        "data_version": store.reporting.data_version(period),
        "framework_version": store.office.framework_for(period).hash,
    }
    return store.office.publish(period, "office", scores(value), **(versions | more))


def framework_number(store, done):
    with store.database.engine.connect() as connection:
        number = select(publication.c.framework_id).where(publication.c.id == done.id)
        return connection.execute(number).scalar_one()


@pytest.fixture
def approved(store):
    return send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)


def states(store):
    return {info.code: info.state for info in store.reporting.periods()}


def test_publishing_freezes_versions_and_scores(store, approved):
    done = publish(store, note=" 联席会议审定 ")
    assert (done.period, done.account, done.note, done.state) == (
        "2023Q1",
        "office",
        "联席会议审定",
        "published",
    )
    assert done.data_version == store.reporting.dataset(FRAMEWORK, Q1).version
    assert (done.framework_version, framework_number(store, done)) == (load_framework(SIHONG).hash, -1)
    assert done.submissions == (approved.id,)
    assert store.office.publications() == [done]
    assert store.office.publications(Q2) == []
    for level, frame in scores().items():
        assert_frame_equal(store.office.published_scores(done.id, level), frame)
    for number, level in ((done.id, "brand"), (99, "unit")):
        with pytest.raises(StoreError, match="发布记录"):
            store.office.published_scores(number, level)


def test_a_published_quarter_takes_nothing_more(store, approved):
    waiting_elsewhere = send(store, "U08", "2023Q2", {"L05": [activity(2)]})
    publish(store)
    assert states(store) == {"2023Q1": "published", "2023Q2": "open"}
    with pytest.raises(StoreError, match="第一季度已发布，不能再报送"):
        send(store, "U09", "2023Q1", {"L05": [activity(3)]})
    assert send(store, "U08", "2023Q1", {"L05": [activity(1)]}).id == approved.id, "the same bytes are there"
    with pytest.raises(StoreError, match=r"已发布”，不能通过|已发布，不能再通过"):
        store.reporting.approve(approved.id, "office")
    store.reporting.approve(waiting_elsewhere.id, "office")
    assert [info.state for info in store.reporting.submissions()] == ["published", "approved"]


def test_a_superseded_revision_cannot_be_touched_after_publishing(store):
    first = send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    send(store, "U08", "2023Q1", {"L05": [activity(2)]}, approve=True)
    publish(store)
    for act in (
        lambda: store.reporting.withdraw(first.id, "u08"),
        lambda: store.reporting.approve(first.id, "office"),
        lambda: store.reporting.give_back(first.id, "office", "旧版"),
    ):
        with pytest.raises(StoreError, match=r"已发布，不能再撤回|又报了第 2 版"):
            act()


def test_what_waits_for_a_decision_is_named(store, approved):
    send(store, "U09", "2023Q1", {"L05": [activity(2)]})
    send(store, "U10", "2023Q1", {"L05": [activity(3)]})
    with pytest.raises(StoreError, match=r"还有 2 份报送等待审核：U09 2023Q1 第 1 版、U10 2023Q1 第 1 版"):
        publish(store)
    assert store.office.publications() == []
    assert states(store) == {"2023Q1": "open"}


def test_a_returned_revision_leaves_the_approved_one_to_be_published(store, approved):
    second = send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    store.reporting.give_back(second.id, "office", "缺页")
    assert publish(store).submissions == (approved.id,)


def test_nothing_approved_is_not_published(store):
    store.reporting.ensure_period(Q1)
    with pytest.raises(StoreError, match="没有可发布的数据"):
        publish(store)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"data_version": "0" * 64}, "数据又有变化"),
        ({"framework_version": "0" * 64}, "指标版本"),
        ({"account": " "}, "谁做的"),
        ({"scores": {}}, "先计分"),
        ({"scores": {"unit": pd.DataFrame({"a": [1, "x", object()]})}}, "存不下来"),
        ({"period": parse_period("2023-02")}, "没有单独的数据"),
    ],
)
def test_what_cannot_be_published_changes_nothing(store, approved, more, said):
    given = {
        "period": Q1,
        "account": "office",
        "scores": scores(),
        "data_version": store.reporting.data_version(Q1),
        "framework_version": load_framework(SIHONG).hash,
    }
    with pytest.raises((StoreError, PeriodError), match=said):
        store.office.publish(**(given | more))
    assert (store.office.publications(), states(store)) == ([], {"2023Q1": "open"})
    assert store.reporting.submissions() == [approved]


def test_a_change_of_the_data_after_scoring_is_noticed(store, approved):
    computed_from = store.reporting.data_version(Q1)
    send(store, "U09", "2023Q1", {"L05": [activity(2)]}, approve=True)
    with pytest.raises(StoreError, match="数据又有变化"):
        publish(store, data_version=computed_from)


def test_the_framework_in_force_is_frozen(store, approved):
    save_passed(store, FrameworkDraft(0, number_edits({"K.weight": 5}), "2023.9", Q1, "联席会议定"), "boss")
    with pytest.raises(StoreError, match="指标版本"):
        publish(store, framework_version=load_framework(SIHONG).hash)
    done = publish(store)
    assert (framework_number(store, done), done.framework_version) == (1, store.office.framework(1).hash)


def test_publishing_twice_needs_reopening(store, approved):
    publish(store)
    with pytest.raises(StoreError, match="已经发布"):
        publish(store)


def test_published_numbers_stay_when_data_move(store, approved):
    first = publish(store)
    for why in ("", "  "):
        with pytest.raises(StoreError, match="写明原因"):
            store.office.reopen(Q1, "boss", why)
    (closed,) = store.office.reopen(Q1, "boss", "U08 补报")
    assert (closed.id, closed.state, closed.why) == (first.id, "reopened", "U08 补报")
    assert states(store) == {"2023Q1": "open"}
    send(store, "U08", "2023Q1", {"L05": [activity(1), activity(2)]}, approve=True)
    second = publish(store, value=70.0)
    assert second.data_version != first.data_version
    assert [one.state for one in store.office.publications(Q1)] == ["reopened", "published"]
    for one, value in ((first, 61.5), (second, 70.0)):
        assert store.office.published_scores(one.id, "unit").loc["U08", "total"] == value
    assert len(store.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"]) == 2


def test_only_what_was_published_is_locked_or_reopened(store, approved):
    with pytest.raises(StoreError, match="没有发布"):
        store.office.lock(Q1, "boss")
    with pytest.raises(StoreError, match="不需要重新打开"):
        store.office.reopen(Q1, "boss", "x")
    publish(store)
    assert store.office.lock(Q1, "boss").state == "locked"
    assert states(store) == {"2023Q1": "locked"}
    with pytest.raises(StoreError, match="已经锁定"):
        store.office.lock(Q1, "boss")
    with pytest.raises(StoreError, match="已锁定，不能再报送"):
        send(store, "U09", "2023Q1", {"L05": [activity(3)]})


def test_what_is_locked_only_an_administrator_opens(store, approved):
    store.people.ensure_account(Account("office", "审核员", "审核员"))
    store.people.ensure_account(Account("boss", "管理员", "管理员"))
    publish(store)
    store.office.lock(Q1, "boss")
    with pytest.raises(StoreError, match="要用管理员的账号"):
        store.office.reopen(Q1, "office", "补报")
    assert states(store) == {"2023Q1": "locked"}
    store.office.reopen(Q1, "boss", "补报")
    assert states(store) == {"2023Q1": "open"}


def test_a_half_year_is_published_when_all_its_quarters_are_decided(store, approved):
    waiting = send(store, "U09", "2023Q2", {"L05": [activity(2)]})
    with pytest.raises(StoreError, match="2023年上半年还有 1 份"):
        publish(store, H1)
    store.reporting.give_back(waiting.id, "office", "缺页")
    publish(store)
    half = publish(store, H1)
    assert half.submissions == (approved.id,)
    assert states(store) == {"2023Q1": "published", "2023Q2": "published"}


@pytest.mark.long
def test_a_period_with_a_quarter_that_was_never_opened_is_not_published(store, approved):
    """Its quarter would be opened by the first submission, into a half-year that is published."""
    with pytest.raises(StoreError, match="2023年第二季度还没有开放报送"):
        publish(store, H1)
    store.reporting.ensure_period(Q2)
    assert publish(store, H1).submissions == (approved.id,)
    with pytest.raises(StoreError, match="已发布，不能再报送"):
        send(store, "U09", "2023Q2", {"L05": [activity(3)]})


def test_reopening_a_quarter_makes_history_of_every_period_that_holds_it(store, approved):
    send(store, "U08", "2023Q2", {"L05": [activity(2)]}, approve=True)
    for code in ("2023Q3", "2023Q4"):
        store.reporting.ensure_period(parse_period(code))
    for period in (Q1, Q2, H1, YEAR):
        publish(store, period)
    touched = store.office.reopen(Q2, "boss", "更正")
    assert [one.period for one in touched] == ["2023Q2", "2023H1", "2023"]
    rest = dict.fromkeys(("2023Q3", "2023Q4"), "published")
    assert states(store) == {"2023Q1": "published", "2023Q2": "open"} | rest
    assert [one.state for one in store.office.publications()] == ["published", *["reopened"] * 3]
    store.office.reopen(YEAR, "boss", "全年更正")
    assert set(states(store).values()) == {"open"}


def test_the_board_shows_published(store, approved):
    publish(store)
    row = store.reporting.board(FRAMEWORK, Q1).set_index("unit").loc["U08"]
    assert (row["state"], row["approved"]) == ("published", True)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM publication",
        "DELETE FROM published_scores",
        "UPDATE published_scores SET level = 'x'",
        *(
            f"UPDATE publication SET {column} = {column}"
            for column in ("period", "data_version", "framework_version", "submissions", "account", "note")
        ),
    ],
)
def test_the_database_refuses_to_rewrite_a_publication(store, approved, statement):
    done = publish(store)
    with (
        pytest.raises(DBAPIError, match="stored rows are never changed"),
        store.database.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    assert store.office.publications() == [done]


def test_a_workbook_checked_before_publishing_is_refused_after_it(store, approved):
    checked, content = workbook("U09", "2023Q1", {"L05": [activity(7)]})
    publish(store)
    with pytest.raises(StoreError, match="已发布，不能再报送。确需更正"):
        store.reporting.submit(checked, content, "u09")
    assert len(store.reporting.submissions()) == 1
