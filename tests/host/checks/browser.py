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
