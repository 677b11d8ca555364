"""axe-core finds no violation of WCAG 2 A or AA on any page, in the light and in the dark theme."""

import re
from contextlib import ExitStack
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.kit.walk import ADDRESSES, ADMIN, go, walking

pytestmark = pytest.mark.browser

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
THEMES = (pytest.param("light"), pytest.param("dark", marks=pytest.mark.long))
#: Judged in every run; the rest in the long ones.
FIRST = {"/", "/enterprises", "/enterprises?enterprise-view=画像", "/indicators", "/upload", "/review"}
OUTSIDE = ("/login", "/logout", "/password", "/kdj/outdated.html")


@pytest.fixture(scope="module")
def visitors(server, chromium):
    """Theme → a signed-in page, opened when first asked for."""
    with ExitStack() as opened:

        @cache
        def of(theme):
            return opened.enter_context(walking(chromium, server(demo=True).url, ADMIN, theme))

        yield of


def violations(page, **options):
    """Rule, place and reason of everything axe-core holds against the page."""
    found = Axe().run(page, options={**OPTIONS, **options}).response
    return [
        (rule["id"], node["target"], node["failureSummary"], node["html"][:200])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    "address", [pytest.param(one, marks=() if one in FIRST else pytest.mark.long) for one in ADDRESSES]
)
@pytest.mark.parametrize("theme", THEMES)
def test_a_page_has_no_violation(visitors, theme, address):
    watched = visitors(theme)
    go(watched, address)
    assert violations(watched.page) == []


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_on_a_page_has_no_violation(visitors, theme):
    watched = visitors(theme)
    page = watched.page
    go(watched, "/")
    page.get_by_test_id("stMain").get_by_role("button").filter(has_text="场").first.click()
    page.get_by_role("dialog").wait_for()
    watched.wait()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_test_id("stMainMenu").click()
    page.get_by_test_id("stMainMenuList").wait_for()
    assert violations(page) == []


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_opened_row_has_no_violation(visitors, theme):
    watched = visitors(theme)
    go(watched, "/enterprises?enterprise-view=画像&enterprise-item=见事")
    rows = watched.page.get_by_test_id("stDataFrame").last
    rows.scroll_into_view_if_needed()
    rows.click(position={"x": 14, "y": 55})
    expect(watched.page).to_have_url(re.compile("row="))
    watched.wait()
    assert violations(watched.page) == []


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_list_of_ones_sign_ins_has_no_violation(server, open_page, theme):
    url = server(demo=False).url
    open_page(url)
    watched = open_page(url)
    watched.page.emulate_media(color_scheme=theme)
    watched.page.goto(url + "/sessions")
    expect(watched.page).to_have_title("登录情况 · 看得见")
    assert violations(watched.page) == []


@pytest.mark.breadth(2)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", OUTSIDE)
def test_the_pages_before_signing_in_have_no_violation(server, open_page, address, theme):
    # This server's policy lets no script into its sign-in page; axe-core is put in from outside.
    watched = open_page(server(demo=True).url + address, account=None)
    watched.page.emulate_media(color_scheme=theme)
    assert violations(watched.page) == []


def test_axe_sees_what_it_should(visitors):
    watched = visitors("light")
    go(watched, "/handbook")
    watched.page.evaluate(
        "document.querySelector('[data-testid=stHeading] h1').style.color = 'rgb(230, 230, 230)'"
    )
    assert {rule for rule, *_ in violations(watched.page)} == {"color-contrast"}
