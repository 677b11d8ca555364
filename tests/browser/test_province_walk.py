"""The way of a province's reader in the browser: from the province down to the cell."""

import re

import pytest
from playwright.sync_api import expect

from metrics.province import latest
from tests.kit.browser import PHONE
from tests.kit.provinces import ONE, QUARTER
from tests.kit.server import serve

pytestmark = [pytest.mark.browser, pytest.mark.long]
LEADER, CITY = "领导 · 省产改办领导", "填报员 · 西市产改办"


@pytest.fixture(scope="module")
def province_server(served_province, tmp_path_factory):
    log = tmp_path_factory.mktemp("province-log") / "server.log"
    home = {"PROVINCE": str(served_province.province.folder)}
    with serve(served_province.url, log, environment=home) as running:
        yield running


def tick(watched, number=0):
    """Tick a row of the first table, from 0."""
    watched.wait()
    rows = watched.page.get_by_test_id("stDataFrame").first
    rows.click(position={"x": 14, "y": 55 + 35 * number})
    watched.wait()


def test_from_the_province_to_the_cell(province_server, served_province, open_page):
    watched = open_page(province_server.url, account=LEADER)
    page = watched.wait()
    expect(page.get_by_role("heading", name="省级总览")).to_be_visible()
    menu = page.get_by_test_id("stSidebarNav").inner_text()
    assert [
        name for name in ("省级总览", "市县", "收报进度", "跨县重复", "复算差异") if name not in menu
    ] == []
    assert "填报" not in menu
    tick(watched)
    expect(page).to_have_url(re.compile("/counties.*county="))
    expect(page.get_by_role("heading", name="市县")).to_be_visible()
    watched.wait()
    tick(watched)
    expect(page).to_have_url(re.compile("entity="))
    tick(watched)
    expect(page).to_have_url(re.compile("measure="))
    watched.wait()
    assert ONE in latest(served_province.province, QUARTER)
    tick(watched)
    expect(page).to_have_url(re.compile("row=L[0-9]+"))
    expect(page.get_by_text(re.compile("第[0-9]+行")).first).to_be_visible()
    tick(watched, 1)
    expect(page.get_by_text(re.compile("^[A-Z]+[0-9]+　")).first).to_be_visible()
    page.go_back()
    watched.wait()
    watched.shot("province-cell")


def test_a_citys_pages_on_a_telephone(province_server, open_page):
    watched = open_page(province_server.url, size=PHONE, account=CITY)
    page = watched.wait()
    expect(page.get_by_text("西市 · 登记 2 个县").first).to_be_visible()
    assert "东市" not in page.get_by_test_id("stMain").inner_text()
    for name in ("counties", "handups", "crossing", "differences"):
        page.goto(f"{province_server.url}/{name}")
        expect(page.get_by_text("西市 · 登记 2 个县").first).to_be_visible()
        watched.wait()
        wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        assert wide <= 0, name
