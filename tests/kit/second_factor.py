"""What a person with a telephone does at the second step of signing in, in tests that speak HTTP or browser.

An account is bound to its app the first time it signs in at a server; the device is then trusted, and every
later visitor of that server who signs in as the account is given the cookie of that device.
"""

import re
import time
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Page, expect

SECRET = re.compile(r'id="secret">([A-Z2-7 ]+)<')
RECOVERY = re.compile(r"<li><code>([^<]+)</code>")
DEVICE = "kandejian-trusted"
#: Title of the page on which an account is bound to an app.
BINDING = "绑定动态口令 · 看得见"
#: (Server, account) → the cookie of the device it is trusted on.
_trusted: dict[tuple[str, str], str] = {}


def app_of(text):
    """The app that has taken the secret of a page."""
    return pyotp.TOTP(SECRET.search(text)[1].replace(" ", ""))


def code_of(app, steps=0):
    """What the app shows now, or ``steps`` later."""
    return app.generate_otp(int(time.time()) // app.interval + steps)


def bind(visitor, where="/second", **more):
    """Bind an app and trust the device; gives the app and the recovery codes."""
    app = app_of(visitor.get(where).text)
    answer = visitor.post("/second", {"code": code_of(app), "trust": "1", **more})
    assert answer.status_code == 200, answer.text
    return app, RECOVERY.findall(answer.text)


def signed_in(visitor, code, first_step):
    """The answer to a whole sign-in, whose first step ``first_step()`` takes."""
    known = _trusted.get((visitor.url, code))
    if known:
        visitor.http.cookies.set(visitor.cookie + "-trusted", known)
    answer = first_step()
    if answer.status_code != 303 or not answer.headers["Location"].startswith("/second"):
        return answer
    bind(visitor, answer.headers["Location"])
    _trusted[visitor.url, code] = visitor.http.cookies[visitor.cookie + "-trusted"]
    return first_step()


def trust_browser(page: Page, code: str) -> None:
    """Before the password is given: hand over the device's cookie, when the account is bound already."""
    server = _server(page)
    if (server, code) in _trusted:
        page.context.add_cookies([{"name": DEVICE, "value": _trusted[server, code], "url": server}])


def bind_browser(page: Page, code: str) -> None:
    """After the password was given: bind an app and go on, unless the account is bound already."""
    server = _server(page)
    if (server, code) in _trusted:
        return
    expect(page).to_have_title(BINDING)
    page.get_by_label("手机上的 6 位数字").fill(code_of(app_of(page.content())))
    page.get_by_role("button", name="绑定并登录").click()
    page.get_by_role("link", name="我已经记下").click()
    _trusted[server, code] = next(one["value"] for one in page.context.cookies() if one["name"] == DEVICE)


def _server(page: Page) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}"
