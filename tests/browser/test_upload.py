"""A 填报员's whole way in a real browser: template, faulty file, corrected file, handed in, history."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.kit.browser import DESKTOP, PHONE, SLOW
from tests.kit.county_packages import open_store

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
    watched = open_page(server.url, size, STAFF)
    page = watched.wait()
    if size == PHONE:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="填报").click()
    if size == PHONE:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click(force=True)
    expect(page.get_by_role("heading", name="第一步")).to_be_visible()
    watched.wait()
    return watched


def drop(watched, *files):
    """Give files to the uploader and wait for the result of the check."""
    watched.page.locator("input[type=file]").set_input_files(files)
    expect(watched.page.get_by_text("识别出的内容")).to_have_count(len(files), timeout=SLOW)
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


@pytest.mark.long
@pytest.mark.parametrize(
    "size", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desktop", "phone"]
)
def test_template_faulty_file_corrected_in_place_handed_in(server, open_page, tmp_path, size):
    watched = open_as_staff(server(demo=True, fresh=True), open_page, size)
    page = watched.page
    expect(page.get_by_text("第 1 版已通过")).to_be_visible()
    expect(page.get_by_role("button", name="选择文件")).to_be_visible()
    watched.shot(f"upload-start-{size[0]}")
    name, template = download(page, "下载本单位模板")
    assert name == TEMPLATE

    slips = {"活动日期": date(2023, 9, 3), "活动类型": "车间微宣讲", "参加人次": "220余人"}
    drop(
        watched,
        fill(template, tmp_path / "第一稿.xlsx", ROWS[0] | slips, ROWS[1] | {"活动类型": "车间微宣讲"}),
    )
    check_the_faulty(page)
    watched.shot(f"upload-findings-{size[0]}")
    correct_in_place(watched)
    watched.shot(f"upload-corrected-{size[0]}")

    look_before_handing_in(watched)
    watched.shot(f"upload-effect-{size[0]}")
    page.get_by_text("我已核对以上待确认项").click()
    watched.wait()
    expect(submit_button(page)).to_be_enabled()
    submit_button(page).click()
    expect(page.get_by_text("已报送：第 2 版")).to_be_visible()
    watched.wait()
    expect(submit_button(page)).to_have_count(0)
    expect(page.get_by_text("待审核")).to_have_count(2)
    name, original = download(page, "原文件")
    assert name == "第一稿_已更正.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(original.read_bytes()))[SHEET]
    assert [sheet[cell].value for cell in ("B3", "D3", "D4", "F3")] == ["2023-11-03", "微宣讲", "微宣讲", 220]
    assert fits(page)
    watched.shot(f"upload-done-{size[0]}")


def check_the_faulty(page):
    """The problems stand there with their cells, nothing can be handed in, marked copy and list are there."""
    expect(page.get_by_text("错误 3", exact=True)).to_be_visible()
    page.get_by_text("按类别改（不用表格）").click()
    table = page.get_by_test_id("stTable").filter(has_text="2023-09-03")
    expect(table).to_contain_text("B3")
    expect(table).to_contain_text("2023-10-01 至 2023-12-31")
    expect(submit_button(page)).to_be_disabled()
    # Chromium keeps a download under a name of its own, without the suffix openpyxl insists on.
    name, path = download(page, "下载问题清单（Excel）")
    assert name == "问题清单_第一稿.xlsx"
    listed = openpyxl.load_workbook(BytesIO(path.read_bytes()))["问题清单"]
    assert {"B3", "D3", "D4", "F3"} <= {row[2] for row in listed.iter_rows(3, values_only=True)}
    name, path = download(page, "下载标注过的原表")
    assert name == "第一稿_校验结果.xlsx"
    marked = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    assert marked.sheetnames[0] == "问题清单"
    assert marked[SHEET]["A3"].value.startswith("A08-23Q4-")
    assert fits(page)


def correct_in_place(watched):
    """A group by its proposals, one cell by typing and the Enter key, one by its proposal, one step back."""
    page = watched.page
    page.get_by_role("button", name="全部采用建议值（2 处）").click()
    expect(page.get_by_text("已在表内改了 2 处")).to_be_visible()
    field = watched.wait().get_by_label("B3 改为")
    field.fill("2023-11-03")
    field.press("Enter")
    expect(page.get_by_text("已在表内改了 3 处")).to_be_visible()
    expect(watched.wait().get_by_label("F3 改为")).to_have_value("220")
    page.get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_text("已在表内改了 4 处")).to_be_visible()
    watched.wait().get_by_role("button", name="撤销上一步").click()
    expect(page.get_by_text("已在表内改了 3 处")).to_be_visible()
    watched.wait().get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_text("已在表内改了 4 处")).to_be_visible()
    watched.wait()
    expect(page.get_by_text("错误 3", exact=True)).to_have_count(0)
    assert fits(page)


def look_before_handing_in(watched):
    """Rows as understood, what differs from the last revision, what becomes of the figures."""
    page = watched.page
    page.get_by_role("tab", name=f"{SHEET} 2").click()
    watched.wait()
    grid = page.get_by_test_id("stDataFrame").first
    # The grid may be drawn anew meanwhile: scroll at once, without waiting for it to hold still.
    grid.evaluate("node => node.scrollIntoView()")
    expect(grid.locator("[role=gridcell]").filter(has_text="A08-23Q4-")).to_have_count(len(ROWS))
    page.get_by_text("和上一版比　新增").click()
    expect(page.get_by_test_id("stTable").filter(has_text="台账").last).to_be_visible()
    watched.wait().get_by_text("审核通过后").click()
    expect(page.get_by_text("按2023年第四季度全县已通过的数据试算，没有保存。")).to_be_visible()
    watched.wait()
    assert fits(page)


@pytest.mark.long
def test_many_files_are_checked_summed_up_and_handed_in_together(server, open_page, tmp_path):
    running = server(demo=True, fresh=True)
    watched = open_as_staff(running, open_page, DESKTOP)
    _, template = download(watched.page, "下载本单位模板")
    files = [fill(template, tmp_path / f"{number}.xlsx", *ROWS[:number]) for number in (1, 2)]
    (tmp_path / "扫描件.pdf").write_bytes(b"%PDF-1.7 nothing")
    watched.page.locator("input[type=file]").set_input_files([*files, tmp_path / "扫描件.pdf"])
    table = watched.page.get_by_test_id("stTable").filter(has_text="扫描件.pdf")
    expect(table).to_contain_text("有错误", timeout=SLOW)
    expect(table).to_contain_text("重复")
    watched.wait()
    watched.shot("upload-many")
    look_at_what_was_kept(watched, running)


def look_at_what_was_kept(watched, running):
    """After a refresh every upload is offered again, on a phone, too; deleted, they are gone for good."""
    page = watched.page
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.reload()
        expect(watched.wait().get_by_text("还没有报送的上传")).to_be_visible(timeout=SLOW)
        page.get_by_text("还没有报送的上传").click()
        expect(page.get_by_role("button", name="打开")).to_have_count(3)
        assert fits(page)
        page.get_by_role("button", name="打开").last.scroll_into_view_if_needed()
        watched.shot(f"upload-kept-{size[0]}")
    page.get_by_role("button", name="全部删除").click()
    page.get_by_role("button", name="确定删除这 3 份").click()
    expect(page.get_by_text("已删除 3 份上传。")).to_be_visible()
    expect(page.get_by_text("还没有报送的上传")).to_have_count(0)
    watched.wait()
    with open_store(running.database_url) as store:
        assert store.reporting.drafts("u08") == []


@pytest.mark.long
def test_the_chosen_quarter_is_in_the_address(server, open_page):
    watched = open_as_staff(server(demo=True), open_page, DESKTOP)
    page = watched.page
    page.get_by_test_id("stMain").get_by_role("combobox").first.click()
    page.get_by_role("option", name="2023年第二季度").click()
    watched.wait()
    expect(page.get_by_text("第 2 版已通过")).to_be_visible()
    page.wait_for_url("**/upload?*quarter=*")


@pytest.mark.long
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
