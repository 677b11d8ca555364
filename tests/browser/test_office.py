"""An office day in a real browser: returned, corrected, approved, published; phone; a new account."""

from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from metrics.store import Store
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_upload import SHEET, download, drop, fits, submit_button

pytestmark = pytest.mark.browser

REVIEWER, ADMIN = "审核员 · 县产改办审核员", "管理员 · 县产改办系统管理员"
STAFF = "填报员 · 住建局填报员"
WHY = "C3 的活动名称请写全称。"
SLOW = 30_000
#: The whole form is in sight, so that no scrolling closes a list of choices.
TALL = (1440, 1500)


def give_back(watched):
    """The reviewer looks at what changed and returns it."""
    page = watched.wait()
    expect(page.get_by_text("还有 1 份待审")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("建筑工匠夜校开班第一课")).to_be_visible()
    expect(page.get_by_text("通过后全县总分")).to_be_visible()
    name, path = download(page, "标注过的副本")
    assert name.endswith("_校验结果.xlsx")
    assert openpyxl.load_workbook(BytesIO(path.read_bytes())).sheetnames
    watched.shot("review-desktop")
    assert fits(page)
    page.get_by_label("退回原因", exact=True).fill(WHY)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回：县住房和城乡建设局")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("没有待审核的报送")).to_be_visible()


def correct(watched, target):
    """The unit reads the reason, corrects its file and hands it in again."""
    page = watched.wait()
    expect(page.get_by_text(f"退回原因：{WHY}").first).to_be_visible(timeout=SLOW)
    _, path = download(page, "原文件")
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    book[SHEET]["C3"] = "建筑工匠夜校开班第一课（瓦工实操）"
    book.save(target)
    drop(watched, target)
    confirm = page.get_by_text("我已核对以上待确认项")
    if confirm.count():
        confirm.click()
        watched.wait()
    submit_button(page).click()
    expect(page.get_by_text("已报送：第 3 版")).to_be_visible(timeout=SLOW)


def approve_and_publish(watched, url):
    """The reviewer sees the one changed cell, approves, and publishes the quarter."""
    page = watched.page
    page.goto(f"{url}/review")
    watched.wait()
    expect(page.get_by_text("建筑工匠夜校开班第一课（瓦工实操）")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(f"的原因：{WHY}")).to_be_visible()
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
    watched.shot("periods-published")


def test_returned_corrected_approved_published(server, open_page, tmp_path):
    running = server(demo=True, fresh=True)
    office = open_page(f"{running.url}/review", DESKTOP, REVIEWER)
    give_back(office)
    staff = open_page(f"{running.url}/upload", DESKTOP, STAFF)
    correct(staff, tmp_path / "更正.xlsx")
    approve_and_publish(office, running.url)
    with Store.open(running.database_url) as store:
        (done,) = store.publications()
        deeds = store.audit_rows()
    assert done.period == "2023Q4"
    own = deeds[deeds["action"].isin(["return", "submit", "approve", "publish"])].tail(4)
    assert own["action"].tolist() == ["return", "submit", "approve", "publish"]
    assert own["account"].tolist() == ["shenhe", "u13", "shenhe", "shenhe"]
    assert set(own["address"]) == {"127.0.0.1"}


def test_the_office_pages_fit_a_phone_and_a_reminder_is_copied(server, open_page):
    url = server(demo=True).url
    watched = open_page(f"{url}/progress", PHONE, ADMIN)
    page = watched.wait()
    expect(page.get_by_text("逾期未报（1 家）：县交通运输局")).to_be_visible(timeout=SLOW)
    assert fits(page)
    watched.shot("progress-phone")
    for name, told in (
        ("review", "还有 1 份待审"),
        ("history", "共 90 份"),
        ("accounts", "新建账号"),
        ("audit", "导出 CSV"),
        ("periods", "开放报告期"),
    ):
        page.goto(f"{url}/{name}")
        expect(page.get_by_text(told).first).to_be_visible(timeout=SLOW)
        watched.wait()
        assert fits(page), name
        watched.shot(f"{name}-phone")


def test_a_made_up_password_signs_in(server, open_page):
    url = server(demo=True, fresh=True).url
    watched = open_page(f"{url}/accounts", TALL, ADMIN)
    page = watched.wait()
    page.get_by_label("账号", exact=True).last.fill("zhang.san")
    page.get_by_label("姓名或岗位").last.fill("张三")
    role = page.get_by_test_id("stForm").get_by_role("combobox").first
    role.click()
    role.fill("领导")
    page.get_by_role("option", name="领导").click()
    expect(role).to_have_value("领导")
    page.get_by_role("button", name="新建", exact=True).click()
    expect(page.get_by_text("已新建账号 zhang.san")).to_be_visible(timeout=SLOW)
    password = page.get_by_test_id("stCode").inner_text().strip()
    watched.wait()
    watched.shot("accounts-new")
    other = open_page(f"{url}/login", DESKTOP, None).page
    other.get_by_label("账号", exact=True).fill("zhang.san")
    other.get_by_label("密码", exact=True).fill(password)
    other.get_by_role("button", name="登录", exact=True).click()
    other.wait_for_url("**/password*", timeout=SLOW)
    expect(other.get_by_label("现在的密码")).to_be_visible()
