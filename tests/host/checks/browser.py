"""What a real browser shows of a running server."""

import re
from functools import partial

from playwright.sync_api import expect

from metrics.host import selectors
from tests.host.registry import checks
from tests.kit.browser import DESKTOP, LEADER, sign_in, watch
from tests.kit.walk import SLOW, settled

#: Chromium writes every answer of 400 and more to the console, also those that are meant.
REFUSED = "status of 401"


def the_box_is_there(one, shown):
    shown.at(one.page)
    found = shown.watched.page.locator(one.css)
    expect(found.first).to_be_attached(timeout=10_000)


for name, one in selectors.SELECTORS.items():
    checks(f"markup-{name}")(partial(the_box_is_there, one))


@checks("running")
def the_state_of_the_run_is_said(shown):
    shown.at("/upload")
    app = shown.watched.page.locator(selectors.APP)
    expect(app).to_have_attribute(selectors.RUNNING, selectors.AT_REST, timeout=SLOW)


@checks("policy")
def the_policy_stops_nothing(shown):
    shown.at("/")
    assert shown.watched.console_errors == []


@checks("way-back")
def back_leads_to_the_view_that_was_left(shown):
    shown.at("/enterprises?enterprise-view=热力图")
    page = shown.watched.page
    page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile("^品牌$")).click()
    expect(page).to_have_url(re.compile("/brands"), timeout=SLOW)
    settled(shown.watched)
    told = page.evaluate("decodeURI(document.documentElement.dataset.kdjShown)")
    assert told == page.evaluate("decodeURI(location.pathname + location.search)")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/enterprises\?.*enterprise-view=%E7%83%AD"), timeout=SLOW)
    settled(shown.watched)
    shown.address = ""


@checks("closing")
def an_ended_session_leads_to_the_sign_in_page(shown):
    other = watch(shown.browser, shown.url, DESKTOP)
    page = other.page
    try:
        page.goto(f"{shown.url}/handbook")
        sign_in(page, LEADER)
        settled(other)
        page.context.request.post(f"{shown.url}/logout", headers={"Origin": shown.url}, max_redirects=0)
        expect(page).to_have_url(re.compile(r"/login\?next=%2Fhandbook"), timeout=15_000)
        assert [said for said in other.console_errors if REFUSED not in said] == []
    finally:
        page.context.close()


@checks("component")
def what_is_done_in_a_component_arrives(shown):
    shown.at("/upload")
    page = shown.watched.page
    head, row = "活动日期,活动名称,活动类型,场次,参加人次,承办类型", "2023-11-02,宣讲,微宣讲,1,60,成员单位"
    file = {"name": "U14_2023Q4.csv", "mimeType": "text/csv", "buffer": f"{head}\n{row}\n".encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="检查完成")).to_be_focused(timeout=SLOW)
    page.get_by_role("gridcell", name="60").click()
    page.keyboard.type("61")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已在表内改了 1 处")).to_be_visible(timeout=SLOW)
    settled(shown.watched)
    page.reload()
    settled(shown.watched)
    page.get_by_role("button", name="删除", exact=True).first.click()
    expect(page.get_by_text("已删除 1 份上传。")).to_be_visible(timeout=SLOW)
    settled(shown.watched)
