"""What is stored is stored whole, once, in the right order, and never changes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from metrics.framework import SHANGHAI, PeriodError, parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import PeriodInfo
from tests.kit.county_packages import open_store
from tests.kit.workbooks import FRAMEWORK, activity, send, workbook

Q1 = parse_period("2023Q1")


def test_a_submission_is_given_back_as_it_was_stored(store):
    parts = ("E203", "confirm", "活动台账", 12, 6)
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]}, findings=[parts])
    info = store.reporting.submit(
        checked, content, "u08", at=datetime(2023, 4, 3, 9, 30, tzinfo=SHANGHAI), note="首报"
    )
    assert (info.unit, info.period, info.revision, info.state) == ("U08", "2023Q1", 1, "submitted")
    assert (info.sha256, info.file, info.note) == (checked.sha256, "U08_2023Q1.xlsx", "首报")
    assert store.reporting.submissions(Q1, "U08") == [info]
    assert store.reporting.original(checked.sha256, SYSTEM) == ("U08_2023Q1.xlsx", content)
    assert store.reporting.findings(info.id, SYSTEM) == checked.findings


def test_revisions_count_from_one_in_each_unit_and_quarter(store):
    rows = [{"L05": [activity(number)]} for number in range(3)]
    sent = [send(store, "U08", "2023Q1", ledgers).revision for ledgers in rows]
    assert sent == [1, 2, 3]
    assert send(store, "U09", "2023Q1", rows[0]).revision == 1
    assert send(store, "U08", "2023Q2", rows[0]).revision == 1
    ordered = [(info.period, info.unit, info.revision) for info in store.reporting.submissions()]
    assert ordered == [("2023Q1", "U08", n) for n in (1, 2, 3)] + [("2023Q1", "U09", 1), ("2023Q2", "U08", 1)]


def test_the_same_bytes_are_the_same_submission(store):
    first = send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    written = len(store.care.audit_rows(SYSTEM))
    assert send(store, "U08", "2023Q1", {"L05": [activity(1)]}) == first
    assert len(store.care.audit_rows(SYSTEM)) == written
    assert len(store.reporting.submissions()) == 1


def test_the_same_bytes_of_another_quarter_are_kept_once(store):
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]})
    first = store.reporting.submit(checked, content, "u08")
    second = store.reporting.submit(replace(checked, period=parse_period("2023Q2")), content, "u08")
    assert (first.id, second.revision, second.sha256) == (1, 1, first.sha256)
    assert store.reporting.original(first.sha256, SYSTEM)[1] == content


def test_submissions_of_a_longer_period(store):
    for quarter in ("2022Q4", "2023Q1", "2023Q3"):
        send(store, "U08", quarter, {"L05": [activity(1)]})
    assert [info.period for info in store.reporting.submissions(parse_period("2023"))] == ["2023Q1", "2023Q3"]
    assert [info.period for info in store.reporting.submissions(parse_period("2023H2"))] == ["2023Q3"]
    assert store.reporting.submissions(unit="U09") == []


def test_times_are_kept_in_utc_and_given_back_in_shanghai(store, database_url):
    info = send(store, "U08", "2023Q1", {"L05": [activity(1)]}, at=datetime(2023, 4, 3, 20, 15, tzinfo=UTC))
    assert info.submitted_at.isoformat() == "2023-04-04T04:15:00+08:00"
    local = send(
        store, "U09", "2023Q1", {"L05": [activity(1)]}, at=datetime.fromisoformat("2023-04-03 20:15")
    )
    assert local.submitted_at.isoformat() == "2023-04-03T20:15:00+08:00"
    if database_url.startswith("sqlite"):
        with store.database.engine.connect() as connection:
            raw = connection.exec_driver_sql("SELECT submitted_at FROM submission ORDER BY id").scalars()
            assert [text[:16] for text in raw] == ["2023-04-03 20:15", "2023-04-03 12:15"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"findings": [("E203", "error", "活动台账", 12, 6)]}, "有 1 处错误"),
        ({"unit": ""}, "认不出是哪个单位"),
        ({"unit": "U99"}, "没有代码为“U99”的成员单位。可选：U01、"),
        ({"period": "2023"}, "不是一个季度"),
        ({"period": "2023-02"}, "不是一个季度"),
    ],
)
def test_what_may_not_be_submitted_is_refused_in_a_sentence(store, change, said):
    given = {"unit": "U08", "period": "2023Q1"} | change
    checked, content = workbook(
        given["unit"], given["period"], {"L05": [activity(1)]}, findings=given.get("findings", ())
    )
    with pytest.raises(StoreError, match=said):
        store.reporting.submit(checked, content, "u08")
    assert store.reporting.submissions() == []
    with pytest.raises(StoreError, match="没有校验码"):
        store.reporting.original(checked.sha256, SYSTEM)


def test_bytes_that_were_not_checked_are_refused(store):
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]})
    with pytest.raises(StoreError, match="不是同一个文件"):
        store.reporting.submit(checked, content + b" ", "u08")


def test_nobody_cannot_submit(store):
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]})
    with pytest.raises(StoreError, match="谁报的"):
        store.reporting.submit(checked, content, " ")


@pytest.mark.parametrize("name", ["C:\\台账\\一季度.xlsx", "../../etc/一季度.xlsx", "一季度.xlsx"])
def test_no_path_of_the_sender_is_kept(store, name):
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]}, file=name)
    assert store.reporting.submit(checked, content, "u08").file == "一季度.xlsx"
    assert store.reporting.original(checked.sha256, SYSTEM)[0] == "一季度.xlsx"


def test_a_frame_of_mixed_types_is_refused_whole(store):
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1), activity(2)]})
    checked.ledgers["L05"].frame["town"] = pd.Series(["开发区", 3], dtype="object")
    with pytest.raises(StoreError, match="L05 有一列的值类型不一致"):
        store.reporting.submit(checked, content, "u08")
    assert store.reporting.submissions() == []


def test_unknown_submissions_and_files_are_refused(store):
    with pytest.raises(StoreError, match="编号为 7"):
        store.reporting.findings(7, SYSTEM)
    with pytest.raises(StoreError, match="没有校验码"):
        store.reporting.original("0" * 64, SYSTEM)


@pytest.mark.long
def test_submissions_at_once_get_numbers_of_their_own(store, database_url):
    def one(number):
        with open_store(database_url) as own:
            return send(own, "U08", "2023Q1", {"L05": [activity(number)]}).revision

    with ThreadPoolExecutor(12) as pool:
        revisions = list(pool.map(one, range(24)))
    assert sorted(revisions) == list(range(1, 25))
    assert [info.revision for info in store.reporting.submissions()] == list(range(1, 25))


def test_the_same_file_at_once_is_stored_once(store):
    with ThreadPoolExecutor(12) as pool:
        infos = list(pool.map(lambda _: send(store, "U08", "2023Q1", {"L05": [activity(1)]}), range(24)))
    assert {info.id for info in infos} == {store.reporting.submissions()[0].id}
    assert len(store.care.audit_rows(SYSTEM, action="submit")) == 1


def test_periods_are_opened_once_and_due_dates_may_move(store):
    store.reporting.ensure_period(parse_period("2023Q2"))
    store.reporting.ensure_period(Q1, date(2023, 4, 10))
    store.reporting.ensure_period(Q1)
    assert store.reporting.periods() == [
        PeriodInfo("2023Q1", "2023年第一季度", date(2023, 4, 10), "open"),
        PeriodInfo("2023Q2", "2023年第二季度", None, "open"),
    ]
    store.reporting.ensure_period(Q1, date(2023, 4, 15))
    assert store.reporting.periods()[0].due_on == date(2023, 4, 15)
    assert list(store.care.audit_rows(SYSTEM, action="period").subject) == ["2023Q2", "2023Q1", "2023Q1"]
    with pytest.raises(StoreError, match="不是一个季度"):
        store.reporting.ensure_period(parse_period("2023"))


def test_the_board_says_how_far_every_unit_is(store):
    store.reporting.ensure_period(Q1, date(2023, 4, 10))
    send(store, "U01", "2023Q1", {"L05": [activity(1)]}, approve=True)
    finding = ("E203", "confirm", "活动台账", 12, 6)
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1), activity(2)]}, findings=[finding])
    store.reporting.submit(checked, content, "u08", at=datetime(2023, 4, 3, 9, tzinfo=SHANGHAI))
    returned = send(store, "U09", "2023Q1", {"L05": [activity(1)]})
    store.reporting.give_back(returned.id, "office", "缺 3 月的活动")
    board = store.reporting.board(FRAMEWORK, Q1, on=date(2023, 4, 10)).set_index("unit")
    assert len(board) == len(FRAMEWORK.units)
    assert board["state"].value_counts().to_dict() == {
        "missing": 18,
        "approved": 1,
        "submitted": 1,
        "returned": 1,
    }
    row = board.loc["U08"]
    assert (row["revision"], row["findings"], row["rows"], row["name"]) == (1, 1, 2, "县人力资源和社会保障局")
    assert row["submitted_at"].isoformat() == "2023-04-03T09:00:00+08:00"
    assert (board["due_on"] == pd.Timestamp(2023, 4, 10)).all()
    late = store.reporting.board(FRAMEWORK, Q1, on=date(2023, 4, 11))
    assert late["state"].value_counts().to_dict()["late"] == 18


def test_the_board_of_a_year_has_a_row_a_quarter_and_its_newest_revision(store):
    send(store, "U01", "2023Q1", {"L05": [activity(1)]}, approve=True)
    send(store, "U01", "2023Q1", {"L05": [activity(2)]})
    board = store.reporting.board(FRAMEWORK, parse_period("2023"))
    assert len(board) == 4 * len(FRAMEWORK.units)
    first = board.iloc[0]
    assert (first["unit"], first["period"], first["state"]) == ("U01", "2023Q1", "submitted")
    assert (first["revision"], bool(first["approved"])) == (2, True)
    assert set(board["state"]) == {"submitted", "missing"}


def test_a_month_has_no_board(store):
    with pytest.raises(PeriodError, match="比报送的季度短"):
        store.reporting.board(FRAMEWORK, parse_period("2023-02"))
