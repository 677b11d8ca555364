"""Erasing a file from the page: one asks where it stands, another sees what would go and confirms."""

import pytest

from metrics.framework import load_framework, parse_period
from metrics.store.database import SYSTEM
from metrics.store.reporting import CLEARED, ErasedError, gate
from pages import cached
from pages.ui.history.erasing import cells_of
from tests.kit import office
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.office import button, clean, labels, page, unfold, words
from tests.kit.pages import ADMIN, AUDITOR, LEADER, REVIEWER, STAFF
from tests.kit.workbooks import activity, workbook

fresh_caches, county, offered = office.fresh_caches, office.county, office.offered

NUMBER, SECRET = "321324198501011234", "刘某某患尘肺三期"
CELL, WHY = "活动台账!C7", "误传了名单"
QUARTER = parse_period("2023Q4")


@pytest.fixture
def sent(county, monkeypatch):
    """An approved report of before personal data were looked for: a number in one row, a name in the next."""
    monkeypatch.setattr(gate, "personal_places", lambda *_: ())
    told = ("平常的一场", f"慰问 {NUMBER}", SECRET)
    rows = [
        activity(number, "2023-11-08", activity_code=f"A06-23Q4-9{number:02}", activity_name=name)
        for number, name in enumerate(told)
    ]
    book, content = workbook("U06", "2023Q4", {"L05": rows}, file="名单.xlsx")
    info = county.reporting.submit(book, content, "u06")
    county.reporting.approve(info.id, "shenhe")
    return info


def ask(account, info, cells=CELL, why=WHY):
    at = unfold(unfold(page("history", account), f"history-{info.id}"), f"erase-{info.id}")
    at.text_area(key=f"erase-why-{info.id}").set_value(why)
    clean(at.text_input(key=f"erase-cells-{info.id}").set_value(cells).run())
    return at


def confirm(at, number=1):
    clean(at.checkbox(key=f"erase-sure-{number}").check().run())
    return clean(button(at, "确认清除").click().run())


def names_of(store):
    return store.reporting.dataset(load_framework(SIHONG), QUARTER).ledgers["L05"]["activity_name"].tolist()


def test_one_asks_another_sees_what_goes_and_confirms(county, sent):
    at = ask(STAFF, sent)
    for told in (
        "名单.xlsx（1 KB）",
        "教育局 2023年第四季度 第 2 版",
        "活动台账!C6、活动台账!C7，改成“（已清除）”",
    ):
        assert told in words(at)
    assert NUMBER not in words(at)
    clean(button(at, "提出清除").click().run())
    assert "文件还没有动" in words(at)
    assert "等另一个人在“报送历史”最上面确认" in words(at)
    assert SECRET in names_of(county)
    at = page("history", ADMIN)
    assert "清除申请　1 份等待确认" in words(at)
    assert "教育局填报员 于" in words(at)
    assert "活动台账!C6、活动台账!C7" in words(at)
    assert button(at, "确认清除").disabled
    at = confirm(at)
    for told in ("已按规定清除", WHY, "30 天", "谁经手过一份文件", "没有等待确认的"):
        assert told in words(at)
    with pytest.raises(ErasedError):
        county.reporting.original(sent.sha256, "shenhe")
    assert CLEARED in names_of(county)
    assert SECRET not in names_of(county)
    rows = county.care.audit_rows(SYSTEM)
    assert rows[rows["action"].isin(["erase-asked", "erase"])]["account"].tolist() == ["u06", "guanli"]
    at = unfold(page("history", ADMIN), f"history-{sent.id}")
    assert "已按规定清除" in words(at)
    assert "原文件" not in [one.label for one in at.get("download_button")]
    assert "清除这份文件" not in words(at)


@pytest.mark.long
def test_what_pages_kept_in_memory_goes_as_well(county, sent):
    at = page("history", ADMIN)
    before = cached.edition(QUARTER)
    assert SECRET in cached.dataset(before).ledgers["L05"]["activity_name"].tolist()
    with open_store(county.database.engine.url.render_as_string()) as elsewhere:
        asked = elsewhere.reporting.ask_erasure(sent.sha256, WHY, "u06", [CELL])
        elsewhere.reporting.confirm_erasure(asked.id, "guanli")
    at = clean(at.run())
    after = cached.edition(QUARTER)
    assert (after.version, after.erased) == (before.version, 1)
    told = "".join(cached.dataset(after).ledgers["L05"]["activity_name"])
    assert (SECRET in told, NUMBER in told, CLEARED in told) == (False, False, True)
    assert (SECRET in "".join(names_of(county)), "没有等待" in words(at)) == (False, True)


@pytest.mark.long
def test_whoever_asked_does_not_confirm_and_may_take_it_back(county, sent):
    clean(button(ask(ADMIN, sent), "提出清除").click().run())
    at = page("history", ADMIN)
    assert "由另一个人确认" in words(at)
    assert "确认清除" not in labels(at)
    assert "1 份清除申请等待确认" in words(page("review", REVIEWER))
    at = clean(at.button(key="erase-withdraw-list-1").click().run())
    assert "文件没有动" in words(at)
    assert county.reporting.erasures("guanli")[0].state == "declined"
    assert "等待确认" not in words(page("review", REVIEWER)).replace("没有等待确认的", "")


def test_who_asked_for_a_unit_takes_it_back_where_the_file_stands(county, sent):
    at = clean(button(ask(STAFF, sent), "提出清除").click().run())
    clean(button(at, "撤回申请").click().run())
    assert "文件没有动" in words(at)
    assert "上一次：教育局填报员 于" in words(unfold(at, f"erase-{sent.id}"))


def test_another_may_say_no(county, sent):
    asked = county.reporting.ask_erasure(sent.sha256, WHY, "u06")
    at = clean(button(page("history", REVIEWER), "不同意").click().run())
    assert "文件没有动" in words(at)
    assert "没有同意" in at.table[0].value.to_csv()
    assert county.reporting.erasures("guanli")[0].id == asked.id
    assert county.reporting.original(sent.sha256, "shenhe")[0] == "名单.xlsx"


def test_a_cell_that_is_nowhere_is_told_and_not_asked_for(county, sent):
    at = ask(STAFF, sent, "活动台账！c99、活动台账!C7")
    assert "没有这些格：活动台账!C99" in at.warning[0].value.replace("\\", "")
    assert button(at, "提出清除").disabled
    assert county.reporting.erasures("guanli") == []


def test_without_a_reason_nothing_is_asked(county, sent):
    at = clean(button(ask(STAFF, sent, "", " "), "提出清除").click().run())
    assert "请写明为什么清除" in at.error[0].value
    assert county.reporting.erasures("guanli") == []


@pytest.mark.parametrize("demoted", ["领导", "审计员"])
def test_a_tab_from_before_a_demotion_erases_nothing(county, sent, demoted):
    asked = county.reporting.ask_erasure(sent.sha256, WHY, "u06")
    at = page("history", ADMIN)
    clean(at.checkbox(key=f"erase-sure-{asked.id}").check().run())
    with county.database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE account SET role = '{demoted}' WHERE code = 'guanli'")
    county.care.audit_rows(SYSTEM)
    button(at, "确认清除").click().run()
    assert county.reporting.original(sent.sha256, "shenhe")[0] == "名单.xlsx"


@pytest.mark.parametrize("account", [LEADER, AUDITOR])
def test_those_who_may_not_see_nothing_of_it(county, sent, account):
    county.reporting.ask_erasure(sent.sha256, WHY, "u06")
    for name in ("history", "review"):
        at = page(name, account)
        assert "清除" not in words(at) + "".join(labels(at))


def test_a_reporter_sees_no_list_of_requests(county, sent):
    other = county.reporting.submissions(unit="U08")[0]
    county.reporting.ask_erasure(other.sha256, WHY, "u08")
    assert "清除申请" not in words(page("history", STAFF))


@pytest.mark.parametrize(
    ("typed", "cells"),
    [
        ("", ()),
        ("活动台账!P3", ("活动台账!P3",)),
        (" 活动台账！p3、活动台账!C4,活动台账!P3 \n", ("活动台账!P3", "活动台账!C4")),
        ("C7", ("C7",)),
    ],
)
def test_cells_as_people_type_them(typed, cells):
    assert cells_of(typed) == cells
