"""Who may decide what, and that every deed is in the audit."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime

import pandas as pd
import pytest
from sqlalchemy.exc import DBAPIError

from metrics.framework import SHANGHAI, parse_period
from metrics.ingest import check_workbook, write_template
from metrics.ingest.patch.marked import mark
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from metrics.store.reporting import workflow
from tests.kit.workbooks import FRAMEWORK, activity, enterprise, send, workbook


@pytest.fixture
def waiting(store):
    return send(store, "U08", "2023Q1", {"L05": [activity(1)]})


def test_approving_changes_the_state_and_nothing_else(store, waiting):
    approved = store.reporting.approve(waiting.id, "office", at=datetime(2023, 4, 20, 10, tzinfo=SHANGHAI))
    changed = {name for name, value in asdict(approved).items() if value != getattr(waiting, name)}
    assert changed == {"state", "decided_by", "decided_at"}
    assert (approved.state, approved.decided_by) == ("approved", "office")
    assert approved.decided_at.isoformat() == "2023-04-20T10:00:00+08:00"


def test_returning_says_why(store, waiting):
    returned = store.reporting.give_back(waiting.id, "office", " 缺 3 月的活动 ")
    assert (returned.state, returned.note) == ("returned", "缺 3 月的活动")
    with pytest.raises(StoreError, match="“已退回”，不能通过"):
        store.reporting.approve(waiting.id, "office")


@pytest.mark.parametrize("account", ["office", "OFFICE", " office "])
def test_nobody_approves_his_own(store, account):
    own = send(store, "U08", "2023Q1", {"L05": [activity(1)]}, account="office")
    with pytest.raises(StoreError, match="报送人不能审核自己的报送"):
        store.reporting.approve(own.id, account)
    assert store.reporting.submissions()[0].state == "submitted"


def test_only_the_latest_revision_is_decided_on(store, waiting):
    send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    with pytest.raises(StoreError, match="又报了第 2 版"):
        store.reporting.approve(waiting.id, "office")
    with pytest.raises(StoreError, match="又报了第 2 版"):
        store.reporting.give_back(waiting.id, "office", "旧版")


def test_a_decision_is_made_once(store, waiting):
    for number in range(8):
        store.people.ensure_account(Account(f"office{number}", "产改办", "审核员"))

    def decide(number):
        try:
            return store.reporting.approve(waiting.id, f"office{number}").decided_by
        except StoreError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(decide, range(8)))
    refused = [answer for answer in answers if "现在的状态是“通过”" in answer]
    assert len(refused) == 7
    assert len(store.care.audit_rows(SYSTEM, action="approve")) == 1


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (lambda store, number: store.reporting.approve(number, " "), "谁做的"),
        (lambda store, number: store.reporting.approve(99, "office"), "没有编号为 99"),
        (lambda store, number: store.reporting.give_back(number, "office", " "), "写明原因"),
        (lambda store, number: store.reporting.give_back(number, "", "缺页"), "谁做的"),
    ],
)
def test_incomplete_decisions_are_refused(store, waiting, decide, said):
    with pytest.raises(StoreError, match=said):
        decide(store, waiting.id)
    assert store.reporting.submissions() == [waiting]


def test_every_write_leaves_an_audit_row(store, waiting):
    store.reporting.approve(waiting.id, "office", at=datetime(2023, 4, 20, 10, tzinfo=SHANGHAI))
    second = send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    store.reporting.give_back(second.id, "office", "缺页")
    store.people.ensure_account(Account("u08", "填报员", "填报员", "U08"), by="admin")
    store.reporting.confirm_alias("L15", "膜材料厂", "E001", "u08")
    rows = store.care.audit_rows(SYSTEM)
    assert list(rows["action"]) == [
        "county",
        "units",
        "period",
        "submit",
        "approve",
        "submit",
        "return",
        "account",
        "alias",
    ]
    assert list(rows["account"]) == ["系统"] * 2 + ["u08", "u08", "office", "u08", "office", "admin", "u08"]
    assert rows["detail"][3] == {
        "unit": "U08",
        "period": "2023Q1",
        "revision": 1,
        "sha256": waiting.sha256,
        "file": waiting.file,
    }
    assert rows["at"][4] == pd.Timestamp("2023-04-20 10:00", tz="Asia/Shanghai")


def test_audit_rows_are_found_by_what_one_asks_for(store, waiting):
    store.reporting.approve(waiting.id, "office")
    assert list(store.care.audit_rows(SYSTEM, account="u08")["action"]) == ["period", "submit"]
    assert list(store.care.audit_rows(SYSTEM, subject=f"submission {waiting.id}")["action"]) == [
        "submit",
        "approve",
    ]
    assert store.care.audit_rows(SYSTEM, since=datetime(2999, 1, 1, tzinfo=UTC)).empty


@pytest.mark.parametrize("table", ["audit", "original", "ledger_rows", "finding"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_database_itself_refuses_to_change_what_was_stored(store, table, statement):
    finding = ("E203", "confirm", "活动台账", 12, 6)
    checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]}, findings=[finding])
    store.reporting.submit(checked, content, "u08")
    column = {"audit": "account", "original": "file", "ledger_rows": "sheet", "finding": "hint"}[table]
    refused_alone(store, statement.format(table, f"{column} = 'x'"))
    assert store.reporting.original(checked.sha256, SYSTEM)[1] == content
    assert store.reporting.findings(1, SYSTEM) == checked.findings


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM submission",
        *(
            f"UPDATE submission SET {column} = {column}"
            for column in ("unit", "period", "revision", "sha256", "file", "submitted_by", "note")
        ),
    ],
)
def test_the_database_refuses_to_rewrite_a_submission(store, waiting, statement):
    refused_alone(store, statement)
    assert store.reporting.submissions() == [waiting]


def refused_alone(store, statement):
    with (
        pytest.raises(DBAPIError, match="stored rows are never changed"),
        store.database.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)


def test_approved_rosters_are_the_table_of_enterprises(store):
    first = [enterprise(1, listed_on=pd.Timestamp(2022, 6, 1)), enterprise(2), enterprise(3, employees=None)]
    send(store, "U01", "2023Q1", {"L15": first})
    assert store.reporting.enterprises().empty
    store.reporting.approve(1, "office")
    table = store.reporting.enterprises().set_index("code")
    assert list(table.index) == ["E001", "E002", "E003"]
    assert [str(day) for day in table["valid_from"]] == ["2022-06-01", "2023-01-01", "2023-01-01"]
    assert table.loc["E001", "employees"] == 400
    assert table["employees"].isna().tolist() == [False, False, True]


def test_the_latest_row_of_an_enterprise_counts(store):
    send(store, "U01", "2023Q1", {"L15": [enterprise(1), enterprise(2)]}, approve=True)
    renamed = enterprise(2, enterprise_name="（示例）新名公司", status="退出")
    send(store, "U01", "2023Q2", {"L15": [renamed, enterprise(4)]}, approve=True)
    send(store, "U01", "2023Q1", {"L15": [enterprise(2, town="青阳街道")]}, approve=True)
    table = store.reporting.enterprises().set_index("code")
    assert list(table.index) == ["E002", "E004"], "revision 2 of the first quarter drops E001"
    assert tuple(table.loc["E002", ["name", "town", "status"]]) == ("（示例）新名公司", "开发区", "退出")
    assert str(table.loc["E002", "valid_from"]) == "2023-01-01"


def test_a_revision_without_a_roster_takes_it_back(store):
    send(store, "U01", "2023Q1", {"L15": [enterprise(1)]}, approve=True)
    send(store, "U01", "2023Q1", {"L15": []}, approve=True)
    assert store.reporting.enterprises().empty


def test_the_short_name_of_the_roster_is_known_before_what_was_confirmed(store):
    roster = [enterprise(1, short_name="膜厂"), enterprise(2)]
    send(store, "U01", "2023Q1", {"L15": roster}, approve=True)
    store.reporting.confirm_alias("L15", "老厂", "E001", "u08")
    known = store.reporting.context(FRAMEWORK, "U08", parse_period("2023Q1"), SYSTEM).known["L15"]
    assert known["aliases"].tolist() == [("膜厂", "老厂"), ()]
    assert known["employees"].tolist() == [400, 400]
    assert store.reporting.enterprises()["short_name"].tolist() == ["膜厂", ""]


def test_confirmed_aliases_are_known_and_may_be_corrected(store):
    send(store, "U01", "2023Q1", {"L15": [enterprise(1), enterprise(2)]}, approve=True)
    store.reporting.confirm_alias("L15", " 膜材料厂 ", "E001", "u08")
    store.reporting.confirm_alias("L15", "膜材料厂", "E001", "u09")
    store.reporting.confirm_alias("L15", "老厂", "E001", "u08")
    q1 = parse_period("2023Q1")
    known = store.reporting.context(FRAMEWORK, "U08", q1, SYSTEM).known["L15"].set_index("code")["aliases"]
    assert known.to_dict() == {"E001": ("老厂", "膜材料厂"), "E002": ()}
    store.reporting.confirm_alias("L15", "膜材料厂", "E002", "office")
    known = store.reporting.context(FRAMEWORK, "U08", q1, SYSTEM).known["L15"].set_index("code")["aliases"]
    assert known.to_dict() == {"E001": ("老厂",), "E002": ("膜材料厂",)}
    assert store.reporting.enterprises()["aliases"].tolist() == [["老厂"], ["膜材料厂"]]
    assert len(store.care.audit_rows(SYSTEM, action="alias")) == 3
    with pytest.raises(StoreError, match="写明文字"):
        store.reporting.confirm_alias("L15", " ", "E001", "u08")


def test_accounts_are_created_and_changed(store):
    store.people.ensure_account(Account("u08", "张", "填报员", "U08"))
    store.people.ensure_account(Account("office", "李", "审核员"))
    store.people.ensure_account(Account("u08", "王", "填报员", "U08", active=False))
    assert [one for one in store.people.accounts(SYSTEM) if one.code in ("office", "u08")] == [
        Account("office", "李", "审核员"),
        Account("u08", "王", "填报员", "U08", active=False),
    ]
    with pytest.raises(StoreError, match="U99"):
        store.people.ensure_account(Account("x", "赵", "填报员", "U99"))


def test_an_approval_is_bound_to_the_revision_that_was_looked_at(store, waiting):
    """ASVS 5.0 2.3.1: what was not seen is not approved."""
    other = send(store, "U09", "2023Q1", {"L05": [activity(9)]})
    for seen in ("", "1", workflow.token(other), f"{waiting.id}:{'0' * 64}"):
        with pytest.raises(StoreError, match="不是刚才看的那一份"):
            store.reporting.approve(waiting.id, "office", seen=seen)
    newer = send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    with pytest.raises(StoreError, match="又报了第 2 版"):
        store.reporting.approve(waiting.id, "office", seen=workflow.token(waiting))
    done = store.reporting.approve(newer.id, "office", seen=workflow.token(newer), why=" 已核对签到表 ")
    assert done.state == "approved"
    assert store.care.audit_rows(SYSTEM, action="approve")["detail"][0]["why"] == "已核对签到表"


def test_a_unit_withdraws_what_awaits_a_decision(store, waiting):
    store.people.ensure_account(Account("colleague", "同事", "填报员", "U08"))
    withdrawn = store.reporting.withdraw(waiting.id, "colleague", " 传错了文件 ")
    assert (withdrawn.state, withdrawn.decided_by) == ("withdrawn", "colleague")
    assert store.care.audit_rows(SYSTEM, action="withdraw")["detail"][0]["why"] == "传错了文件"
    with pytest.raises(StoreError, match="已撤回"):
        store.reporting.withdraw(waiting.id, "u08")
    with pytest.raises(StoreError, match="已撤回"):
        store.reporting.approve(waiting.id, "office")
    again = send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    assert (again.revision, again.state) == (2, "submitted")


def test_an_earlier_approval_holds_when_the_newer_revision_is_withdrawn(store, waiting):
    store.reporting.approve(waiting.id, "office")
    newer = send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    store.reporting.withdraw(newer.id, "u08")
    found = store.reporting.dataset(FRAMEWORK, parse_period("2023Q1"))
    assert list(found.submissions) == [waiting.id]


@pytest.mark.parametrize("account", ["u09", "office", "reviewer8", "nobody"])
def test_nobody_else_withdraws(store, waiting, account):
    store.people.ensure_account(Account("u09", "财政局", "填报员", "U09"))
    store.people.ensure_account(Account("office", "审核员", "审核员"))
    store.people.ensure_account(Account("reviewer8", "人社局的审核员", "审核员", "U08"))
    with pytest.raises(StoreError, match="只能由报送单位自己撤回"):
        store.reporting.withdraw(waiting.id, account)
    with pytest.raises(StoreError, match="谁做的"):
        store.reporting.withdraw(waiting.id, " ")
    assert store.reporting.submissions() == [waiting]


def test_what_was_decided_is_not_withdrawn(store, waiting):
    store.reporting.approve(waiting.id, "office")
    with pytest.raises(StoreError, match="“通过”，不能撤回"):
        store.reporting.withdraw(waiting.id, "u08")


def test_comments_stand_in_order_and_stay(store, waiting):
    at = datetime(2023, 4, 20, 10, tzinfo=SHANGHAI)
    first = store.reporting.comment(waiting.id, "office", " 第 6 行的人次？ ", at)
    second = store.reporting.comment(waiting.id, "u08", "已核对。")
    assert store.reporting.comments(waiting.id, SYSTEM) == [first, second]
    assert (first.account, first.text, first.at) == ("office", "第 6 行的人次？", at)
    for text, account, said in ((" ", "u08", "有内容"), ("x" * 2001, "u08", "2000"), ("x", "", "谁说的")):
        with pytest.raises(StoreError, match=said):
            store.reporting.comment(waiting.id, account, text)
    with pytest.raises(StoreError, match="没有编号为 99"):
        store.reporting.comment(99, "u08", "x")
    refused_alone(store, "UPDATE comment SET text = 'x'")
    refused_alone(store, "DELETE FROM comment")
    assert len(store.reporting.comments(waiting.id, SYSTEM)) == 2


def test_the_marked_copy_is_made_from_what_is_stored(store):
    quarter = parse_period("2023Q1")
    context = store.reporting.context(FRAMEWORK, "U08", quarter, SYSTEM)
    rows = pd.DataFrame(
        {
            "held_on": [pd.Timestamp(2023, 2, 3)],
            "activity_name": ["甲"],
            "activity_type": "微宣讲",
            "sessions": 1,
            "attendances": ["220余人"],
            "organiser_type": "成员单位",
        }
    )
    content = write_template(FRAMEWORK, "U08", quarter, context, {"L05": rows})
    checked = check_workbook(content, "一季度.xlsx", FRAMEWORK, context)
    info = store.reporting.submit(checked, content, "u08")
    name, copy = store.reporting.marked(info.id, SYSTEM)
    assert name == "一季度_校验结果.xlsx"
    assert copy == mark(content, "一季度.xlsx", checked, FRAMEWORK).content
    assert copy != content
    with pytest.raises(StoreError, match="没有编号为 99"):
        store.reporting.marked(99, SYSTEM)
