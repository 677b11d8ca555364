"""Chromium 109, the last for Windows 7, works; a browser older than what is needed is told what to do."""

import re

import pytest
from playwright.sync_api import expect

from tests.kit.browser import ARGUMENTS
from tests.kit.project import REPO
from tests.kit.walk import ADMIN, SLOW, go, settled, walking

pytestmark = pytest.mark.browser

CHROMIUM_109 = REPO / ".cache" / "chromium109" / "chromium"
#: What the check looks at and browsers before 2022 lack, one at a time.
LACKING = (
    "delete window.structuredClone",
    "delete Object.hasOwn",
    "delete Array.prototype.findLast",
    "delete window.ResizeObserver",
    "delete HTMLScriptElement.prototype.noModule",
)


@pytest.fixture
def chromium_109(chromium):
    """The old browser; `./test.sh --all` fetches it."""
    if not CHROMIUM_109.exists():
        pytest.skip(f"{CHROMIUM_109} is missing: ./test.sh --all fetches it")
    arguments = [one for one in ARGUMENTS if not one.startswith("--headless")]
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM_109, args=[*arguments, "--no-zygote", "--single-process"]
    )
    yield browser
    browser.close()


@pytest.mark.long
def test_chromium_109_shows_figures_and_takes_a_file(server, chromium_109):
    assert chromium_109.version.startswith("109.")
    with walking(chromium_109, server(demo=True).url, ADMIN) as watched:
        page = watched.page
        go(watched, "/")
        expect(page.locator(".kdj-tile")).to_have_count(12)
        expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=SLOW)
        watched.shot("chromium109-overview")
        go(watched, "/enterprises")
        expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("共 136 家")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^查找：")).first).to_be_attached()
        watched.shot("chromium109-enterprises")
        go(watched, "/upload")
        page.locator("input[type=file]").first.set_input_files(
            {"name": "不是表格.xlsx", "mimeType": "application/octet-stream", "buffer": b"no workbook"}
        )
        expect(page.get_by_text("不是表格.xlsx").first).to_be_visible(timeout=SLOW)
        watched.wait()
        watched.shot("chromium109-upload")


@pytest.mark.parametrize(
    "lack", [LACKING[0], *(pytest.param(one, marks=pytest.mark.long) for one in LACKING[1:])]
)
def test_an_older_browser_is_told_what_to_do(server, open_page, lack):
    watched = open_page(server(demo=True).url)
    settled(watched)
    watched.page.add_init_script(lack)
    watched.page.goto(watched.page.url)
    watched.page.wait_for_url("**/kdj/outdated.html")
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("这个浏览器太旧，打不开看得见")
    expect(watched.page.get_by_text("109 版").first).to_be_visible()
    watched.console_errors.clear()


def test_the_check_and_its_page_need_no_newer_browser():
    assets = REPO / "metrics" / "web" / "assets"
    scripts = REPO / "metrics" / "host" / "assets"
    script = (scripts / "outdated.js").read_text(encoding="utf-8")
    assert not re.search(r"=>|\b(const|let|class|async)\b|`|\?\.|\?\?", script)
    assert "<script" not in (assets / "outdated.html").read_text(encoding="utf-8")
    assert "var(" not in (assets / "outdated.css").read_text(encoding="utf-8")
