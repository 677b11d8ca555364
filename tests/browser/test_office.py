"""The office's pages in a real browser: on a phone, and a new account made there; its day is in test_days."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_upload import fits
from tests.kit.browser import DESKTOP, PHONE, SLOW

pytestmark = pytest.mark.browser

ADMIN = "管理员 · 县产改办系统管理员"
#: The whole form is in sight, so that no scrolling closes a list of choices.
TALL = (1440, 1500)


@pytest.mark.long
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


@pytest.mark.long
def test_a_made_up_password_signs_in(server, open_page):
    url = server(demo=False, fresh=True).url
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
