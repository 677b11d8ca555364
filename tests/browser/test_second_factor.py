"""The second step in a real browser: bound at the first time, later asked, done with a code from paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_access import violations
from tests.browser.test_doors import REFUSED
from tests.browser.test_upload import fits
from tests.kit.browser import ADMINISTRATOR, DESKTOP, PASSWORD, PHONE
from tests.kit.second_factor import app_of, code_of

pytestmark = pytest.mark.browser


def give_password(page):
    page.get_by_label("账号").fill(ADMINISTRATOR.code)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")


def whole(watched, title, name):
    """The page has a title, fits the screen and has nothing against it; a picture is kept."""
    page = watched.page
    expect(page).to_have_title(f"{title} · 看得见")
    assert fits(page)
    assert page.locator("script").count() == 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
        watched.shot(f"second-{name}-{scheme}")


def bound(open_page, url, size):
    """Somebody who has just bound an app, and the recovery codes."""
    first = open_page(url + "/handbook", size, account=None)
    page = first.page
    give_password(page)
    whole(first, "绑定动态口令", "bind")
    picture = page.get_by_role("img", name="绑定用的二维码")
    assert picture.bounding_box()["width"] >= 200
    app = app_of(page.content())
    expect(page.get_by_label("手机上的 6 位数字")).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("动态口令不对")
    page.get_by_label("手机上的 6 位数字").fill(code_of(app))
    page.keyboard.press("Enter")
    first.console_errors[:] = [one for one in first.console_errors if one != REFUSED]
    return first, printed(first)


def printed(watched):
    """The recovery codes, which are on paper as on the screen."""
    page = watched.page
    whole(watched, "恢复码", "codes")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="我已经记下")).to_be_hidden()
    expect(page.get_by_text(codes[9])).to_be_visible()
    page.emulate_media(media="screen")
    return codes


@pytest.mark.long
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_app_is_bound_and_asked_for_on_the_next_device(server, open_page, size):
    url = server(demo=False, fresh=True).url
    first, codes = bound(open_page, url, size)
    page = first.page
    page.get_by_role("link", name="我已经记下").click()
    first.wait()
    expect(page).to_have_url(url + "/handbook")
    page.goto(url + "/sessions")
    whole(first, "登录情况", "devices")
    page.goto(url + "/recovery")
    whole(first, "恢复码", "recovery")
    other = open_page(url + "/handbook", size, account=None)
    give_password(other.page)
    whole(other, "动态口令", "code")
    other.page.get_by_role("link", name="用恢复码登录").click()
    whole(other, "用恢复码登录", "paper")
    other.page.get_by_label("恢复码", exact=True).fill(codes[3])
    other.page.get_by_label("这台设备 30 天内不再问").uncheck()
    other.page.keyboard.press("Enter")
    whole(other, "用恢复码登录", "left")
    expect(other.page.get_by_text("还剩 9 个")).to_be_visible()
    other.page.get_by_role("link", name="进入系统").click()
    other.wait()
    expect(other.page).to_have_url(url + "/handbook")
