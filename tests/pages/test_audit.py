"""The audit page: search, pages, export without live formulas."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.ingest.write.lists import safe_csv, write_list
from metrics.store.care import detail_words, subject_words
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit import office
from tests.kit.office import clean, page, words
from tests.kit.pages import ADMIN, AUDITOR, LEADER, REVIEWER, STAFF

fresh_caches, county, offered = office.fresh_caches, office.county, office.offered
real_office = office.real_office

LIVE = '=HYPERLINK("http://x.example")'


def shown(at):
    return at.dataframe[0].value


@pytest.mark.parametrize("account", [STAFF, LEADER, REVIEWER])
def test_only_the_administrator_has_it(county, account):
    at = page("audit", account)
    assert "“审计”页不对" in words(at)
    assert not at.dataframe


@pytest.mark.parametrize("account", [ADMIN, AUDITOR])
def test_the_head_of_the_chain_stands_on_the_page(county, account):
    newest = county.care.audit_rows(SYSTEM).iloc[-1]
    at = page("audit", account)
    assert f"链头：第 {newest['id']} 行 {newest['hash']}" in words(at)
    assert len(at.dataframe) == 1


def test_newest_first_in_pages_of_fifty(county):
    at = page("audit", ADMIN)
    total = len(county.care.audit_rows(SYSTEM))
    assert f"共 **{total}** 条" in words(at)
    first = shown(at)
    assert len(first) == 50
    clean(at.number_input[0].set_value(2).run())
    assert set(shown(at)["对象"] + shown(at)["时间"]).isdisjoint(first["对象"] + first["时间"])


def test_who_what_when_and_text(real_office):
    real_office.people.add_account(Account("zhang.san", "张三", "领导"), "guanli")
    at = page("audit", ADMIN, audit_who="guanli 县产改办系统管理员", audit_what="新建或修改账号")
    assert shown(at)[["账号", "姓名", "做了什么", "对象"]].to_numpy().tolist() == [
        ["guanli", "县产改办系统管理员", "新建或修改账号", "zhang.san"]
    ]
    at = page("audit", ADMIN, audit_what="审核通过")
    clean(at.text_input(key="audit-text").set_value("u14 2023q1").run())
    (row,) = shown(at).to_dict("records")
    assert row["对象"].endswith("U14 2023Q1 第 1 版")
    clean(at.text_input(key="audit-text").set_value("从没有过的事").run())
    assert "没有符合条件的记录" in words(at)


def test_days_are_whole_days(county):
    at = page("audit", ADMIN)
    clean(at.date_input[0].set_value("2024-01-15").run())
    clean(at.date_input[1].set_value("2024-01-15").run())
    assert set(shown(at)["时间"].str[:10]) == {"2024-01-15"}


def test_exports_hold_all_that_was_found_and_no_formula(county, offered):
    waiting = next(one for one in county.reporting.submissions() if one.state == "submitted")
    county.reporting.give_back(waiting.id, "shenhe", LIVE)
    county.reporting.comment(waiting.id, "u13", "@SUM(1+1)")
    page("audit", ADMIN)
    there = len(county.care.audit_rows(SYSTEM))
    sheet = openpyxl.load_workbook(BytesIO(offered["导出 Excel"]()))["审计"]
    assert sheet.max_row - 2 == there
    assert county.care.audit_rows(SYSTEM).iloc[-1]["subject"] == "审计记录"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    table = pd.read_csv(BytesIO(offered["导出 CSV"]()), dtype="str")
    assert len(table) == there
    assert not table.stack().str.startswith(("=", "+", "-", "@")).any()


@pytest.mark.parametrize("text", [LIVE, "+1", "-1+2", "@SUM(A1)", "\t=1", "＝1"])
def test_a_live_beginning_is_tamed_in_both_formats(text):
    frame = pd.DataFrame({"详情": [text, "平常"]})
    assert pd.read_csv(BytesIO(safe_csv(frame)))["详情"].tolist() == [f"'{text}", "平常"]
    cell = openpyxl.load_workbook(BytesIO(write_list(frame, "题", "表", {})))["表"]["A3"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_words_of_subjects_and_details():
    assert subject_words("submission 7", {}) == "报送 7"
    assert subject_words("draft 3", {}) == "第 3 号暂存"
    assert subject_words("2023Q4", {}) == "2023Q4"
    assert detail_words({"why": "补报", "quarters": ["2023Q3", "2023Q4"], "active": False, "note": ""}) == (
        "原因：补报；季度：2023Q3、2023Q4；可登录：否"
    )
    assert detail_words({"sha256": "a" * 64}) == f"校验码：{'a' * 12}"
    assert len(detail_words({"text": "长" * 900})) < 320


def test_who_had_a_file_is_asked_by_its_number(county):
    info = county.reporting.submissions()[0]
    at = page("audit", ADMIN)
    clean(at.text_input(key="audit-file").set_value(str(info.id)).run())
    rows = shown(at)
    assert {"报送", "审核通过"} <= set(rows["做了什么"])
    assert all(f"报送 {info.id}：" in subject for subject in rows["对象"])
    at.text_input(key="audit-file").set_value("99999").run()
    assert "没有找到" in at.warning[0].value
