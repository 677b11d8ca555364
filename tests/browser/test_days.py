"""Whole days of the three roles on the sample county, in a real browser; a picture of every step is kept."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from metrics.store.database import SYSTEM
from tests.browser.test_upload import ROWS, SHEET, download, drop, fill, fits, submit_button
from tests.kit.browser import DESKTOP, LEADER, SLOW
from tests.kit.county_packages import open_store

# Each day is a walk of minutes.
pytestmark = [pytest.mark.browser, pytest.mark.long]

STAFF, OTHER_STAFF = "填报员 · 交通局填报员", "填报员 · 住建局填报员"
REVIEWER = "审核员 · 县产改办审核员"
SLIPS = ROWS[0] | {"活动日期": date(2023, 9, 3), "活动类型": "车间微宣讲", "参加人次": "220余人"}
WHY = "C3 的活动名称请写全称。"
ITEM, MEASURE = "企业得效益", "核实效益"


def follow(watched, link, heading):
    """Click a link of the page's own and wait for the page it leads to."""
    watched.page.get_by_role("link", name=link).first.click()
    expect(watched.page.get_by_role("heading", name=heading).first).to_be_visible(timeout=SLOW)
    return watched.wait()


def confirm_and_submit(watched, said):
    """Confirm what is doubtful, if anything is, and hand in."""
    page = watched.page
    confirm = page.get_by_text("我已核对以上待确认项")
    if confirm.count():
        confirm.click()
        watched.wait()
    submit_button(page).click()
    expect(page.get_by_text(said)).to_be_visible(timeout=SLOW)
    watched.wait()


def workbook(path):
    """A downloaded workbook; Chromium keeps it under a name without the suffix openpyxl insists on."""
    return openpyxl.load_workbook(BytesIO(path.read_bytes()))


# Staff: told of what is due, template, faulty file, a lost page, the marked copy corrected, handed in.


def upload_with_errors(watched, folder):
    """The unit's template, filled with slips; what can be taken on the page is taken there."""
    page = watched.page
    name, template = download(page, "下载本单位模板")
    assert "_U14_" in name
    faulty = fill(template, folder / "第一稿.xlsx", SLIPS, ROWS[1] | {"活动类型": "车间微宣讲"})
    drop(watched, faulty)
    expect(page.get_by_text("错误 3")).to_be_visible()
    expect(submit_button(page)).to_be_disabled()
    watched.shot("day-staff-2-errors")
    page.get_by_text("按类别改（不用表格）").click()
    page.get_by_role("button", name="全部采用建议值（2 处）").click()
    expect(page.get_by_text("已在表内改了 2 处")).to_be_visible(timeout=SLOW)
    watched.wait()


def come_back_to_the_upload(watched):
    """The page is loaded anew: the upload is there, with what was corrected in it."""
    page = watched.page
    page.reload()
    watched.wait()
    expect(page.get_by_text("还没有报送的上传")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("第一稿_已更正.xlsx")).to_be_visible()
    watched.shot("day-staff-3-after-refresh")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_text("识别出的内容")).to_be_visible(timeout=SLOW)
    watched.wait()
    expect(page.get_by_text("错误 1")).to_be_visible()
    assert fits(page)


def correct_the_marked_copy(watched, target):
    """The copy says what is wrong; the person puts it right there and uploads the copy itself."""
    page = watched.page
    name, path = download(page, "下载标注过的原表")
    assert name.endswith("_校验结果.xlsx")
    book = workbook(path)
    assert "B3" in [cell for row in book["问题清单"].iter_rows(values_only=True) for cell in row]
    assert book[SHEET]["D3"].value == "微宣讲"
    book[SHEET]["B3"], book[SHEET]["F3"] = date(2023, 11, 3), 220
    book.save(target)
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_text("已删除 1 份上传。")).to_be_visible(timeout=SLOW)
    watched.wait()
    drop(watched, target)
    expect(page.get_by_text("错误 1")).to_have_count(0)


def test_a_day_of_a_reporting_unit(server, open_page, tmp_path):
    running = server(demo=True, fresh=True)
    watched = open_page(running.url, DESKTOP, STAFF)
    watched.wait().get_by_role("link", name="还没有报").wait_for()
    watched.shot("day-staff-1-told")
    page = follow(watched, "还没有报", "第一步")
    upload_with_errors(watched, tmp_path)
    come_back_to_the_upload(watched)
    correct_the_marked_copy(watched, tmp_path / "第二稿.xlsx")
    confirm_and_submit(watched, "已报送：第 1 版")
    assert fits(page)
    watched.shot("day-staff-4-handed-in")
    follow(watched, "报送历史", "报送历史")
    expect(page.get_by_text("待审核").first).to_be_visible()
    watched.shot("day-staff-5-history")
    follow(watched, "总览", "总览")
    expect(page.get_by_role("link", name="还没有报")).to_have_count(0)
    with open_store(running.database_url) as store:
        sent = store.reporting.submissions(unit="U14")[-1]
        assert store.reporting.drafts("u14") == []
        assert (sent.file, sent.period, sent.state) == ("第二稿.xlsx", "2023Q4", "submitted")
        activities = store.reporting.checked(sent.id, SYSTEM).ledgers["L05"].frame
    assert activities["attendances"].tolist() == [220, 120]


# Office: told of what waits, returned, corrected by the unit, approved, published.


def give_back(watched):
    """The reviewer looks at what changed and returns it."""
    page = watched.wait()
    expect(page.get_by_text("建筑工匠夜校开班第一课")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("通过后全县总分")).to_be_visible()
    name, path = download(page, "标注过的副本")
    assert name.endswith("_校验结果.xlsx")
    assert workbook(path).sheetnames
    watched.shot("day-office-1-review")
    assert fits(page)
    page.get_by_label("退回原因", exact=True).fill(WHY)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回：县住房和城乡建设局")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("没有待审核的报送")).to_be_visible()


def correct(watched, target):
    """The unit is told, reads the reason, corrects its file and hands it in again."""
    watched.wait()
    page = follow(watched, "已退回", "第一步")
    expect(page.get_by_text(f"退回原因：{WHY}").first).to_be_visible(timeout=SLOW)
    watched.shot("day-office-2-returned")
    _, path = download(page, "原文件")
    book = workbook(path)
    book[SHEET]["C3"] = "建筑工匠夜校开班第一课（瓦工实操）"
    book.save(target)
    drop(watched, target)
    confirm_and_submit(watched, "已报送：第 3 版")


def approve_and_publish(watched, url):
    """The reviewer sees the one changed cell, approves, and publishes the quarter."""
    page = watched.page
    page.goto(f"{url}/review")
    watched.wait()
    expect(page.get_by_text("建筑工匠夜校开班第一课（瓦工实操）")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(f"的原因：{WHY}")).to_be_visible()
    watched.shot("day-office-3-corrected")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("已通过：县住房和城乡建设局")).to_be_visible(timeout=SLOW)
    page.goto(f"{url}/periods?periods-view=发布")
    watched.wait()
    expect(page.get_by_text("有 1 份没有计入：县交通运输局")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="发布2023年第四季度").click()
    expect(page.get_by_text("2023年第四季度已发布。")).to_be_visible(timeout=SLOW)
    page.goto(f"{url}/periods?periods-view=发布记录")
    expect(page.get_by_text("现在算出来的和发布的一样")).to_be_visible(timeout=SLOW)
    watched.wait()
    watched.shot("day-office-4-published")


def test_a_day_of_the_office(server, open_page, tmp_path):
    running = server(demo=True, fresh=True)
    office = open_page(running.url, DESKTOP, REVIEWER)
    office.wait()
    page = follow(office, "还有 1 份待审", "审核")
    give_back(office)
    correct(open_page(running.url, DESKTOP, OTHER_STAFF), tmp_path / "更正.xlsx")
    approve_and_publish(office, running.url)
    follow(office, "总览", "总览")
    expect(page.get_by_role("link", name="份待审")).to_have_count(0)
    with open_store(running.database_url) as store:
        (done,) = store.office.publications()
        deeds = store.care.audit_rows(SYSTEM)
    assert done.period == "2023Q4"
    own = deeds[deeds["action"].isin(["return", "submit", "approve", "publish"])].tail(4)
    assert own["action"].tolist() == ["return", "submit", "approve", "publish"]
    assert own["account"].tolist() == ["shenhe", "u13", "shenhe", "shenhe"]
    assert set(own["address"]) == {"127.0.0.1"}


# Leader: from the county to an item, an enterprise, its rows, and the cell of the file they came in.


def choose(watched, label, text):
    """Type into a selectbox and take the one option that is left."""
    box = watched.page.get_by_role("combobox", name=label)
    box.click()
    box.fill(text)
    watched.page.get_by_role("option", name=text).first.click()
    watched.wait()


def rows_of(book):
    """The exported rows under their headers: those of the one sheet that names cells."""
    for sheet in book:
        lines = list(sheet.iter_rows(values_only=True))
        head = next((line for line in lines if "单元格" in line), None)
        if head:
            return [dict(zip(head, line, strict=True)) for line in lines[lines.index(head) + 1 :]]
    raise AssertionError(f"no sheet with cells among {book.sheetnames}")


def read_the_rows(watched):
    """The enterprise's rows as they are handed out, and the original file: both say the same of one cell."""
    page = watched.page
    rows = page.get_by_test_id("stDataFrame").last
    rows.scroll_into_view_if_needed()
    expect(rows.locator("[role=columnheader]").filter(has_text="单元格")).to_have_count(1)
    watched.shot("day-leader-4-rows")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出表格").last.click()
    table = rows_of(workbook(waiting.value.path()))
    name, path = download(page, "下载原件")
    row = next(row for row in table if row["文件"] == name)
    cell = workbook(path)[row["工作表"]][row["单元格"]]
    assert str(cell.value) == str(row["原值"])
    return row


def test_a_day_of_a_leader(server, open_page):
    watched = open_page(server(demo=True).url, DESKTOP, LEADER)
    page = watched.wait()
    expect(page.get_by_role("link", name="份待审")).to_have_count(0)
    watched.shot("day-leader-1-overview")
    page.locator("a.kdj-tile", has_text=ITEM).click()
    expect(page.get_by_role("heading", name="来源行")).to_be_visible(timeout=SLOW)
    expect(watched.wait().get_by_role("combobox", name="项目")).to_have_value(ITEM)
    expect(page.get_by_test_id("stTable").first).to_contain_text(f"所属项目{ITEM}")
    first = page.get_by_role("combobox", name="看谁的来源行").input_value()
    watched.shot("day-leader-2-item")
    follow(watched, "企业", "企业")
    page.get_by_test_id("stMain").get_by_role("radio", name="画像").click()
    expect(page.get_by_role("heading", name="指标与来源")).to_be_visible(timeout=SLOW)
    watched.wait()
    code = first.partition(" ")[0]
    choose(watched, "选择对象", code)
    # The end of the way at the head of the page: the run that draws it is under way at the latest now.
    expect(page.get_by_test_id("stMain").locator("strong", has_text=code)).to_be_visible(timeout=SLOW)
    watched.wait()
    choose(watched, "项目", ITEM)
    measure = page.get_by_role("combobox", name="看哪个指标的来源行")
    expect(measure).to_have_value(re.compile(f"{ITEM} · {MEASURE}："))
    watched.shot("day-leader-3-enterprise")
    row = read_the_rows(watched)
    assert row["单元格"]
    assert fits(page)
