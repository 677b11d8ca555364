"""From signing in to the rows behind a score without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walk import SLOW, settled

pytestmark = pytest.mark.browser

MOST_TABS = 150


def tab_to(page, matches):
    """Press Tab until the JavaScript expression about ``one``, the element with the focus, holds."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const one = document.activeElement; return Boolean({matches}) }})()"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {matches}")


def test_from_signing_in_to_the_rows_without_a_mouse(server, open_page):
    watched = open_page(server(demo=True).url, account=None)
    page = watched.page
    tab_to(page, "one.textContent.startsWith('领导')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"), timeout=SLOW)
    settled(watched)
    tab_to(page, "one.tagName === 'A' && one.textContent.trim() === '企业'")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/enterprises"))
    settled(watched)
    tab_to(page, "one.matches('canvas') && one.closest('[data-testid=stDataFrame]')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("enterprise-view=%E7%94%BB%E5%83%8F"), timeout=SLOW)
    settled(watched)
    rows = page.get_by_role("heading", name="指标与来源")
    expect(rows).to_be_visible(timeout=SLOW)
    tab_to(page, "one.matches('canvas') && one.textContent.includes('.xlsx')")
    expect(page.locator("canvas:focus").get_by_text(".xlsx").first).to_be_attached()
