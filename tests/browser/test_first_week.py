"""A clerk's whole first week at three widths, clicks and seconds counted.

Nothing is declared and comes back, an own table is read, a file of a closed quarter leads to 申请更正, photos
come along, a return is put right.
"""

import time
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from metrics.framework import parse_period
from metrics.store.database import SYSTEM, today
from metrics.store.reporting import CORRECTION_TERM
from tests.browser.test_desk import PASTE
from tests.browser.test_upload import download, fits, submit_button
from tests.kit.browser import DESKTOP, PHONE, SLOW
from tests.kit.county_packages import open_store
from tests.kit.photo_books import colour, pasted_in_wps
from tests.kit.publishing import publish

pytestmark = [pytest.mark.browser, pytest.mark.long]

STAFF, UNIT = "填报员 · 交通局填报员", "U14"
Q3, Q4 = parse_period("2023Q3"), parse_period("2023Q4")
FIRMS = ("泗洪恒润薄膜", "江苏嘉鹏家纺", "泗洪启越农产品", "宿迁启丰食品", "宿迁泰弘粮油", "泗洪金弘物流")
OWN = (
    ("2023年第四季度交通局产改活动情况统计表",),
    ("序号", "时间", "活动内容", "活动类别", "场数", "参加人数", "企业名称"),
    (1, "2023.10.5", "公路先锋微宣讲进企业", "微宣讲", 1, "约120人次", FIRMS[0]),
    (2, date(2023, 11, 2), "六家企业安全讲堂", "技能培训", 6, 180, "、".join(FIRMS)),
)
HEAD = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型", "佐证编号")
CORRECTED = ("2023-08-03", "货运驿站送清凉补报", "公益活动", 1, 60, "成员单位")
#: Nobody's first week should take more of these, all steps together.
MOST_CLICKS = 45


class Clerk:
    """Somebody at the page who is counted: clicks, and seconds by step."""

    def __init__(self, watched, url):
        self.watched, self.page, self.url = watched, watched.page, url
        self.steps, self.clicks, self.begun = [], 0, time.monotonic()

    def click(self, place):
        place.click()
        self.clicks += 1
        self.watched.wait()

    def open(self, quarter):
        self.page.goto(f"{self.url}/upload?quarter={quarter.label}")
        expect(self.page.get_by_role("heading", name="第二步")).to_be_visible(timeout=SLOW)
        self.watched.wait()
        self.clicks += 1

    def give(self, file):
        self.page.locator("input[type=file]").set_input_files(file)
        expect(self.page.get_by_text(file.name).first).to_be_visible(timeout=SLOW)
        self.watched.wait()
        self.clicks += 2

    def hand_in(self, revision):
        """Confirm what is doubtful and hand in."""
        confirm = self.page.get_by_text("我已核对以上待确认项")
        expect(submit_button(self.page)).to_be_visible(timeout=SLOW)
        if confirm.count():
            self.click(confirm)
        expect(submit_button(self.page)).to_be_enabled(timeout=SLOW)
        self.click(submit_button(self.page))
        expect(self.page.get_by_text(f"已报送：第 {revision} 版")).to_be_visible(timeout=SLOW)
        self.watched.wait()

    def done(self, step, picture):
        """Keep what a step took, and a picture of where it ended."""
        now, width = time.monotonic(), self.page.viewport_size["width"]
        self.steps.append((step, self.clicks - sum(clicks for _, clicks, _ in self.steps), now - self.begun))
        self.watched.shot(f"week-{picture}-{width}")
        assert fits(self.page), step
        self.begun = time.monotonic()

    def told(self):
        lines = [f"{step}: {clicks} clicks, {seconds:.0f} s" for step, clicks, seconds in self.steps]
        whole = sum(seconds for *_, seconds in self.steps)
        width = self.page.viewport_size["width"]
        return "\n".join([f"{width} px", *lines, f"together: {self.clicks} clicks, {whole:.0f} s"])


def kept(rows, target):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target


def give_back(running, quarter, why):
    with open_store(running.database_url) as store:
        store.reporting.give_back(store.reporting.submissions(quarter, UNIT)[-1].id, "shenhe", why)


@pytest.mark.parametrize("size", [PHONE, (1280, 800), DESKTOP], ids=["phone", "laptop", "desktop"])
def test_a_clerks_first_week(server, open_page, tmp_path, size):
    running = server(demo=True, fresh=True)
    with open_store(running.database_url) as store:
        publish(store, Q3)
    watched = open_page(f"{running.url}/upload", size, STAFF)
    watched.wait()
    clerk = Clerk(watched, running.url)
    declare_nothing(clerk, running)
    report_an_own_table(clerk, kept(OWN, tmp_path / "交通局活动统计表.xlsx"))
    bring_the_wrong_quarter(clerk, tmp_path / "三季度.xlsx")
    let_in(running)
    correct_with_photos(clerk, tmp_path / "补报.xlsx")
    give_back(running, Q3, "E2 人次请核对")
    put_right_from_the_last_report(clerk, tmp_path / "改好.xlsx")
    look_at_the_history(clerk)
    print(f"\n{clerk.told()}")
    assert clerk.clicks <= MOST_CLICKS
    look_at_what_was_stored(running)


def declare_nothing(clerk, running):
    page = clerk.page
    clerk.click(page.get_by_text("本期没有可报的？零报送"))
    clerk.click(page.get_by_text("以上台账没有发生"))
    clerk.click(page.get_by_role("button", name="整期零报送"))
    expect(page.get_by_text("已零报送，等产改办审核")).to_be_visible(timeout=SLOW)
    give_back(running, Q4, "10 月有活动，请补报")
    clerk.done("零报送", "1-zero")


def report_an_own_table(clerk, file):
    """The columns are told once, the one that is missing is pasted down, six firms become six rows."""
    page = clerk.page
    clerk.open(Q4)
    expect(page.get_by_text("10 月有活动，请补报").first).to_be_visible()
    clerk.give(file)
    clerk.click(page.get_by_role("button", name="按这样读取，以后照此"))
    clerk.click(page.get_by_role("gridcell", name="公路先锋微宣讲进企业"))
    for keys in ("End", "Control+Shift+End"):
        page.keyboard.press(keys)
    page.evaluate(PASTE, "成员单位")
    clerk.click(page.get_by_role("gridcell", name="、".join(FIRMS)))
    clerk.click(page.locator(".cell-bar").get_by_role("button", name="拆成 6 行"))
    dialog = page.get_by_role("dialog")
    clerk.click(dialog.get_by_label("平均分"))
    clerk.click(dialog.get_by_role("button", name="拆成 6 行"))
    accept = page.locator(".desk").get_by_role("button", name="采用全部建议")
    if accept.count():
        clerk.click(accept)
    clerk.watched.shot(f"week-2-desk-{page.viewport_size['width']}")
    clerk.click(page.get_by_role("button", name="重新检查"))
    expect(page.get_by_text("已在表内改了")).to_be_visible(timeout=SLOW)
    clerk.watched.wait()
    clerk.hand_in(2)
    clerk.done("自己的表，六家企业一格", "2-own-table")


def bring_the_wrong_quarter(clerk, target):
    """The last report of the quarter before, brought to this one, is taken for what it says."""
    page = clerk.page
    clerk.open(Q3)
    _, path = download(page, "下载上次报送")
    target.write_bytes(path.read_bytes())
    clerk.clicks += 1
    clerk.open(Q4)
    clerk.give(target)
    expect(page.get_by_text("文件写的是2023年第三季度，上面选的是2023年第四季度")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("已发布，不能再报送").first).to_be_visible(timeout=SLOW)
    page.get_by_label("申请更正：改什么、为什么").fill("8 月漏报 1 场")
    clerk.click(page.get_by_role("button", name="申请更正"))
    expect(page.get_by_text("等产改办答复").first).to_be_visible(timeout=SLOW)
    clerk.done("报错了季度，申请更正", "3-wrong-quarter")


def let_in(running):
    with open_store(running.database_url) as store:
        (asked,) = store.reporting.corrections("shenhe")
        store.reporting.grant_correction(asked.id, today() + CORRECTION_TERM, "shenhe")


def correct_with_photos(clerk, target):
    page = clerk.page
    target.write_bytes(pasted_in_wps("活动台账", HEAD, [CORRECTED], (1, 6), colour(3)))
    clerk.open(Q3)
    expect(page.get_by_text("产改办同意更正（8 月漏报 1 场）").first).to_be_visible()
    clerk.give(target)
    clerk.hand_in(2)
    clerk.done("更正已发布的季度，带照片", "4-corrected")


def put_right_from_the_last_report(clerk, target):
    page = clerk.page
    clerk.open(Q3)
    expect(page.get_by_text("E2 人次请核对").first).to_be_visible()
    _, path = download(page, "下载上次报送")
    clerk.clicks += 1
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    sheet = book["活动台账"]
    (cell,) = [one for row in sheet.iter_rows() for one in row if one.value == 60]
    cell.value = 66
    book.save(target)
    clerk.give(target)
    clerk.hand_in(3)
    clerk.done("退回后，从上次报送改起", "5-put-right")


def look_at_the_history(clerk):
    page = clerk.page
    page.goto(f"{clerk.url}/history")
    clerk.watched.wait()
    clerk.click(page.get_by_text("第 3 版").first)
    clerk.click(page.get_by_text("照片　1 张"))
    expect(page.get_by_role("button", name="看大图")).to_be_visible(timeout=SLOW)
    clerk.done("看照片", "6-history")


def look_at_what_was_stored(running):
    with open_store(running.database_url) as store:
        fourth, third = (store.reporting.submissions(quarter, UNIT)[-1] for quarter in (Q4, Q3))
        rows = store.reporting.checked(fourth.id, SYSTEM).ledgers["L05"].frame
        put_right = store.reporting.checked(third.id, SYSTEM).ledgers["L05"].frame
        photos = store.photos.of_submission(third.id, "shenhe")
        assert store.reporting.zero_declarations(Q4, UNIT) == []
    assert (fourth.revision, third.revision) == (2, 3)
    assert rows["enterprise_code"].tolist() == ["E001", "E001", "E002", "E003", "E004", "E005", "E006"]
    assert rows["attendances"].tolist() == [120, *[30] * 6]
    assert rows["sessions"].tolist() == [1] * 7
    assert rows["attendances__bound"].tolist()[0] == "about"
    assert put_right["attendances"].tolist() == [66]
    assert [one.kind for one in photos] == ["wps"]
