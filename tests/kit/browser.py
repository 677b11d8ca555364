"""Fixtures for browser tests. Mark every test file with ``pytestmark = pytest.mark.browser``.

``server(demo=True)`` and ``server(demo=False)`` give a running ``tests.kit.server.Server`` with the sample
county or an empty database. One of each is started per worker and shared: a test that writes asks for
``fresh=True``.

``open_page(url, size=PHONE, account=LEADER)`` opens an address in a context of its own, signs in on the way
there as a person would, and gives a ``Watched`` page. Without an account, ``as`` in the address names one,
else it is the leader; ``account=None`` stays outside. An empty database has only ``ADMINISTRATOR``.

When the test ends, the fixture itself fails it if any page it opened asked another host for anything, wrote
an error to the console, or shows an exception of Streamlit's.
"""

import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.project import REPO, initialise
from tests.kit.second_factor import BINDING, bind_browser, trust_browser
from tests.kit.server import serve

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ARTIFACTS = REPO / "tests" / "artifacts"
#: At a page's own address Streamlit first looks for its server below that address; Chromium logs a 404.
PROBES = re.compile(r"/[^/_]+/_stcore/(health|host-config)$")
DESKTOP = (1440, 900)
PHONE = (390, 844)
#: Only against waiting for ever: what takes a second on an idle machine takes a minute on a busy one.
SLOW = 120_000
expect.set_options(timeout=SLOW)
#: Beginning of the sentence that stands in place of a page that failed (metrics/web/errors.py).
FAULT = "系统出错了"
LEADER = "领导 · 县产改工作分管领导"
ADMINISTRATOR, PASSWORD = Account("zhangsan", "张三", "管理员"), "四月的风吹过河滩"


@dataclass
class Watched:
    """A browser page together with what it did that it should not."""

    page: Page
    console_errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)

    def wait(self) -> Page:
        """Wait until Streamlit has finished its script run, and give the page."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SLOW)
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=SLOW)
        return self.page

    def shot(self, name: str) -> Path:
        """Save a picture of the whole page as tests/artifacts/NAME.png."""
        path = ARTIFACTS / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def assert_clean(self) -> None:
        """Fail on a request to another host, a console error or a page that failed."""
        assert self.foreign_requests == []
        assert self.console_errors == []
        assert self.page.get_by_test_id("stException").all_inner_texts() == []
        assert self.page.get_by_text(FAULT).all_inner_texts() == []


@pytest.fixture(scope="session")
def server(tmp_path_factory, request):
    """``server(demo=…, fresh=False)`` → a running server; all of them end with the session."""
    ARTIFACTS.mkdir(exist_ok=True)
    with ExitStack() as running:

        def start(*, demo):
            folder = tmp_path_factory.mktemp("server")
            if demo:
                url = f"sqlite:///{shutil.copy(request.getfixturevalue('demo_file'), folder)}"
            else:
                url = initialise(folder / "empty.db", demo=False)
                open_store(url).close()
                with open_store(url) as store:
                    store.people.add_account(ADMINISTRATOR, SYSTEM, PASSWORD)
            return running.enter_context(serve(url, ARTIFACTS / f"{folder.parent.name}-{folder.name}.log"))

        shared = cache(start)
        yield lambda *, demo, fresh=False: start(demo=demo) if fresh else shared(demo=demo)


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium; skips where it is not installed or the driver's own node lacks a library."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    driver = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, text=True, check=False
    )
    if driver.returncode:
        pytest.skip(f"the driver does not run (./test.sh installs what it lacks): {driver.stderr.strip()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """``open_page(url, size=DESKTOP, account="")`` → ``Watched``; checked and closed when the test ends."""
    opened: list[Watched] = []

    def open_at(url: str, size: tuple[int, int] = DESKTOP, account: str | None = "") -> Watched:
        watched = watch(chromium, url, size)
        opened.append(watched)
        watched.page.goto(url)
        if account is not None:
            sign_in(watched.page, account or parse_qs(urlsplit(url).query).get("as", [LEADER])[0])
        return watched

    yield open_at
    try:
        for watched in opened:
            watched.assert_clean()
    finally:
        for watched in opened:
            watched.page.context.close()


def sign_in(page: Page, account: str) -> None:
    """On the sign-in page: press the role's button, choose the unit, or type where nothing is a demo.

    `account` is a label such as LEADER; where nothing is a demo a code, or any label for ADMINISTRATOR.
    """
    expect(page).to_have_title("登录 · 看得见")
    role, _, name = account.partition(" · ")
    if page.get_by_label("密码").count() and not page.locator(".demo").count():
        code = ADMINISTRATOR.code if name else role
        trust_browser(page, code)
        page.get_by_label("账号").fill(code)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page).not_to_have_title("登录 · 看得见")
        if page.title() == BINDING:
            bind_browser(page, code)
    elif role == "填报员":
        page.locator("#unit").select_option(label=name)
        page.get_by_role("button", name="进入").click()
    else:
        page.get_by_role("button", name=role).click()


def watch(browser: Browser, url: str, size: tuple[int, int]) -> Watched:
    """A blank page that notes every request to a host other than ``url``'s and every console error."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    context.set_default_timeout(SLOW)
    watched = Watched(context.new_page())
    own = urlsplit(url).netloc

    def note_request(request: Request) -> None:
        note_address(request.url)

    def note_address(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
            watched.foreign_requests.append(address)

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBES.search(message.location["url"]):
            watched.console_errors.append(message.text)

    context.on("request", note_request)
    watched.page.on("websocket", lambda socket: note_address(socket.url))
    watched.page.on("console", note_console)
    watched.page.on("pageerror", lambda error: watched.console_errors.append(str(error)))
    return watched
