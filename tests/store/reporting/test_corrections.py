"""申请更正: one unit is let into a closed quarter for a term; what was published stays until replaced."""

from datetime import date, datetime

import pandas as pd
import pytest

from metrics.framework import SHANGHAI, parse_period
from metrics.store import StoreError
from metrics.store.care import readable as audit_words
from metrics.store.database import today
from metrics.store.office import correcting_words
from metrics.store.reporting import CORRECTION_TERM
from tests.kit.workbooks import activity, send

Q1 = parse_period("2023Q1")
WHY = "3 月漏报 1 场"


def publish(store):
    """Freeze the quarter as it stands, with scores of no matter."""
    return store.office.publish(
        Q1,
        "office",
        {"county": pd.DataFrame({"total": [61.5]})},
        data_version=store.reporting.data_version(Q1),
        framework_version=store.office.framework_for(Q1).hash,
    )


@pytest.fixture
def published(sqlite_store):
    """A quarter of two units that was published."""
    send(sqlite_store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    send(sqlite_store, "U09", "2023Q1", {"L05": [activity(9)]}, approve=True)
    publish(sqlite_store)
    return sqlite_store


def until():
    return today() + CORRECTION_TERM


def asked(store, unit="U08"):
    return store.reporting.ask_correction(unit, Q1, WHY, unit.lower())


def granted(store, unit="U08"):
    return store.reporting.grant_correction(asked(store, unit).id, until(), "office")


def corrected(store, **more):
    return send(store, "U08", "2023Q1", {"L05": [activity(1), activity(2)]}, **more)


def test_one_unit_is_let_in_and_the_county_stays_closed(published):
    first = published.office.publications()[-1]
    with pytest.raises(StoreError, match=r"已发布，不能再报送。确需更正，请写明原因申请更正"):
        corrected(published)
    one = granted(published)
    assert (one.state, one.until, one.asked_by, one.decided_by) == ("granted", until(), "u08", "office")
    info = corrected(published)
    assert info.revision == 2
    with pytest.raises(StoreError, match="已发布，不能再报送"):
        send(published, "U09", "2023Q1", {"L05": [activity(8)]})
    assert [(info.code, info.state) for info in published.reporting.periods()] == [("2023Q1", "published")]
    assert published.office.publications() == [first]
    told = published.office.under_correction()[first.id]
    assert ([known.id for known in told.open], told.changed) == ([one.id], ())


def test_the_whole_way_is_the_same_on_every_database_and_is_told(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    publish(store)
    assert correcting_words(store.office.correcting(Q1), str) == ""
    granted(store)
    year = parse_period("2023")
    assert correcting_words(store.office.correcting(year), str) == "U08（2023年第一季度）正在更正已发布的数"
    store.reporting.approve(corrected(store).id, "office")
    told = correcting_words(store.office.correcting(Q1), str)
    assert told == "U08的更正已通过、还没有重新发布，这里已按更正后的数计"
    assert not store.office.correcting(parse_period("2023Q2"))
    assert publish(store).state == "published"
    assert not store.office.correcting(year)


def test_approving_ends_it_and_publishing_again_replaces_the_publication(published):
    first, one = published.office.publications()[-1], granted(published)
    with pytest.raises(StoreError, match="已经发布，数据没有变化"):
        publish(published)
    second = corrected(published)
    with pytest.raises(StoreError, match=r"还有 1 份报送等待审核|已经发布"):
        publish(published)
    published.reporting.approve(second.id, "office")
    ended = published.reporting.corrections("u08")[-1]
    assert (ended.id, ended.state, ended.number) == (one.id, "done", second.id)
    with pytest.raises(StoreError, match="已发布，不能再报送"):
        send(published, "U08", "2023Q1", {"L05": [activity(3)]})
    told = published.office.under_correction()[first.id]
    assert (told.open, told.changed) == ((), ("U08",))
    again = publish(published)
    assert [known.state for known in published.office.publications()] == ["replaced", "published"]
    assert again.submissions == (first.submissions[1], second.id)
    assert published.office.under_correction() == {}
    assert published.reporting.submissions(Q1, "U08")[-1].state == "published"


@pytest.mark.parametrize("account", ["u09", "lingdao", "shenji"])
def test_who_may_not_ask_or_decide(published, account):
    with pytest.raises(StoreError, match="申请更正"):
        published.reporting.ask_correction("U08", Q1, WHY, account)
    with pytest.raises(StoreError, match="不能答复更正申请"):
        published.reporting.grant_correction(asked(published).id, until(), account)


def test_a_reason_is_asked_for_and_one_request_stands_at_a_time(published):
    with pytest.raises(StoreError, match="写明改什么、为什么"):
        published.reporting.ask_correction("U08", Q1, "  ", "u08")
    one = asked(published)
    with pytest.raises(StoreError, match="已有一份更正申请（等待答复）"):
        asked(published)
    with pytest.raises(StoreError, match="不同意要写明原因"):
        published.reporting.refuse_correction(one.id, "", "office")
    no = published.reporting.refuse_correction(one.id, "不影响得分", "office")
    assert (no.state, no.answer) == ("refused", "不影响得分")
    with pytest.raises(StoreError, match="没有同意”，不等答复"):
        published.reporting.grant_correction(one.id, until(), "office")
    assert published.reporting.may_report("U08", Q1, "u08").asks
    taken = published.reporting.withdraw_correction(asked(published).id, "u08")
    assert taken.state == "withdrawn"
    assert [known.state for known in published.reporting.corrections("u08")] == ["refused", "withdrawn"]
    assert published.reporting.corrections("u09") == []


def test_the_term_is_bounded_and_runs_out(published):
    one = asked(published)
    for day in (date(2020, 1, 1), date(2099, 1, 1)):
        with pytest.raises(StoreError, match="更正期限要在今天到"):
            published.reporting.grant_correction(one.id, day, "office")
    at = datetime(2024, 1, 10, 9, tzinfo=SHANGHAI)
    published.reporting.grant_correction(one.id, date(2024, 1, 17), "office", at=at)
    info = corrected(published, at=datetime(2024, 1, 17, 18, tzinfo=SHANGHAI))
    with pytest.raises(StoreError, match="更正期限2024年1月17日已过"):
        send(published, "U08", "2023Q1", {"L05": [activity(4)]})
    assert published.reporting.approve(info.id, "office").state == "approved", (
        "what came in time is decided on"
    )


def test_it_is_taken_back_only_while_nothing_awaits_a_decision(published):
    one = granted(published)
    info = corrected(published)
    with pytest.raises(StoreError, match="正等审核。请先通过或退回"):
        published.reporting.end_correction(one.id, "不再需要", "office")
    published.reporting.give_back(info.id, "office", "缺页")
    assert published.reporting.end_correction(one.id, "不再需要", "office").state == "ended"
    with pytest.raises(StoreError, match="更正已收回：不再需要"):
        send(published, "U08", "2023Q1", {"L05": [activity(4)]})


def test_a_locked_quarter_is_opened_for_a_unit_only_by_who_may_open_it_for_all(published):
    published.office.lock(Q1, "boss")
    one = asked(published)
    with pytest.raises(StoreError, match="要用管理员的账号"):
        published.reporting.grant_correction(one.id, until(), "office")
    published.reporting.grant_correction(one.id, until(), "boss")
    published.reporting.approve(corrected(published).id, "office")
    assert publish(published).state == "published"


def test_reopening_for_everybody_closes_the_requests(published):
    one = asked(published)
    published.office.reopen(Q1, "boss", "重新核对")
    ended = published.reporting.corrections("office")[-1]
    assert (ended.id, ended.state, ended.answer) == (one.id, "ended", "这一期已重新打开，各单位都可以报送")
    with pytest.raises(StoreError, match="还在报送，直接再报一版就是更正"):
        asked(published)


def test_every_deed_is_in_the_audit_in_words(published):
    one = granted(published)
    published.reporting.end_correction(one.id, "不再需要", "office")
    rows = published.care.audit_rows("boss", subject=f"correction {one.id}")
    assert list(rows["action"]) == ["correction-asked", "correction-granted", "correction-ended"]
    told = audit_words(rows, published.people.names(), {})
    assert list(told["做了什么"]) == ["申请更正", "同意更正", "收回更正"]
    assert told["对象"].unique().tolist() == [f"第 {one.id} 号更正申请"]
    assert told["详情"].tolist()[1].startswith("单位：U08；报告期：2023Q1；期限：")
