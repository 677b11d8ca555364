"""The progress page: states, reminders, due dates, and who may do what."""

from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.store.database import SYSTEM
from metrics.words.reminder import owed, problem_line, reminder, reminder_to_all, return_reason
from tests.kit import office
from tests.kit.county_packages import open_store
from tests.kit.office import FRAMEWORK, QUARTER, button, clean, page, send, words
from tests.kit.pages import ADMIN, AUDITOR, LEADER, REVIEWER, STAFF

fresh_caches, county = office.fresh_caches, office.county


def test_a_unit_has_its_own_page_instead(county):
    assert "“报送进度”页不对填报员开放" in words(page("progress", STAFF))


def test_every_unit_stands_there_with_its_state(county):
    text = words(page("progress", LEADER))
    for card in ("通过 20/21", "待审核 1", "逾期未报 1", "迟报 1"):
        assert card in text
    at = page("progress", LEADER)
    rows = at.table[0].value.to_numpy().tolist()
    assert len(rows) == 21
    assert "逾期未报" in rows[0][1]
    assert not at.code, "leaders read; the office reminds"
    assert not [one for one in at.button if "截止" in one.label]


def test_the_reminders_name_who_and_what(county):
    sent = send(county, "U14", ("2023-11-08", "车间里的技能课", 86))
    county.reporting.give_back(sent.id, "shenhe", "场次请核对。")
    waiting = next(one for one in county.reporting.submissions() if one.state == "submitted")
    county.reporting.withdraw(waiting.id, "u13")
    at = page("progress", REVIEWER)
    assert "已退回，等待更正（1 家）：县交通运输局" in at.code[0].value
    at = page("progress", REVIEWER, remind="县交通运输局")
    assert "第 1 版已退回，原因：场次请核对。请改好后重新上传。" in at.code[0].value


@pytest.mark.long
def test_why_a_report_was_returned_is_for_who_sees_reports(county):
    sent = send(county, "U14", ("2023-11-08", "车间里的技能课", 86))
    county.reporting.give_back(sent.id, "shenhe", "场次请核对。")
    for account, told in ((LEADER, False), (AUDITOR, False), (REVIEWER, True), (ADMIN, True)):
        table = page("progress", account).table[0].value.to_csv()
        assert ("退回" in table, "场次请核对" in table) == (True, told)


def test_the_administrator_moves_the_due_date_and_nobody_else(county):
    at = page("progress", ADMIN)
    at.selectbox(key="due-quarter").set_value("2023年第四季度").run()
    clean(at.date_input[0].set_value(date(2024, 1, 31)).run())
    clean(button(at, "改截止日期").click().run())
    assert "截止日期已改为2024年1月31日" in words(at)
    assert {one.code: one.due_on for one in county.reporting.periods()}["2023Q4"] == date(2024, 1, 31)
    assert "迟报 0" in words(page("progress", ADMIN))
    assert not page("progress", REVIEWER).date_input


def test_other_quarters_that_lack_reports_are_named(county):
    county.reporting.ensure_period(parse_period("2024Q1"), date(2024, 4, 15))
    assert "2024年第一季度 21 份" in words(page("progress", REVIEWER))


def test_an_empty_database_says_what_to_do(own_database):
    with open_store(own_database) as store:
        store.people.ensure_account(store_admin(), SYSTEM)
    assert "还没有开放任何报告期" in words(page("progress", "local"))


def store_admin():
    from tests.kit.pages import LOCAL

    return LOCAL


def test_wording_of_reminders(county):
    today = date(2024, 1, 20)
    debts = owed(county.reporting.board(FRAMEWORK, parse_period("2023"), today), {})
    assert [(debt.unit, debt.period, debt.state) for debt in debts] == [("U14", "2023Q4", "late")]
    text = reminder_to_all(debts, today)
    assert "【2023年第四季度产改台账报送提醒】截止日期为2024年1月15日，已逾期 5 天。" in text
    assert "逾期未报（1 家）：县交通运输局" in text
    early = owed(county.reporting.board(FRAMEWORK, QUARTER, date(2024, 1, 10)), {})
    assert "请于2024年1月15日前报送（还有 5 天）" in reminder("县交通运输局", early, date(2024, 1, 10))
    assert "就是今天" in reminder("县交通运输局", early, date(2024, 1, 15))
    assert reminder_to_all((), today) == ""


def test_wording_of_reasons():
    from metrics.ingest.model import CellRef, Finding
    from metrics.ingest.write.listing import grouped

    def finding(row):
        where = CellRef("x", "活动台账", row, 6)
        return Finding("W401", "confirm", where, "约四百", "整数", f"第{row}行写的是“约四百”。", "写成 400。")

    (one,) = grouped([finding(3)])
    assert problem_line(one) == "活动台账 F3：第3行写的是“约四百”。 写成 400。"
    (many,) = grouped([finding(row) for row in range(3, 12)])
    assert problem_line(many).startswith("活动台账 F3、F4、F5、F6、F7、F8 等 9 处：")
    assert return_reason(["甲", "乙"]) == "1. 甲\n2. 乙"
    assert return_reason(["甲"]) == "甲"
    assert return_reason([]) == ""
