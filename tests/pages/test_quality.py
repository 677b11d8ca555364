"""The quality page on the sample county and on an empty database."""

import time
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import streamlit as st
from sqlalchemy import insert

from metrics.county import CLAIMED, Returned, ReturnedFinding, ReturnedRow, ReturnedStanding
from metrics.doubts import CountyRows
from metrics.framework import ColumnSpec, load_framework, parse_period
from metrics.framework.editing import AddColumn
from metrics.store.database import SYSTEM, moment, returned
from metrics.store.office import FrameworkDraft
from metrics.store.reporting import DIFFERENT, OUTSIDE, SAME, VERIFIED
from tests.kit import office
from tests.kit.checkups import save_passed
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.office import button, clean, words
from tests.kit.pages import ADMIN, LEADER, LOCAL, REVIEWER, STAFF
from tests.kit.project import REPO

fresh_caches, county = office.fresh_caches, office.county

FRAMEWORK = load_framework(SIHONG)
Q3 = "2023年第三季度"


def page(account=REVIEWER, **params):
    return office.page("quality", account, **params)


def opened(at, title):
    """The page with the doubt of a title open."""
    panel = next(panel for panel in at.expander if title in panel.label)
    at.session_state[panel.proto.id.split("-", 2)[-1]] = True
    return clean(at.run())


@pytest.mark.parametrize("account", [STAFF, LEADER])
def test_the_page_is_the_offices(county, account):
    at = page(account)
    assert "“数据质量”页不对" in words(at)
    assert not at.expander


@pytest.mark.long
def test_a_quarter_before_a_column_was_added_is_compared_by_its_own_columns(county):
    added = AddColumn("L05", ColumnSpec("x_guests", "观摩人数", "int", unit="人", minimum=0, example="12"))
    draft = FrameworkDraft(-1, (added,), "2024.2", parse_period("2023Q4"), "本县要看")
    save_passed(county, draft, SYSTEM)
    assert "两家报了同一场活动" in page(period=Q3).expander[0].label


@pytest.mark.long
@pytest.mark.parametrize("account", [REVIEWER, ADMIN])
def test_the_planted_pair_stands_side_by_side_with_its_differences_marked(county, account):
    at = page(account, period=Q3)
    text = words(at)
    assert "重复报送 **1**" in text
    assert "两家报了同一场活动" in at.expander[0].label
    table = at.table[0].value
    assert [column for column in table.columns if "县人力资源" in column or "开发区管委会" in column]
    assert ":orange-background[电工取证辅导班（园区）]" in text
    assert ":orange-background[2023-07-11]" not in text
    assert [button(at, name).label for name in ("A 主办", "B 主办", "不是同一件")] == [
        "A 主办：人社局",
        "B 主办：开发区管委会",
        "不是同一件",
    ]


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    ("label", "verdict", "unit", "left_out"),
    [("A 主办", SAME, "U08", 1), ("B 主办", SAME, "U21", 1), ("不是同一件", DIFFERENT, "", 0)],
)
def test_a_decision_is_kept_shown_and_undone(county, label, verdict, unit, left_out):
    at = page(period=Q3)
    at.text_input[0].set_value("园区协助")
    clean(button(at, label).click().run())
    (ruling,) = county.rulings.holding()
    assert (ruling.verdict, ruling.lead_unit, ruling.note, ruling.account) == (
        verdict,
        unit,
        "园区协助",
        "shenhe",
    )
    data = county.reporting.dataset(FRAMEWORK, parse_period("2023Q3"))
    assert len(data.ruled_out) == left_out
    text = words(at)
    assert "已认定" in text
    assert "重复报送 **0**" in text
    assert "已处理 1" in text
    assert "两家报了同一场活动" not in text
    at = page(period=Q3, quality_state="已处理")
    assert ":green-badge[已处理] **两家报了同一场活动**" in at.expander[0].label
    assert "县产改办审核员" in words(at)
    clean(button(at, "撤销").click().run())
    assert county.rulings.holding() == []
    assert "已撤销认定" in words(at)
    assert [one.verdict for one in county.rulings.history()] == [verdict, "undone"]


@pytest.mark.long
def test_verified_needs_a_reason(county):
    at = page(period="2023年第二季度", quality_kind="数字不符")
    at = opened(at, "折算效益与改前改后不符")
    assert "17.4" in words(at)
    clean(button(at, "已核实无误").click().run())
    assert "写明理由" in at.error[0].value
    assert county.rulings.holding() == []
    at.text_input[0].set_value("另有运费节约 3.4 万元")
    clean(button(at, "已核实无误").click().run())
    (ruling,) = county.rulings.holding()
    assert (ruling.verdict, ruling.note) == (VERIFIED, "另有运费节约 3.4 万元")
    assert "没有符合筛选条件的疑问" in words(at)


@pytest.mark.long
def test_filters_narrow_the_list(county):
    whole = page(period="2023年")
    own = page(period="2023年", quality_unit="县工商业联合会")
    assert 0 < len(own.expander) < len(whole.expander)
    assert all("县工商业联合会" in panel.label or "等" in panel.label for panel in own.expander)
    hints = page(period="2023年", quality_severity="提示")
    assert {panel.label.split("]")[0] for panel in hints.expander} == {":blue-badge[提示"}
    none = page(period=Q3, quality_kind="前后期变化")
    assert "没有符合筛选条件的疑问" in words(none)


@pytest.mark.long
def test_questions_of_earlier_quarters_are_remembered(county):
    assert f"待认定 1] 今年前几期还没有认定：{Q3}" in words(page(period="2023年第四季度"))
    assert "今年前几期" not in words(page(period=Q3))
    assert "今年前几期" not in words(page(period="2023年第二季度"))


def test_the_list_that_is_shown_can_be_taken_away(county, monkeypatch):
    offered, draw = {}, st.download_button

    def note(label, data, *args, **more):
        offered[label] = data
        return draw(label, data, *args, **more)

    monkeypatch.setattr(st, "download_button", note)
    at = page(period=Q3, quality_kind="重复报送")
    sheet = openpyxl.load_workbook(BytesIO(offered["下载清单（Excel）"]())).active
    assert sheet["A1"].value == f"{Q3}数据质量疑问清单"
    assert [row[2].value for row in sheet.iter_rows(min_row=3)] == ["两家报了同一场活动"]
    file = next(data for label, data in offered.items() if "U21" in label)()
    assert openpyxl.load_workbook(BytesIO(file))["活动台账"]["C4"].value == "电工取证辅导班（园区）"
    assert len(at.expander) == 1


@pytest.mark.long
def test_the_record_lists_what_was_decided(county):
    assert "还没有认定" in words(page(quality_view="认定记录"))
    at = page(period=Q3)
    clean(button(at, "A 主办").click().run())
    at = page(quality_view="认定记录")
    text = words(at)
    assert "共 1 条，其中 1 条有效" in text
    assert "认定县人力资源和社会保障局主办" in text
    clean(button(at, "撤销").click().run())
    assert "共 2 条，其中 0 条有效" in words(at)
    assert not [one for one in at.button if "撤销" in one.label]


def test_a_reports_figures_are_compared(county):
    at = page(period="2023年", quality_view="专报数字")
    assert "还没有填数字" in words(at)
    content = (REPO / "tests" / "reference" / "source" / "claims.tsv").read_bytes()
    clean(at.file_uploader[0].set_value([("claims.tsv", content, "text/tab-separated-values")]).run())
    text = words(at)
    assert "**10 处对不上或要说明**　另有 12 项核对通过" in text
    assert "办结 13 件" in text
    clean(at.checkbox(key="claims-against").check().run())
    assert "**10 处对不上" in words(at), "the sample county bears every figure of the report"


def test_a_file_that_is_no_table_is_told(county):
    at = page(quality_view="专报数字")
    clean(at.file_uploader[0].set_value([("数字.csv", "编号,事项\nN01,甲\n".encode(), "text/csv")]).run())
    assert "缺少“数值”列" in words(at)


def test_figures_against_another_period_differ(county):
    at = page(period="2023年第一季度", quality_view="专报数字")
    clean(at.file_uploader[0].set_value([("数字.csv", "编号,数值\nN07,136\n".encode(), "text/csv")]).run())
    clean(at.checkbox(key="claims-against").check().run())
    assert "与台账的数不符" in words(at)


def test_an_empty_database_says_what_to_do(own_database):
    with open_store(own_database) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
    assert "还没有开放任何报告期" in words(page(LOCAL.code))


def test_a_period_without_approved_reports_says_so(own_database):
    with open_store(own_database) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
        store.reporting.ensure_period(parse_period("2024Q1"), date(2024, 4, 15))
    assert "没有审核通过的数据" in words(page(LOCAL.code))


@pytest.mark.long
def test_a_rerun_is_quick(county):
    at = page(period="2023年")
    spent = []
    for _ in range(4):
        start = time.process_time()
        at.run()
        spent.append(time.process_time() - start)
    assert min(spent) < 0.1


@pytest.mark.long
def test_what_another_county_claims_is_settled_here(county):
    """The answer of the office above stands on top; the row is left out by a click."""
    period = parse_period("2023Q3")
    rows = CountyRows(FRAMEWORK, county.reporting.dataset(FRAMEWORK, period)).every("L06")
    row = rows[rows["_period"].str.startswith("2023")].iloc[0]
    place = ReturnedRow("L06", row["_unit"], row["_period"], row["_id"], "honour_title")
    found = ReturnedFinding(CLAIMED, "x", "本县和乙县都报了它。", "321302 乙县", "", (place,))
    standing = ReturnedStanding(71.5, 3, 95, 2, 6, "宿迁市", 1, 3)
    answer = Returned("苏省", "321324", "泗洪县", period.code, 1, "c", 1, standing, (found,))
    row = {"period": period.code, "number": 1, "issuer": "苏省", "account": "shenhe", "at": moment(None)}
    with county.database.engine.begin() as connection:
        connection.execute(insert(returned).values(content=answer.as_record(), **row))
    before = len(county.reporting.dataset(FRAMEWORK, period).ledgers["L06"])
    at = page(period=Q3)
    assert "苏省的第 1 次反馈：已报的 95 个县里第 3 名（换了权重在第 2—6 名）" in words(at)
    at = opened(at, "外县也报了同一件事")
    at = clean(button(at, "计在乙县，本县不计").click().run())
    assert "已认定计在外县" in words(at)
    assert len(county.reporting.dataset(FRAMEWORK, period).ledgers["L06"]) == before - 1
    (ruling,) = county.rulings.holding()
    assert (ruling.verdict, ruling.keep) == (OUTSIDE, "@321302 乙县")
