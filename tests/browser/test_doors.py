"""Signing in and out in a real browser, and what becomes of an open page when the session ends."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from metrics.web import cookies
from metrics.web.doors import limits
from tests.kit.browser import ADMINISTRATOR, DESKTOP, PASSWORD, PHONE
from tests.kit.county_packages import open_store
from tests.kit.second_factor import bind_browser, trust_browser
from tests.kit.visitors import Visitor

pytestmark = pytest.mark.browser

#: Chromium writes every answer of 400 and more to the console, also those that are meant.
REFUSED = "Failed to load resource: the server responded with a status of 401 (Unauthorized)"


@pytest.mark.parametrize(
    "size", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desktop", "phone"]
)
def test_a_deep_link_survives_signing_in_and_the_way_out_leads_back(server, open_page, size):
    watched = open_page(server(demo=True).url + "/enterprises?period=2023年1—9月", size, account=None)
    page = watched.page
    expect(page).to_have_title("登录 · 看得见")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    watched.shot(f"login-{size[0]}")
    page.get_by_role("button", name="领导").click()
    watched.wait()
    expect(page).to_have_url(re.compile(r"/enterprises\?period=2023%E5%B9%B41%E2%80%949%E6%9C%88"))
    if size == PHONE:
        page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_text("样例数据 · 演示账号").first).to_be_visible()
    page.get_by_role("link", name="退出登录").click()
    expect(page).to_have_title("登录 · 看得见")
    page.go_back()
    expect(page).to_have_title("登录 · 看得见")


@pytest.mark.long
def test_an_open_page_goes_to_the_sign_in_page_when_its_session_ends(server, open_page):
    running = server(demo=True, fresh=True)
    watched = open_page(running.url + "/handbook")
    page = watched.wait()
    with open_store(running.database_url) as store:
        store.people.revoke_sessions("lingdao", "guanli")
    expect(page).to_have_title("登录 · 看得见", timeout=15_000)
    expect(page).to_have_url(re.compile(r"/login\?next=%2Fhandbook"))
    watched.console_errors[:] = [one for one in watched.console_errors if one != REFUSED]


@pytest.mark.long
def test_one_tab_too_many_is_said_in_chinese_and_the_way_back_works(server, open_page):
    url = server(demo=True).url
    watched = open_page(url + "/handbook")
    page = watched.wait()
    token = next(one["value"] for one in page.context.cookies() if one["name"] == cookies.PLAIN)
    visitor = Visitor(url, "127.0.0.1")
    visitor.http.cookies.set(cookies.PLAIN, token)
    page.goto("about:blank")
    with ExitStack() as tabs:
        for _ in range(limits.TABS):
            tabs.enter_context(visitor.socket())
        page.goto(url + "/handbook")
        expect(page).to_have_title("标签页太多 · 看得见", timeout=15_000)
        expect(page.get_by_text("最多开 20 个标签页")).to_be_visible()
    page.get_by_role("link", name="再打开一次").click()
    watched.wait()
    expect(page.get_by_role("link", name="退出登录")).to_be_visible()
    watched.console_errors[:] = [one for one in watched.console_errors if "429" not in one]


@pytest.mark.long
def test_a_wrong_password_is_said_and_the_keyboard_suffices(server, open_page):
    watched = open_page(server(demo=False).url, account=None)
    page = watched.page
    trust_browser(page, ADMINISTRATOR.code)
    expect(page.get_by_label("账号")).to_be_focused()
    page.keyboard.type(ADMINISTRATOR.code)
    page.keyboard.press("Tab")
    page.keyboard.type("不对的密码")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.get_by_label("账号")).to_have_value(ADMINISTRATOR.code)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    bind_browser(page, ADMINISTRATOR.code)
    watched.wait()
    watched.console_errors[:] = [one for one in watched.console_errors if one != REFUSED]


@pytest.mark.long
def test_the_password_is_changed_in_the_browser(server, open_page):
    watched = open_page(server(demo=False, fresh=True).url)
    page = watched.wait()
    page.get_by_role("link", name="修改密码").click()
    expect(page).to_have_title("修改密码 · 看得见")
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill("新的一句话放在这里")
    page.get_by_label("再输一遍新密码").fill("新的一句话放在这里")
    watched.shot("password")
    page.get_by_role("button", name="修改密码").click()
    watched.wait()


@pytest.mark.long
def test_nothing_is_blocked_by_the_policy_on_any_page(server, open_page):
    """A breach of the policy is an error of the console, for which ``open_page`` fails."""
    watched = open_page(server(demo=True).url, account="管理员")
    page = watched.wait()
    names = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    assert len(names) > 8
    for name in names:
        page.get_by_role("link", name=name, exact=True).click()
        watched.wait()
        assert watched.console_errors == [], name
