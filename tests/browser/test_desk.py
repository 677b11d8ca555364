"""The desk in a real browser, by keyboard alone: choose, split, paste, undo, jump, check once, hand in."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from metrics.store.database import SYSTEM
from tests.kit.browser import DESKTOP, PHONE, SLOW
from tests.kit.county_packages import open_store

pytestmark = [pytest.mark.browser, pytest.mark.long]

STAFF = "填报员 · 交通局填报员"
LAPTOP = (1280, 800)
SHEET = "活动台账"
HEAD = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "企业编号", "承办类型")
ROWS = (
    (date(2023, 11, 1), "车间里的微宣讲", "微宣讲", 1, 86, None, "成员单位"),
    (date(2023, 11, 2), "冬季安全讲堂", "车间微宣讲", 3, 90, "启越、启明、启丰", "成员单位"),
    ("2023-09-03", "技能培训进工厂", "技能培训", 1, 40, None, "成员单位"),
)
PASTED = "2023-12-01\t贴来的一\t微宣讲\t1\t30\t\t成员单位\n2023-12-02\t贴来的二\t微宣讲\t1\t31\t\t成员单位"
#: A paste as Ctrl+V makes it, without asking for the clipboard.
PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
  let at = document.activeElement; while (at.shadowRoot) at = at.shadowRoot.activeElement;
  const given = { clipboardData: data, bubbles: true, cancelable: true };
  at.dispatchEvent(new ClipboardEvent("paste", given)); }"""


def workbook(target):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row in (HEAD, *ROWS):
        sheet.append(row)
    book.save(target)
    return target


def uploaded(server, open_page, size, file):
    watched = open_page(f"{server.url}/upload", size, STAFF)
    watched.wait().locator("input[type=file]").set_input_files(file)
    expect(watched.page.get_by_role("heading", name="检查完成")).to_be_focused(timeout=SLOW)
    watched.wait()
    return watched


def here(page):
    """What a screen reader is told of the cell one is at."""
    return page.locator("textarea.field").get_attribute("aria-label")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, name):
    """By Tab to a button of the desk, which has the focus then."""
    button = page.locator(".desk").get_by_role("button", name=name).first
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("node => node.getRootNode().activeElement === node"):
            return button
    raise AssertionError(f"Tab does not lead to {name}")


def test_by_keyboard_alone(server, open_page, tmp_path):
    running = server(demo=True, fresh=True)
    watched = uploaded(running, open_page, DESKTOP, workbook(tmp_path / "交通局.xlsx"))
    page = watched.page
    expect(page.get_by_role("status").filter(has_text="检查完成：错误 3 处")).to_be_attached()
    choose_and_split(watched)
    paste_undo_and_jump(watched)
    check_once(watched)
    hand_in(watched)
    look_at_what_was_stored(running)


def choose_and_split(watched):
    page = watched.page
    tab_to(page, "下一处问题")
    press(page, "Enter")
    assert here(page).startswith("第 3 行 活动类型：车间微宣讲")
    press(page, "Enter")
    expect(page.get_by_role("option").first).to_have_text("微宣讲")
    press(page, "Enter")
    press(page, "F8")
    assert here(page).startswith("第 3 行 企业编号：启越、启明、启丰")
    watched.shot("desk-cell")
    tab_to(page, "拆成 3 行")
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Space")
    assert [field.input_value() for field in page.locator("dialog input[inputmode]").all()] == ["1", "30"] * 3
    watched.shot("desk-split")
    for _ in range(7):
        press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for name, firm in (("启越", "E003 泗洪启越"), ("启明", "E011 江苏启明"), ("启丰", "E004 宿迁启丰")):
        assert f"企业编号：{name}" in here(page)
        press(page, "Enter")
        page.keyboard.type(name)
        expect(page.get_by_role("option").first).to_contain_text(firm)
        press(page, "Enter")


def paste_undo_and_jump(watched):
    page = watched.page
    tab_back_to_add(page)
    press(page, "Enter")
    assert here(page).startswith("新行 活动日期：空白")
    page.evaluate(PASTE, PASTED)
    assert here(page).startswith("新行 活动日期：2023-12-01")
    expect(page.get_by_role("gridcell", name="贴来的二")).to_be_visible()
    press(page, "Control+z")
    expect(page.get_by_role("gridcell", name="贴来的二")).to_have_count(0)
    page.evaluate(PASTE, PASTED)
    expect(page.get_by_role("gridcell", name="贴来的二")).to_be_visible()
    press(page, "F8")
    assert here(page).startswith("第 4 行 活动日期：2023-09-03")
    page.keyboard.type("2023-11-03")
    press(page, "Enter")
    watched.shot("desk-changed")


def tab_back_to_add(page):
    button = page.locator(".desk").get_by_role("button", name="加一行")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("node => node.getRootNode().activeElement === node"):
            return
    raise AssertionError("Shift+Tab does not lead to 加一行")


def check_once(watched):
    page = watched.page
    press(page, "Control+Enter")
    expect(page.get_by_text("已在表内改了")).to_be_visible(timeout=SLOW)
    watched.wait()
    expect(page.locator(".desk h3")).not_to_contain_text("错误")
    watched.shot("desk-checked")


def hand_in(watched):
    page = watched.page
    confirm = page.get_by_text("我已核对以上待确认项")
    if confirm.count():
        confirm.click()
        watched.wait()
    button = page.get_by_role("button", name="报送", exact=True)
    expect(button).to_be_enabled()
    button.focus()
    press(page, "Enter")
    expect(page.get_by_text("已报送：第")).to_be_visible(timeout=SLOW)
    watched.wait()


def look_at_what_was_stored(running):
    with open_store(running.database_url) as store:
        info = store.reporting.submissions(unit="U14")[-1]
        trail = store.reporting.trail(info.id, SYSTEM)
        _, content = store.reporting.original(info.sha256, SYSTEM)
    sheet = openpyxl.load_workbook(BytesIO(content))[SHEET]
    firms = [str(sheet.cell(row, 6).value)[:4] for row in (3, 5, 6)]
    assert firms == ["E003", "E011", "E004"]
    assert [sheet.cell(row, 5).value for row in range(2, 9)] == [86, 30, 40, 30, 30, 30, 31]
    told = [(edit.row, edit.column, edit.how) for edit in trail.edits]
    assert {(5, 0, "拆自第 3 行"), (6, 0, "拆自第 3 行"), (7, 0, "新增一行"), (8, 0, "新增一行")} <= set(told)
    assert {edit.account for edit in trail.edits} == {"u14"}


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits(server, open_page, tmp_path, size, scheme):
    watched = open_page(f"{server(demo=True).url}/upload", size, STAFF)
    page = watched.page
    page.emulate_media(color_scheme=scheme)
    watched.wait().locator("input[type=file]").set_input_files(workbook(tmp_path / "交通局.xlsx"))
    expect(page.get_by_role("heading", name="检查完成")).to_be_visible(timeout=SLOW)
    watched.wait()
    page.get_by_role("gridcell", name="车间微宣讲").click()
    expect(page.locator(".cell-bar")).to_contain_text("不在选项里")
    watched.shot(f"desk-{scheme}-{size[0]}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
