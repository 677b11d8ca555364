"""零报送 counts as reported and goes when rows come; 下载上次报送 has the remarks in place."""

from io import BytesIO

import openpyxl
import pytest

from metrics.framework import parse_period
from metrics.scoring import prepare, score_book
from metrics.store import StoreError
from metrics.store.reporting import declarable, empty_ledgers, report_nothing
from tests.kit.office import send as send_real
from tests.kit.workbooks import FRAMEWORK, activity, people, send, workbook

Q4 = parse_period("2023Q4")


@pytest.fixture
def opened(sqlite_store):
    people(sqlite_store)
    sqlite_store.reporting.ensure_period(Q4, account="guanli")
    return sqlite_store


def book(store):
    framework = store.office.framework_for(Q4)
    return score_book(prepare(framework, store.reporting.dataset(framework, Q4)), "unit")


def standing(store, unit="U08"):
    return {one.ledger for one in store.reporting.zero_declarations(Q4, unit)}


def test_a_quarter_without_anything_is_an_observed_zero(opened):
    info = report_nothing(opened.reporting, FRAMEWORK, "U08", Q4, "u08")
    assert (info.state, info.note, info.file) == ("submitted", "零报送", "零报送_U08_2023Q4.xlsx")
    flows = set(declarable(FRAMEWORK, "U08"))
    assert "L05" in flows
    assert standing(opened) == flows
    send(opened, "U09", "2023Q4", {"L05": [activity(1, "2023-11-15")]}, approve=True)
    root = FRAMEWORK.root.id
    before = book(opened)
    opened.reporting.approve(info.id, "office")
    after = book(opened)
    assert before.coverage.loc["U08", root] == 0
    assert after.coverage.loc["U08", root] > 0
    assert str(before.scores.loc["U08", root]) == "nan"
    assert after.scores.loc["U08", root] >= 0
    with pytest.raises(StoreError, match="已经报过的季度不能零报送"):
        report_nothing(opened.reporting, FRAMEWORK, "U08", Q4, "u08")


def test_rows_take_a_declaration_back_and_so_does_withdrawing_the_report(opened):
    info = report_nothing(opened.reporting, FRAMEWORK, "U08", Q4, "u08")
    opened.reporting.withdraw(info.id, "u08")
    assert standing(opened) == set()
    declared = opened.reporting.declare_zero("U08", Q4, ["L05"], "u08")
    assert [(one.ledger, one.account, one.number) for one in declared] == [("L05", "u08", None)]
    assert opened.reporting.declare_zero("U08", Q4, ["L05"], "u08") == declared, "declared once"
    send(opened, "U08", "2023Q4", {"L05": [activity(1, "2023-11-15")]})
    assert standing(opened) == set()
    told = opened.care.audit_rows("boss", subject="U08 2023Q4")
    assert "zero-withdrawn" in set(told["action"])
    assert told["detail"].iloc[-1]["why"] == "第 2 版报了 1 行"
    with pytest.raises(StoreError, match="第 2 版里有 L05 1 行，不能作零报送"):
        opened.reporting.declare_zero("U08", Q4, ["L05"], "u08")


def test_who_may_not_and_what_cannot_be_declared(opened):
    with pytest.raises(StoreError, match="只能为本单位"):
        opened.reporting.declare_zero("U08", Q4, ["L05"], "u09")
    register = next(
        code for code in FRAMEWORK.unit["U08"].ledgers if FRAMEWORK.ledgers[code].kind == "register"
    )
    with pytest.raises(StoreError, match=f"{register}不是U08能作零报送的台账"):
        opened.reporting.declare_zero("U08", Q4, [register], "u08")
    with pytest.raises(StoreError, match="选定是哪几张台账"):
        opened.reporting.declare_zero("U08", Q4, [], "u08")
    one = opened.reporting.declare_zero("U08", Q4, ["L05"], "u08")[0]
    with pytest.raises(StoreError, match="只能为本单位"):
        opened.reporting.withdraw_zero(one.id, "u09")
    assert opened.reporting.withdraw_zero(one.id, "u08").withdrawn_by == "u08"
    with pytest.raises(StoreError, match="已经撤销"):
        opened.reporting.withdraw_zero(one.id, "u08")


def test_the_last_report_comes_back_with_codes_and_remarks_in_their_cells(opened):
    assert opened.reporting.last_report("U08", Q4, "u08") is None
    with pytest.raises(StoreError, match="没有上次的。请下载模板"):
        opened.reporting.last_report_file("U08", Q4, "u08")
    info = send_real(opened, "U08", ("2023-11-15", "铸匠宣讲", 120), at="2024-01-10 09:00")
    with pytest.raises(StoreError, match="只能为本单位"):
        opened.reporting.last_report("U08", Q4, "u09")
    opened.reporting.give_back(info.id, "office", "1. 活动台账 C3：名称写全。\n2. 请盖章")
    opened.reporting.comment(info.id, "office", "活动台账 F3 人次核对一下")
    opened.reporting.comment(info.id, "u08", "收到")
    name, content = opened.reporting.last_report_file("U08", Q4, "u08")
    assert name == "上次报送_U08_2023Q4_第1版.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(content))["活动台账"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    row = next(cell.row for cell in cells if cell.value == "铸匠宣讲")
    texts = [str(cell.value) for cell in cells if cell.row == row]
    assert any(text.startswith("A08-23Q4-") for text in texts), "the code that was issued"
    assert row == 3
    note = next(text for text in texts if "退回原因：1. 活动台账 C3：名称写全。" in text)
    assert "留言：活动台账 F3 人次核对一下" in note
    plain = ("00000000", None)
    shaded = {one.coordinate for one in cells if one.row == row and one.fill.fgColor.rgb not in plain}
    assert {"C3", "F3"} <= shaded
    problems = openpyxl.load_workbook(BytesIO(content))["问题清单"]
    listed = [str(cell.value) for line in problems for cell in line]
    assert any("2. 请盖章" in text for text in listed)
    assert not any("收到" in text for text in listed)
    rows = opened.care.audit_rows("boss", account="u08")
    assert rows["subject"].iloc[-1].startswith("上次报送 ")
    later = opened.reporting.last_report("U08", parse_period("2024Q1"), "u08")
    assert (later.pattern, later.info.id) == (True, info.id)


def test_the_empty_ledgers_of_a_file_are_declared_with_it(opened):
    checked, content = workbook("U08", "2023Q4", {"L05": [activity(1, "2023-11-15")]})
    empty = empty_ledgers(FRAMEWORK, checked)
    assert set(empty) == set(declarable(FRAMEWORK, "U08")) - {"L05"}
    info = opened.reporting.submit(checked, content, "u08", zero=empty)
    assert standing(opened) == set(empty)
    declared = opened.reporting.zero_declarations(Q4, "U08")
    assert {one.number for one in declared} == {info.id} if empty else not declared
    for one in declared:
        with pytest.raises(StoreError, match="随一份报送作的零报送"):
            opened.reporting.withdraw_zero(one.id, "u08")
