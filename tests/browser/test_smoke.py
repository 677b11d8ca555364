"""The front page comes up in a real browser, on a desk and on a phone, with data and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.kit.browser import DESKTOP, PHONE, watch

pytestmark = pytest.mark.browser


@pytest.mark.breadth(1)
@pytest.mark.parametrize("demo", [True, False], ids=["demo", "empty"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_front_page_opens(server, open_page, size, demo):
    watched = open_page(server(demo=demo).url, size)
    page = watched.wait()
    picture = watched.shot(f"front-{'demo' if demo else 'empty'}-{size[0]}x{size[1]}")
    expect(page).to_have_title(re.compile("看得见"))
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stHeading").first).to_be_visible()
    assert picture.stat().st_size > 5_000


@pytest.mark.long
def test_chinese_text_uses_fonts_of_the_machine(server, open_page):
    page = open_page(server(demo=False).url).wait()
    family = page.get_by_test_id("stHeading").first.evaluate("node => getComputedStyle(node).fontFamily")
    assert family.startswith('"Noto Sans SC"')
    assert "Microsoft YaHei" in family


@pytest.mark.long
def test_the_watch_sees_what_it_forbids(server, chromium):
    url = server(demo=False).url
    watched = watch(chromium, url, DESKTOP)
    # Not one of our pages: there the policy stops the request before the watch could see it.
    watched.page.goto("about:blank")
    with watched.page.expect_console_message(lambda message: message.text == "seen"):
        watched.page.evaluate("fetch('http://127.0.0.1:9/foreign').catch(() => console.error('seen'))")
    assert watched.foreign_requests == ["http://127.0.0.1:9/foreign"]
    with pytest.raises(AssertionError):
        watched.assert_clean()
    watched.page.context.close()
