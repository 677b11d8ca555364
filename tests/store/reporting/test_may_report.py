"""The one answer to who may hand in what now: states, roles, quarters; and that the store asks it."""

from datetime import date, datetime

import pytest

from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI, parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from metrics.store.reporting import Correction, PeriodInfo
from metrics.store.reporting.standing import Situation, answer
from tests.kit.workbooks import activity, people, send, workbook

Q1 = parse_period("2023Q1")
DUE, TODAY, AFTER = date(2023, 4, 15), date(2023, 4, 10), date(2023, 4, 20)
AT = datetime(2023, 4, 5, 9, tzinfo=SHANGHAI)
STAFF, OTHER = Account("u08", "填报员", "填报员", "U08"), Account("u09", "填报员", "填报员", "U09")
OFFICE, LEADER = Account("office", "产改办", "审核员"), Account("lingdao", "县领导", "领导")


def report(state, revision=1, note=""):
    return SubmissionInfo(1, "U08", "2023Q1", revision, "a" * 64, "x.xlsx", state, "u08", AT, note=note)


def correction(state, until=None, answer_=""):
    return Correction(1, "U08", "2023Q1", "漏报 2 场", "u08", AT, state, "office", AT, answer_, until)


def asked(account, state="", quarter="open", on=TODAY, wish=None):
    """The answer; `state` is empty for no report, `quarter` for one that was never opened."""
    info = PeriodInfo("2023Q1", Q1.label, DUE, quarter) if quarter else None
    latest = report(state, note="缺 3 月" if state == "returned" else "") if state else None
    counts = state in ("approved", "published")
    return answer(Situation("U08", Q1, info, latest, counts, wish, on), account)


@pytest.mark.parametrize(
    ("state", "on", "kind", "word", "zero", "said"),
    [
        ("", TODAY, "报送", "missing", True, "本期还没有报送。"),
        ("", AFTER, "补报", "late", True, "已逾期 5 天"),
        ("submitted", TODAY, "更正", "submitted", False, "待审核。审核前还可以再报更正的一版"),
        (
            "returned",
            TODAY,
            "更正",
            "returned",
            True,
            "第 1 版已退回。退回原因：缺 3 月。改好后重新上传，会成为第 2 版",
        ),
        ("returned", AFTER, "更正", "returned", True, "第 1 版已退回"),
        (
            "approved",
            TODAY,
            "更正",
            "approved",
            False,
            "第 1 版已通过。要更正可以再报，会成为第 2 版，重新审核",
        ),
    ],
)
def test_an_open_quarter_takes_reports(state, on, kind, word, zero, said):
    mine = asked(STAFF, state, on=on)
    assert (mine.may, mine.kind, mine.state, mine.zero, mine.asks) == (True, kind, word, zero, False)
    assert said in mine.sentence
    assert mine.until == DUE
    assert mine.revision == (2 if state else 1)
    assert mine.owes is (state in ("", "returned"))


@pytest.mark.parametrize("quarter", ["open", "published", "locked", ""])
@pytest.mark.parametrize("state", ["", "submitted", "returned", "approved"])
@pytest.mark.parametrize(
    ("account", "said"),
    [
        (OTHER, "只能为本单位（U09）报送"),
        (LEADER, "不能报送，要用"),
        (Account("x", "无", "填报员"), "还没有指定单位"),
    ],
)
def test_who_may_not_hand_in_for_the_unit_may_not_in_any_state(account, said, state, quarter):
    theirs = asked(account, state, quarter)
    assert (theirs.may, theirs.kind, theirs.asks, theirs.zero) == (False, "", False, False)
    assert said in theirs.why


@pytest.mark.parametrize(
    ("account", "word"),
    [(STAFF, "报送"), (OFFICE, "代报送"), (None, "报送")],
    ids=["own", "office", "program"],
)
def test_the_office_hands_in_for_a_unit(account, word):
    said = asked(account)
    assert (said.may, said.word, said.on_behalf) == (True, word, account is OFFICE)


@pytest.mark.parametrize(("on", "may"), [(TODAY, True), (Q1.start, True), (date(2022, 12, 31), False)])
def test_a_quarter_nobody_opened_is_opened_by_a_unit_only_when_it_has_begun(on, may):
    about = Situation("U08", Q1, None, None, counts=False, correction=None, today=on)
    said = answer(about, STAFF)
    assert said.may is may
    assert "2023年第一季度还没有开放报送" in said.why
    if not may:
        assert "先在“报告期与发布”页开放" in said.next
    assert answer(about, OFFICE).may
    assert answer(about, None).may


@pytest.mark.parametrize("quarter", ["published", "locked"])
@pytest.mark.parametrize(
    ("wish", "may", "asks", "said"),
    [
        (None, False, True, "确需更正，请写明原因申请更正；同意后只为这一个单位打开"),
        (correction("asked"), False, False, "2023-04-05 已申请更正（漏报 2 场），等产改办答复"),
        (correction("refused", answer_="数额太小"), False, True, "没有同意：数额太小"),
        (correction("withdrawn"), False, True, "申请更正"),
        (correction("granted", TODAY), True, False, "产改办同意更正（漏报 2 场），2023年4月10日前可以报"),
        (
            correction("granted", date(2023, 4, 9)),
            False,
            True,
            "更正期限2023年4月9日已过。还要更正，请重新申请",
        ),
        (correction("done"), False, True, "申请更正"),
        (correction("ended", answer_="已无需要"), False, True, "更正已收回：已无需要"),
    ],
    ids=["none", "asked", "refused", "withdrawn", "granted", "expired", "done", "ended"],
)
def test_a_closed_quarter_takes_a_correction_that_was_granted(quarter, wish, may, asks, said):
    mine = asked(STAFF, "published", quarter, wish=wish)
    assert (mine.may, mine.asks, mine.correcting) == (may, asks, may)
    assert mine.kind == ("更正" if may else "")
    assert said in mine.sentence
    assert mine.until == (TODAY if may else None)
    assert mine.zero is False
    if not may:
        assert "不能再报送" in mine.why
        assert asked(None, "published", quarter, wish=wish).asks is False


def test_a_unit_that_had_reported_nothing_may_report_under_its_correction():
    mine = asked(STAFF, "", "published", wish=correction("granted", AFTER))
    assert (mine.may, mine.kind, mine.state, mine.zero) == (True, "更正", "missing", True)


def test_the_store_asks_at_the_moment_of_the_act(store):
    people(store)
    checked, content = workbook("U08", "2093Q1", {"L05": [activity(1)]})
    with pytest.raises(StoreError, match="2093年第一季度还没有开放报送，现在不能报。请核对报告期"):
        store.reporting.submit(checked, content, "u08")
    assert store.reporting.periods() == []
    store.reporting.ensure_period(Q1, DUE, SYSTEM)
    assert store.reporting.may_report("U08", Q1, "u08", TODAY).kind == "报送"
    send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    every = store.reporting.may_report_all(Q1, "u08", TODAY)
    assert {key: said.state for key, said in every.items() if said.may} == {("U08", "2023Q1"): "submitted"}
    assert every["U09", "2023Q1"].why.startswith("填报员只能为本单位（U08）报送")
    with pytest.raises(StoreError, match="不是一个季度"):
        store.reporting.may_report("U08", parse_period("2023"), "u08")
    with pytest.raises(StoreError, match="U99"):
        store.reporting.may_report("U99", Q1, "u08")
