"""Clicks lead from a picture to the rows behind it, and an address opens what it names."""

import re

import pytest
from playwright.sync_api import expect

from tests.kit.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
PAGES = {
    "": "总览",
    "enterprises": "企业",
    "brands": "品牌",
    "indicators": "指标",
    "progress": "报送进度",
    "upload": "填报",
}


@pytest.mark.long
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("demo", [True, False], ids=["demo", "empty"])
def test_every_page_opens_at_its_own_address(server, open_page, demo, address, size):
    account = "?as=管理员 · 县产改办系统管理员" if demo else ""
    watched = open_page(f"{server(demo=demo).url}/{address}{account}", size)
    page = watched.wait()
    watched.shot(f"{address or 'overview'}-{'demo' if demo else 'empty'}-{size[0]}")
    expect(page.get_by_role("heading", name=PAGES[address], exact=True).first).to_be_visible()
    expect(page.get_by_test_id("stMain")).not_to_contain_text("Page not found")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


@pytest.mark.long
def test_a_cell_of_the_heatmap_opens_the_profile_at_its_item(server, open_page):
    watched = open_page(server(demo=True).url + "/enterprises?enterprise-view=热力图")
    page = watched.wait()
    plot = page.locator(".js-plotly-plot").first
    expect(plot).to_be_visible()
    square = plot.locator(".scatterlayer .point").nth(30)
    box = square.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile("enterprise-view=%E7%94%BB%E5%83%8F"))
    watched.wait()
    watched.shot("profile-after-click")
    expect(page.get_by_text("单元格").or_(page.get_by_test_id("stDataFrame")).first).to_be_visible()


@pytest.mark.long
def test_a_cell_of_the_matrix_opens_the_enterprise_with_the_brand_that_came(server, open_page):
    watched = open_page(server(demo=True).url + "/enterprises?enterprise-view=品牌进企业")
    page = watched.wait()
    plot = page.locator(".js-plotly-plot").first
    expect(plot).to_be_visible()
    box = plot.locator(".scatterlayer .point").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile("from=B"))
    watched.wait()
    expect(page.get_by_test_id("stMain").get_by_role("link", name=re.compile("^B[0-9]+ "))).to_be_visible()
    expect(page.get_by_text(re.compile("条与 B[0-9]+ .+ 有关，排在最前"))).to_be_visible()


def test_a_page_of_another_role_explains_itself(server, open_page):
    page = open_page(server(demo=True).url + "/enterprises?as=填报员 · 教育局填报员").wait()
    expect(page.get_by_test_id("stMain")).to_contain_text("不对填报员开放")


@pytest.mark.long
def test_a_filter_in_the_address_survives_a_reload(server, open_page):
    watched = open_page(server(demo=True).url + "/?period=2023年")
    page = watched.wait()
    expect(page.get_by_test_id("stMain")).to_contain_text("136")
    page.reload()
    expect(watched.wait().get_by_test_id("stMain")).to_contain_text("136")
