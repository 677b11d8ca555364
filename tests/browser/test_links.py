"""An address brings back what was on the screen: pasted, after a step back, after a reload."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.walk import SLOW, settled

pytestmark = pytest.mark.browser

VIEW = "/enterprises?period=2023年&enterprise-view=排名&enterprise-grade=良&enterprise-search=泗洪"


def stands(watched, count=None):
    """The address and the widgets show the same period, view and filters; gives the number of entities."""
    page = watched.page
    settled(watched)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    assert asked["period"] == "2023年"
    assert asked["enterprise-grade"] == "良"
    expect(page.get_by_role("combobox", name="报告期")).to_have_value("2023年", timeout=SLOW)
    expect(page.get_by_role("combobox", name="等次")).to_have_value("良")
    expect(page.get_by_label("搜索", exact=True)).to_have_value("泗洪")
    total = page.get_by_text(re.compile(r"^共 \d+ 家$")).inner_text()
    assert 0 < int(total.split()[1]) < 136
    assert count is None or total == count
    return total


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
    expect(page).to_have_url(re.compile("/enterprises"), timeout=SLOW)
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
