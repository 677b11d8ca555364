"""The upload page, drawn by Streamlit's own test runner on the sample county and on an empty database."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest import write_template
from metrics.scoring import prepare, score_book
from metrics.store.database import SYSTEM
from tests.kit import office
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.office import clean, words
from tests.kit.pages import LOCAL
from tests.kit.workbooks import mistyped

fresh_caches, county = office.fresh_caches, office.county

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
FIRST = "填报员 · 交通局填报员"
STAFF, OFFICE, LEADER = "填报员 · 人社局填报员", "审核员 · 县产改办审核员", "领导 · 县产改工作分管领导"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(account=STAFF):
    return office.page("upload", account)


def submit_buttons(at):
    return [button for button in at.button if button.label == "报送"]


def workbook(store, unit="U08", **changes):
    """A template with two activities; `changes` replace columns."""
    rows = {
        "held_on": ["2023-11-03", "2023-12-06"],
        "activity_name": ["车间里的微宣讲（示例）", "冬季安全讲堂（示例）"],
        "activity_type": ["微宣讲", "微宣讲"],
        "sessions": [2, 1],
        "attendances": [86, 40],
        "organiser_type": ["成员单位", "成员单位"],
    }
    context = store.reporting.context(FRAMEWORK, unit, QUARTER, SYSTEM)
    return write_template(FRAMEWORK, unit, QUARTER, context, {"L05": pd.DataFrame(rows | changes)})


def upload(at, *files):
    named = [(name, content, XLSX) for name, content in files]
    return clean(at.file_uploader[0].set_value(named).run())


def test_a_leader_is_sent_elsewhere(county):
    at = page(LEADER)
    assert "“填报”页不对领导开放" in at.info[0].value
    assert not at.file_uploader


def test_staff_find_their_unit_quarter_state_and_template(county):
    at = page()
    text = words(at)
    assert [box.label for box in at.selectbox] == ["报告期"]
    assert at.selectbox[0].value == QUARTER.label
    assert "**县人力资源和社会保障局**　2023年第四季度　:green-badge[通过]　2024年1月15日截止" in text
    assert "136 家企业" in text
    assert "重点工作品牌台账" in text
    assert next(button.label for button in at.download_button) == "下载本单位模板"
    stored = county.reporting.submissions(unit="U08")
    assert sum(button.label == "原文件" for button in at.download_button) == len(stored)


def test_another_quarter_shows_its_own_state(county):
    county.reporting.ensure_period(parse_period("2024Q1"), date(2024, 4, 15))
    at = page()
    assert at.selectbox[0].value == "2024年第一季度"
    assert "red-badge[逾期未报]" in words(at)
    assert "本期还没有报送" in words(at)
    at.selectbox[0].set_value("2023年第三季度").run()
    assert "2023年第三季度　:green-badge[通过]" in words(clean(at))


def test_a_problem_is_named_with_its_cell_and_cannot_be_handed_in(county):
    before = len(county.reporting.submissions())
    content = workbook(county, held_on=["2023-09-03", "2023-12-06"], attendances=["很多人", 40])
    at = upload(page(), ("台账.xlsx", content))
    text = words(at)
    assert "错误 2" in text
    assert "活动台账　**不在本报告期**" in text
    assert "**B3**,“活动日期”填的“2023-09-03”不在本报告期内。" in text
    assert "**F3**" in text
    assert "还有 2 处错误" in text
    assert [button.disabled for button in submit_buttons(at)] == [True]
    assert "下载问题清单（Excel）" in [button.label for button in at.download_button]
    assert len(county.reporting.submissions()) == before


def test_many_of_one_kind_are_one_group(county):
    many = 40
    rows = {
        "held_on": ["2023-08-01"] * many,
        "activity_name": [f"早了的活动{n}" for n in range(many)],
        "activity_type": ["微宣讲"] * many,
        "sessions": [1] * many,
        "attendances": list(range(many)),
        "organiser_type": ["成员单位"] * many,
    }
    at = upload(page(), ("台账.xlsx", workbook(county, **rows)))
    assert "**不在本报告期**　同类 40 处" in words(at)
    assert at.dataframe[0].value["单元格"].tolist()[:2] == ["B3", "B4"]


def press(at, label):
    """Click the one button with this label."""
    (button,) = [button for button in at.button if button.label == label]
    return clean(button.click().run())


def downloads(at):
    return [button.label for button in at.download_button]


def test_proposals_are_accepted_with_one_click_and_taken_back(county):
    faulty = workbook(county, "U14", activity_type=["车间微宣讲", "车间微宣讲"], attendances=["220余人", 40])
    at = upload(page(FIRST), ("台账.xlsx", faulty))
    assert "错误 2" in words(at)
    assert submit_buttons(at)[0].disabled
    press(at, "全部采用建议值（2 处）")
    text = words(at)
    assert "已在表内改了 2 处" in text
    assert "活动台账!D3 → 微宣讲" in text
    assert "错误" not in text.partition("台账_已更正.xlsx")[2].partition("共")[0]
    assert "待确认 1" in text
    assert "下载更正后的文件" in downloads(at)
    press(at, "采用")
    assert "已在表内改了 3 处" in words(at)
    assert not submit_buttons(at)[0].disabled
    press(at, "撤销上一步")
    assert "已在表内改了 2 处" in words(at)
    press(at, "采用")
    press(at, "全部撤销")
    assert "错误 2" in words(at)
    press(at, "全部错误和待确认项采用建议值（3 处）")
    submit_buttons(at)[0].click().run()
    latest = county.reporting.submissions(QUARTER, "U14")[-1]
    assert (latest.file, latest.state) == ("台账_已更正.xlsx", "submitted")
    name, stored = county.reporting.original(latest.sha256, SYSTEM)
    sheet = openpyxl.load_workbook(BytesIO(stored))["活动台账"]
    assert (name, sheet["D3"].value, sheet["F3"].value) == ("台账_已更正.xlsx", "微宣讲", 220)
    assert "**已报送**" in words(clean(at))


@pytest.mark.long
def test_another_value_is_typed_in_place(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", held_on=["2023-09-03", "2023-12-06"])))
    (field,) = at.text_input
    assert (field.label, field.value) == ("B3 改为", "2023-09-03")
    press(at, "采用")
    assert "已在表内改了" not in words(at)
    at.text_input[0].input("2023-11-03")
    press(at, "采用")
    assert "活动台账!B3 → 2023-11-03" in words(at)
    assert "检查通过，没有发现问题。" in at.success[0].value
    assert not submit_buttons(at)[0].disabled


@pytest.mark.long
def test_a_cell_is_emptied_in_place(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", online_attendances=[999, 5])))
    assert at.text_input[0].value == "999"
    at.text_input[0].input("")
    press(at, "采用")
    assert "活动台账!G3 → （清空）" in words(at)
    assert "错误" not in words(at).partition("台账_已更正.xlsx")[2].partition("共")[0]
    assert not [button for button in submit_buttons(at) if button.disabled]
    submit_buttons(at)[0].click().run()
    _, stored = county.reporting.original(county.reporting.submissions(QUARTER, "U14")[-1].sha256, SYSTEM)
    assert openpyxl.load_workbook(BytesIO(stored))["活动台账"]["G3"].value is None


@pytest.mark.long
def test_one_of_several_words_is_chosen(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", activity_type=["车间微宣讲", "看不懂"])))
    assert [box.label for box in at.selectbox][-2:] == ["D3 改为", "D4 改为"]
    near, far = at.selectbox[-2:]
    assert near.value == "微宣讲"
    assert far.value is None
    assert far.options[-1] == "（清空这一格）"
    far.set_value("技能培训")
    press(at, "采用")
    assert "活动台账!D4 → 技能培训" in words(at)
    assert "检查通过，没有发现问题。" in at.success[0].value


@pytest.mark.long
def test_a_long_group_is_a_table_whose_last_column_is_taken(county):
    many = 20
    rows = {
        "held_on": ["2023-11-03"] * many,
        "activity_name": [f"活动{n}" for n in range(many)],
        "activity_type": ["车间微宣讲"] * many,
        "sessions": [1] * many,
        "attendances": list(range(many)),
        "organiser_type": ["成员单位"] * many,
    }
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", **rows)))
    assert at.dataframe[0].value["改为"].tolist() == ["微宣讲"] * many
    press(at, "采用“改为”一列")
    assert "已在表内改了 20 处" in words(at)
    assert "错误" not in words(at)


@pytest.mark.long
def test_a_name_accepted_once_is_kept_when_the_file_is_handed_in(county):
    code, slip = mistyped(county)
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", enterprise_code=[slip, None])))
    choice = next(box for box in at.selectbox if box.label == "H3 改为")
    assert choice.value is None
    choice.set_value(next(option for option in choice.options if option.startswith(code)))
    press(at, "采用")
    assert county.care.audit_rows(SYSTEM, action="alias").empty
    submit_buttons(at)[0].click().run()
    assert "**已报送**" in words(clean(at))
    (kept,) = county.care.audit_rows(SYSTEM, action="alias").to_dict("records")
    assert (kept["account"], kept["subject"], kept["detail"]["text"]) == ("u14", f"L15 {code}", slip)


@pytest.mark.long
def test_the_marked_copy_is_offered_when_there_is_something_in_it(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", attendances=["很多人", 40])))
    assert "下载标注过的原表" in downloads(at)
    assert "有 2 行没有编号，系统已编好" in words(at)
    name, content = county.reporting.original(county.reporting.submissions(QUARTER, "U08")[0].sha256, SYSTEM)
    at = upload(page(), (name, content))
    assert "下载标注过的原表" not in downloads(at)


@pytest.mark.long
def test_what_changes_and_what_it_does_is_shown_before_handing_in(county):
    at = upload(page(), ("台账.xlsx", workbook(county)))
    text = words(at)
    assert "和上一版比　新增 2 行" in text
    assert re.search(r"和上一版比，这份里少了 \d+ 行：\S*台账 ", text)
    assert re.search(r"审核通过后　本单位总分 \d+\.\d → \d+\.\d", text)
    (total,) = re.findall(r"本单位总分 \S+ → (\S+?)（", text)
    upload_id = hand_in_as_is(at, county)
    county.reporting.approve(upload_id, "shenhe")
    book = score_book(prepare(FRAMEWORK, county.reporting.dataset(FRAMEWORK, QUARTER)), "unit")
    assert f"{book.scores.loc['U08', FRAMEWORK.root.id]:.1f}" == total


def hand_in_as_is(at, county):
    """Confirm and submit the one file; its submission's number."""
    for box in at.checkbox:
        box.check().run()
    submit_buttons(at)[0].click().run()
    clean(at)
    return county.reporting.submissions(QUARTER, "U08")[-1].id


@pytest.mark.long
def test_many_files_are_summed_up_and_handed_in_together(county):
    files = [("甲.xlsx", workbook(county, "U14")), ("乙.xlsx", workbook(county, "U08"))]
    files += [("丙.xlsx", workbook(county, "U09", attendances=["很多人", 40])), ("丁.xlsx", b"")]
    at = upload(page(OFFICE), *files)
    table = at.table[0].value
    assert table.iloc[:, 0].map(plain).tolist() == ["甲.xlsx", "乙.xlsx", "丙.xlsx", "丁.xlsx"]
    assert table.iloc[:, -1].tolist() == ["可报送", "待确认", "有错误", "认不出"]
    assert not submit_buttons(at)
    press(at, "一次报送 1 份")
    assert county.reporting.submissions(QUARTER, "U14")[-1].state == "submitted"
    assert at.table[0].value.iloc[:, -1].tolist() == ["已报送", "待确认", "有错误", "认不出"]
    at.checkbox[0].check().run()
    press(at, "一次报送 1 份")
    assert county.reporting.submissions(QUARTER, "U08")[-1].revision == 2
    assert len(county.reporting.submissions(QUARTER, "U09")) == 1


def plain(text):
    return re.sub(r"\\(.)", r"\1", text)


def test_a_clean_file_is_previewed_and_handed_in(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14")))
    assert "检查通过，没有发现问题。" in at.success[0].value
    assert "活动台账 2" in [tab.label for tab in at.tabs]
    preview = at.dataframe[0].value
    assert preview.columns[0] == "Excel行"
    assert "本期第一次报送，没有可比的上一版。" in words(at)
    submit_buttons(at)[0].click().run()
    latest = county.reporting.submissions(QUARTER, "U14")[-1]
    assert (latest.revision, latest.state, latest.submitted_by) == (1, "submitted", "u14")
    text = words(clean(at))
    assert "**已报送**：第 1 版" in text
    assert "blue-badge[待审核]" in text
    assert not submit_buttons(at)
    stored = county.care.audit_rows(SYSTEM, action="submit", subject=f"submission {latest.id}")
    assert stored["account"].tolist() == ["u14"]


@pytest.mark.long
def test_what_is_doubtful_is_confirmed_first(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14", attendances=["220余人", 40])))
    assert "待确认 1" in words(at)
    assert submit_buttons(at)[0].disabled
    at.checkbox[0].check().run()
    assert not submit_buttons(at)[0].disabled
    submit_buttons(at)[0].click().run()
    assert "**已报送**" in words(clean(at))


def test_a_forged_click_does_not_pass_by_the_confirmation(county):
    at = upload(page(), ("台账.xlsx", workbook(county, attendances=["220余人", 40])))
    submit_buttons(at)[0]._value = True
    clean(at.run())
    assert len(county.reporting.submissions(QUARTER, "U08")) == 1


@pytest.mark.long
def test_the_same_file_again_is_recognised(county):
    name, content = county.reporting.original(county.reporting.submissions(QUARTER, "U08")[0].sha256, SYSTEM)
    at = upload(page(), (name, content))
    assert "已经报送过（第 1 版" in at.info[0].value
    assert not submit_buttons(at)


@pytest.mark.long
def test_a_returned_file_says_why_and_waits_for_another(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14")))
    submit_buttons(at)[0].click().run()
    county.reporting.give_back(county.reporting.submissions(QUARTER, "U14")[-1].id, "shenhe", "场次请核对")
    text = words(clean(at.run()))
    assert "orange-badge[已退回]" in text
    assert "退回原因：场次请核对" in text
    assert "内容没有变化，请改好后再传" in text


@pytest.mark.long
def test_another_units_file_is_explained(county):
    at = upload(page(), ("台账.xlsx", workbook(county, "U09")))
    assert "文件里写的是“县财政局”，上传时选的是“县人力资源和社会保障局”" in words(at)
    assert submit_buttons(at)[0].disabled


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("台账.pdf", b"%PDF-1.7 nothing", "这个文件其实是PDF 文件"),
        ("空.xlsx", b"", "是空的，没有任何内容"),
        ("坏.xlsx", b"PK\x03\x04 torn", "文件打不开"),
    ],
)
def test_whatever_is_dropped_gets_a_sentence(county, name, content, said):
    at = upload(page(), (name, content))
    assert said in words(at)
    assert submit_buttons(at)[0].disabled


@pytest.mark.long
def test_texts_of_a_file_are_no_markup(county):
    at = upload(page(), ("![x](http://example.org/x.png).xlsx", workbook(county)))
    said = next(part.value for part in at.markdown if "example" in part.value)
    assert r"\!\[x\]\(http\:\/\/example\.org\/x\.png\)\.xlsx" in said


@pytest.mark.long
def test_two_files_for_one_quarter_are_warned_of_and_the_same_file_counts_once(county):
    one, other = workbook(county), workbook(county, attendances=[1, 2])
    at = upload(page(), ("一.xlsx", one), ("二.xlsx", other), ("一（副本）.xlsx", one))
    assert "有 2 份文件都是县人力资源和社会保障局 2023年第四季度的" in at.warning[0].value
    assert "内容完全相同" in words(at)
    assert len(submit_buttons(at)) == 2


@pytest.mark.long
def test_the_office_drops_files_of_several_units_at_once(county):
    at = page(OFFICE)
    assert [box.label for box in at.selectbox][:2] == ["单位", "报告期"]
    files = [(f"{unit}.xlsx", workbook(county, unit)) for unit in ("U08", "U14")]
    upload(at, *files)
    assert len(submit_buttons(at)) == 2
    assert "县人力资源和社会保障局　2023年第四季度" in words(at)
    assert "县交通运输局　2023年第四季度" in words(at)
    submit_buttons(at)[1].click().run()
    assert county.reporting.submissions(QUARTER, "U14")[-1].submitted_by == "shenhe"
    at.selectbox[0].set_value("U09 县财政局").run()
    assert "**县财政局**" in words(clean(at))
    assert "下载本单位模板" in [button.label for button in at.download_button]


def test_an_empty_database_says_what_to_do_and_can_begin(own_database):
    with open_store(own_database) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
        at = page(LOCAL.code)
        assert "还没有数据" in words(at)
        at.selectbox[0].set_value(at.selectbox[0].options[1])
        at.button[0].click().run()
        opened = store.reporting.periods()
        assert len(opened) == 1
        assert opened[0].due_on is not None
        assert "第一步　下载模板" in words(clean(at))
        assert store.care.audit_rows(SYSTEM, action="period")["account"].tolist() == ["local"]


@pytest.mark.long
def test_an_account_changed_meanwhile_hands_in_nothing(county):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14")))
    county.people.ensure_account(replace(county.people.account("u14"), unit="U09"), "guanli")
    submit_buttons(at)[0].click().run()
    assert county.reporting.submissions(QUARTER, "U14") == []
    assert county.reporting.submissions(QUARTER, "U09")[-1].revision == 1


@pytest.mark.long
def test_what_the_database_refuses_is_said(county, demo_url):
    at = upload(page(FIRST), ("台账.xlsx", workbook(county, "U14")))
    with closing(sqlite3.connect(demo_url.removeprefix("sqlite:///"))) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, '满了'); END"
        )
        database.commit()
    submit_buttons(at)[0].click().run()
    assert "满了。这次操作没有保存任何内容" in clean(at).error[0].value
    assert len(county.reporting.submissions(QUARTER, "U14")) == 0
    assert submit_buttons(at)


@pytest.mark.long
def test_a_file_for_a_whole_year_is_explained(county):
    book = openpyxl.load_workbook(BytesIO(workbook(county)))
    del book["封面"], book["Meta"]
    buffer = BytesIO()
    book.save(buffer)
    at = upload(page(OFFICE), ("县人社局_2023.xlsx", buffer.getvalue()))
    assert "台账按季度报送" in words(at)
    assert submit_buttons(at)[0].disabled
