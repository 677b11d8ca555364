"""A 填报员's whole way in a real browser: template, faulty file, corrected file, handed in, history."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

STAFF = "填报员 · 人社局填报员"
TEMPLATE = "泗洪县产改台账_U08_县人力资源和社会保障局_2023Q4.xlsx"
SHEET = "活动台账"
HEADER_ROW, FIRST_ROW = 2, 3
ROWS = (
    {"活动日期": date(2023, 11, 3), "活动名称": "车间里的微宣讲（示例）", "参加人次": 86},
    {"活动日期": date(2023, 12, 6), "活动名称": "冬季安全讲堂（示例）", "参加人次": 120},
)
ALWAYS = {"活动类型": "微宣讲", "场次": 1, "承办类型": "成员单位"}


def fill(template, target, *rows):
    """Type rows into the activity sheet the way a person would, and save under another name."""
    book = openpyxl.load_workbook(BytesIO(template.read_bytes()))
    sheet = book[SHEET]
    places = {
        str(cell.value).rstrip("*").partition("（")[0]: cell.column
        for cell in sheet[HEADER_ROW]
        if cell.value
    }
    for number, row in enumerate(rows, FIRST_ROW):
        for heading, value in (ALWAYS | row).items():
            sheet.cell(number, places[heading], value)
    book.save(target)
    return target


def open_as_staff(server, open_page, size):
    """The upload page as the demo county's 人社局."""
    watched = open_page(server.url, size)
    page = watched.wait()
    if size == PHONE:
        page.get_by_test_id("stExpandSidebarButton").click()
    chooser = page.get_by_test_id("stSidebar").get_by_role("combobox")
    chooser.click()
    chooser.fill("人社")
    page.get_by_role("option", name=STAFF).click()
    watched.wait().get_by_role("link", name="填报").click()
    if size == PHONE:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click(force=True)
    expect(page.get_by_role("heading", name="第一步")).to_be_visible()
    watched.wait()
    return watched


def drop(watched, *files):
    """Give files to the uploader and wait for the result of the check."""
    watched.page.locator("input[type=file]").set_input_files(files)
    expect(watched.page.get_by_text("识别出的内容")).to_have_count(len(files), timeout=30_000)
    return watched.wait()


def submit_button(page):
    return page.get_by_role("button", name="报送", exact=True)


def fits(page):
    """Whether nothing sticks out of the window sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def download(page, button):
    """What the first button of that name gives: (file name, path)."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).first.click()
    return waiting.value.suggested_filename, waiting.value.path()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_template_faulty_file_corrected_file_history(server, open_page, tmp_path, size):
    watched = open_as_staff(server(demo=True, fresh=True), open_page, size)
    page = watched.page
    expect(page.get_by_text("第 1 版已审核通过")).to_be_visible()
    expect(page.get_by_role("button", name="选择文件")).to_be_visible()
    watched.shot(f"upload-start-{size[0]}")
    name, template = download(page, "下载本单位模板")
    assert name == TEMPLATE

    too_early = ROWS[0] | {"活动日期": date(2023, 9, 3), "企业编号": "泗洪没有这家公司"}
    drop(watched, fill(template, tmp_path / "第一稿.xlsx", too_early, ROWS[1]))
    check_the_faulty(page)
    watched.shot(f"upload-findings-{size[0]}")

    page.get_by_test_id("stFileUploader").get_by_role("button", name="第一稿.xlsx").click()
    expect(page.get_by_text("识别出的内容")).to_have_count(0)
    corrected = fill(template, tmp_path / "第二稿.xlsx", *ROWS)
    drop(watched, corrected)
    expect(page.get_by_text("检查通过，没有发现问题。")).to_be_visible()
    page.get_by_role("tab", name=f"{SHEET} 2").click()
    watched.wait()
    grid = page.get_by_test_id("stDataFrame")
    # The grid may be drawn anew meanwhile: scroll at once, without waiting for it to hold still.
    grid.evaluate("node => node.scrollIntoView()")
    expect(grid.locator("[role=gridcell]").filter(has_text="A08-23Q4-")).to_have_count(len(ROWS))
    watched.shot(f"upload-preview-{size[0]}")

    submit_button(page).click()
    expect(page.get_by_text("已报送：第 2 版")).to_be_visible()
    watched.wait()
    expect(submit_button(page)).to_have_count(0)
    expect(page.get_by_text("待审核")).to_have_count(2)
    name, original = download(page, "原文件")
    assert (name, original.read_bytes()) == (corrected.name, corrected.read_bytes())
    assert fits(page)
    watched.shot(f"upload-done-{size[0]}")


def check_the_faulty(page):
    """Both problems stand there with their cells, nothing can be handed in, the list can be taken away."""
    expect(page.get_by_text("错误 2")).to_be_visible()
    table = page.get_by_test_id("stTable").filter(has_text="2023-09-03")
    expect(table).to_contain_text("B3")
    expect(table).to_contain_text("2023-10-01 至 2023-12-31")
    expect(page.get_by_test_id("stTable").filter(has_text="泗洪没有这家公司")).to_contain_text("H3")
    expect(submit_button(page)).to_be_disabled()
    name, path = download(page, "下载问题清单（Excel）")
    assert name == "问题清单_第一稿.xlsx"
    # Chromium keeps a download under a name of its own, without the suffix openpyxl insists on.
    listed = openpyxl.load_workbook(BytesIO(path.read_bytes()))["问题清单"]
    assert [row[2] for row in listed.iter_rows(3, values_only=True)] == ["B3", "H3"]
    assert fits(page)


def test_the_chosen_quarter_is_in_the_address(server, open_page):
    watched = open_as_staff(server(demo=True), open_page, DESKTOP)
    page = watched.page
    page.get_by_test_id("stMain").get_by_role("combobox").first.click()
    page.get_by_role("option", name="2023年第二季度").click()
    watched.wait()
    expect(page.get_by_text("第 2 版已审核通过")).to_be_visible()
    page.wait_for_url("**/upload?*quarter=*")


def test_an_empty_database_offers_to_open_a_quarter(server, open_page):
    watched = open_page(server(demo=False, fresh=True).url)
    page = watched.wait()
    page.get_by_role("link", name="填报").click()
    expect(page.get_by_role("button", name="开放")).to_be_visible()
    watched.wait()
    watched.shot("upload-empty")
    page.get_by_role("button", name="开放").click()
    expect(page.get_by_role("heading", name="第一步")).to_be_visible()
    watched.wait()
