"""An address brings back what was on the screen: pasted, after a step back, after a reload."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.kit.walk import SLOW, settled

pytestmark = pytest.mark.browser

#: Brands, which are graded at any time of the year.
VIEW = "/brands?period=2023年1—9月&brand-view=排名&brand-grade=中&brand-search=示例"


def stands(watched, count=None):
    """The address and the widgets show the same period, view and filters; gives the number of entities."""
    page = watched.page
    settled(watched)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    assert asked["period"] == "2023年1—9月"
    assert asked["brand-grade"] == "中"
    expect(page.get_by_role("combobox", name="报告期")).to_have_value("2023年1—9月", timeout=SLOW)
    expect(page.get_by_role("combobox", name="等次")).to_have_value("中")
    expect(page.get_by_label("搜索", exact=True)).to_have_value("示例")
    total = page.get_by_text(re.compile(r"^共 \d+ 个$")).inner_text()
    assert 0 < int(total.split()[1]) < 50
    assert count is None or total == count
    return total


@pytest.mark.long
def test_a_pasted_address_survives_signing_in_reload_and_the_back_button(server, open_page):
    watched = open_page(server(demo=True).url + VIEW)
    page = watched.page
    total = stands(watched)
    page.reload()
    stands(watched, total)
    page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile("^指标$")).click()
    expect(page).to_have_url(re.compile("/indicators"))
    settled(watched)
    page.go_back()
    expect(page).to_have_url(re.compile("/brands"), timeout=SLOW)
    stands(watched, total)


@pytest.mark.long
def test_the_address_of_a_view_opens_it_for_somebody_else(server, open_page):
    url = server(demo=True).url
    first = open_page(url + "/enterprises")
    settled(first)
    first.page.get_by_role("radio", name="画像").or_(
        first.page.get_by_role("button", name="画像", exact=True)
    ).first.click()
    expect(first.page).to_have_url(re.compile("enterprise-view=%E7%94%BB%E5%83%8F"), timeout=SLOW)
    settled(first)
    heading = first.page.get_by_role("combobox", name="选择对象").input_value()
    other = open_page(first.page.url, account="审核员")
    settled(other)
    expect(other.page.get_by_role("combobox", name="选择对象")).to_have_value(heading, timeout=SLOW)


@pytest.mark.long
def test_a_row_opens_by_click_and_the_back_button_closes_it(server, open_page):
    view = "enterprise-view=画像&enterprise-entity=E017 泗洪金卓光伏有限公司（示例）&enterprise-item=见事"
    watched = open_page(f"{server(demo=True).url}/enterprises?{view}")
    page = watched.page
    settled(watched)
    rows = page.get_by_test_id("stDataFrame").last
    rows.scroll_into_view_if_needed()
    rows.click(position={"x": 14, "y": 55})
    expect(page).to_have_url(re.compile("row="), timeout=SLOW)
    settled(watched)
    expect(page.get_by_role("heading", name=re.compile("^活动 "))).to_be_in_viewport(timeout=SLOW)
    expect(page.get_by_role("heading", name="企业", exact=True)).to_be_in_viewport()
    other = open_page(page.url, account="审核员")
    settled(other)
    expect(other.page.get_by_role("heading", name=re.compile("^活动 "))).to_be_visible(timeout=SLOW)
    page.go_back()
    expect(page.get_by_role("heading", name="指标与来源")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("combobox", name="项目")).to_have_value("见事", timeout=SLOW)
    page.go_forward()
    expect(page.get_by_role("heading", name=re.compile("^活动 "))).to_be_visible(timeout=SLOW)
    page.get_by_test_id("stMain").get_by_role("button", name=re.compile("^E017")).click()
    expect(page.get_by_role("combobox", name="项目")).to_have_value("见事", timeout=SLOW)
    assert "row=" not in page.url


@pytest.mark.long
def test_the_back_button_returns_from_a_link_with_filters_of_its_own(server, open_page):
    watched = open_page(f"{server(demo=True).url}/search?q=夜校")
    page = watched.page
    settled(watched)
    page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink").first.click()
    expect(page).to_have_url(re.compile("/(brands|enterprises|units)[?]"), timeout=SLOW)
    settled(watched)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/search\?q=%E5%A4%9C%E6%A0%A1$"), timeout=SLOW)
    expect(page.get_by_role("textbox").first).to_have_value("夜校", timeout=SLOW)
