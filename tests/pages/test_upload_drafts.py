"""Uploads outlive the page: kept on arrival, offered again, corrected in place, gone when handed in."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import streamlit as st

from metrics.framework import parse_period
from metrics.store.database import SYSTEM
from tests.kit.county_packages import open_store
from tests.pages.test_upload import (
    FIRST,
    OFFICE,
    QUARTER,
    STAFF,
    clean,
    page,
    plain,
    press,
    submit_buttons,
    upload,
    words,
    workbook,
)

FAULTY = {"activity_type": ["车间微宣讲", "车间微宣讲"], "attendances": ["220余人", 40]}


@pytest.fixture
def county(demo_url, monkeypatch):
    """The sample county, which the test may change; closed with the test."""
    monkeypatch.setenv("DATABASE_URL", demo_url)
    with open_store(demo_url) as store:
        yield store
    st.cache_resource.clear()


def kept_uploads(at):
    """File names in the list of uploads that were not handed in."""
    lines = [part.value for part in at.markdown if ":small[" in part.value and "上传" in part.value]
    return [plain(line.rpartition("　:small[")[0].rpartition("]　")[2]) for line in lines]


def test_what_arrives_is_stored_before_anything_is_known_of_it(county):
    content = workbook(county, "U14", **FAULTY)
    at = upload(page(FIRST), ("台账.xlsx", content))
    (draft,) = county.reporting.drafts("u14")
    assert (draft.unit, draft.period, draft.file) == ("U14", "2023Q4", "台账.xlsx")
    assert county.reporting.draft(draft.id, "u14")[1] == content
    assert not kept_uploads(at)
    assert county.care.audit_rows(SYSTEM, action="draft")["account"].tolist() == ["u14"]
    clean(at.run())
    assert len(county.care.audit_rows(SYSTEM, action="draft")) == 1


def test_after_a_refresh_an_upload_is_there_to_open_and_to_delete(county):
    upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", **FAULTY)))
    at = page(FIRST)
    assert kept_uploads(at) == ["台账.xlsx"]
    assert "交通局　2023年第四季度" in words(at)
    press(at, "打开")
    assert "错误 2" in words(at)
    assert kept_uploads(at) == ["台账.xlsx"]
    press(at, "收起")
    assert "错误 2" not in words(at)
    press(at, "删除")
    assert not kept_uploads(at)
    assert "已删除 1 份上传。" in words(at)
    assert county.reporting.drafts("u14") == []
    assert not kept_uploads(page(FIRST))


@pytest.mark.long
def test_corrections_outlive_a_refresh_and_handing_in_ends_the_draft(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", **FAULTY)))
    press(at, "全部采用建议值（2 处）")
    (draft,) = county.reporting.drafts("u14")
    assert draft.file == "台账_已更正.xlsx"
    at = press(page(FIRST), "打开")
    assert "错误" not in words(at).rpartition("台账_已更正.xlsx")[2].partition("共")[0]
    press(at, "采用")
    (draft,) = county.reporting.drafts("u14")
    sheet = openpyxl.load_workbook(BytesIO(county.reporting.draft(draft.id, "u14")[1]))["活动台账"]
    assert (sheet["D3"].value, sheet["F3"].value) == ("微宣讲", 220)
    at = press(page(FIRST), "打开")
    submit_buttons(at)[0].click().run()
    assert "**已报送**" in words(clean(at))
    assert county.reporting.drafts("u14") == []
    assert not kept_uploads(page(FIRST))


@pytest.mark.long
def test_a_step_taken_back_takes_the_draft_back(county):
    content = workbook(county, "U14", **FAULTY)
    at = upload(page(FIRST), ("台账.xlsx", content))
    press(at, "全部采用建议值（2 处）")
    press(at, "撤销上一步")
    (draft,) = county.reporting.drafts("u14")
    assert county.reporting.draft(draft.id, "u14") == (draft, content)


@pytest.mark.long
def test_an_opened_upload_takes_its_quarter_along(county):
    county.reporting.ensure_period(parse_period("2024Q1"), date(2024, 4, 15))
    old = page(FIRST)
    old.selectbox[0].set_value(QUARTER.label).run()
    upload(old, ("台账.xlsx", workbook(county, "U14")))
    at = page(FIRST)
    assert at.selectbox[0].value == "2024年第一季度"
    press(at, "打开")
    assert at.selectbox[0].value == QUARTER.label
    assert not submit_buttons(at)[0].disabled


@pytest.mark.long
def test_the_office_opens_what_named_its_own_unit(county):
    upload(page(OFFICE), ("甲.xlsx", workbook(county, "U14")))
    at = page(OFFICE)
    at.selectbox[0].set_value("U09 县财政局").run()
    press(at, "打开")
    assert at.selectbox[0].value == "按文件里写的单位和报告期"
    assert "县交通运输局　2023年第四季度" in words(at)


def test_uploads_of_another_account_are_not_shown(county):
    county.reporting.keep_draft("U14", QUARTER, "别人的.xlsx", workbook(county, "U14"), "shenhe")
    own = county.people.account("u14")
    county.people.ensure_account(replace(own, unit="U08"), "guanli")
    county.reporting.keep_draft("U08", QUARTER, "别的单位的.xlsx", workbook(county), own.code)
    county.people.ensure_account(own, "guanli")
    for account in (FIRST, STAFF):
        at = page(account)
        assert not kept_uploads(at)
        assert "打开" not in [button.label for button in at.button]
    assert kept_uploads(page(OFFICE)) == ["别人的.xlsx"]


@pytest.mark.long
def test_a_click_on_an_upload_deleted_elsewhere_is_answered(county):
    upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", **FAULTY)))
    at = page(FIRST)
    county.reporting.drop_draft(county.reporting.drafts("u14")[0].id, "u14")
    press(at, "打开")
    assert "可能已经报送或删除" in at.error[0].value
    assert not kept_uploads(at)


@pytest.mark.long
def test_older_uploads_are_folded_and_say_what_came_after_them(county):
    for number in range(6):
        county.reporting.keep_draft("U14", QUARTER, f"{number}.xlsx", b"PK%d" % number, "u14")
    at = upload(page(FIRST), ("好的.xlsx", workbook(county, "U14")))
    assert kept_uploads(at) == [f"{number}.xlsx" for number in range(5, -1, -1)]
    assert "还没有报送的上传　6 份" in words(at)
    submit_buttons(at)[0].click().run()
    assert "之后报过第 1 版" in words(clean(at))
    press(at, "确定删除这 6 份")
    assert "已删除 6 份上传。" in words(at)
    assert county.reporting.drafts("u14") == []


@pytest.mark.long
def test_bytes_that_were_handed_in_become_no_draft(county):
    name, content = county.reporting.original(county.reporting.submissions(QUARTER, "U08")[0].sha256, SYSTEM)
    upload(page(), (name, content))
    assert county.reporting.drafts("u08") == []


@pytest.mark.long
def test_an_upload_that_cannot_be_kept_says_so_and_is_checked_all_the_same(county, demo_url):
    with closing(sqlite3.connect(demo_url.removeprefix("sqlite:///"))) as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON draft BEGIN SELECT RAISE(ABORT, '满了'); END")
        database.commit()
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14")))
    assert "还没有存下来，关掉或刷新页面就要重新上传" in at.warning[0].value
    assert not submit_buttons(at)[0].disabled
