"""From signing in to the rows behind a score, and from the county to a cell and back, without a mouse."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.kit.walk import SLOW, settled

pytestmark = pytest.mark.browser

MOST_TABS = 150


def tab_to(page, matches):
    """Press Tab until the JavaScript expression about ``one``, the element with the focus, holds."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const one = document.activeElement; return Boolean({matches}) }})()"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {matches}")


@pytest.mark.long
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


def crumbs(page):
    """What stands between the choice of the entity and the heading or figures below it, step by step."""
    way = page.get_by_test_id("stMain").get_by_test_id("stHorizontalBlock").filter(has_text="全县").last
    return [step for step in way.inner_text().split("\n") if step.strip() not in ("", "›")]


def asked(page):
    """The query of the address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def press(watched, key, expected):
    """Press a key and wait until the address holds the expected pattern and the run is over."""
    watched.page.keyboard.press(key)
    expect(watched.page).to_have_url(re.compile(expected), timeout=SLOW)
    settled(watched)


def tick(watched, row, expected):
    """Go to the first table, tick its row and wait for the address."""
    tab_to(watched.page, "one.matches('canvas') && one.closest('[data-testid=stDataFrame]')")
    for _ in range(row):
        watched.page.keyboard.press("ArrowDown")
    press(watched, "Shift+Space", expected)


@pytest.mark.long
def test_from_the_county_to_a_cell_and_back_without_a_mouse(server, open_page):
    watched = open_page(server(demo=True).url)
    page = watched.page
    settled(watched)
    link = "one.matches('[data-testid=stPageLink] a') && one.href.includes"
    tab_to(page, f"{link}('/brands')")
    press(watched, "Enter", "/brands")
    brand = page.get_by_role("combobox", name="选择对象").input_value()
    tab_to(page, f"{link}('from=')")
    press(watched, "Enter", "/enterprises.*from=")
    expect(page.get_by_role("combobox", name="选择对象")).to_have_value(re.compile("^E"), timeout=SLOW)
    enterprise = asked(page)["enterprise-entity"]
    assert asked(page)["from"] == brand
    tick(watched, 0, "row=")
    row = asked(page)["row"]
    expect(page.get_by_text("填的内容").first).to_be_attached(timeout=SLOW)
    tick(watched, 1, "row=.*%E8%A1%8C-")
    cell = asked(page)["row"]
    assert cell.startswith(f"{row}-")
    expect(page.get_by_text(re.compile("^B[0-9]+$")).first).to_be_visible(timeout=SLOW)
    watched.shot("keyboard-cell")
    way = crumbs(page)
    assert [way[0], way[1], way[2]] == ["全县", "品牌", brand.removesuffix("（示例）")]
    assert way[3].partition(" ")[0] == enterprise.partition(" ")[0]
    assert way[5].endswith(".xlsx")
    assert re.fullmatch("B[0-9]+", way[7])

    page.reload()
    settled(watched)
    expect(page.get_by_text(way[7], exact=True).first).to_be_visible(timeout=SLOW)
    assert crumbs(page) == way

    tab_to(page, f"one.textContent.trim() === '{way[4]}'")
    press(watched, "Enter", "row=[^-]+-[^-]+-[^-]+$")
    tab_to(page, f"one.textContent.trim() === '{way[3]}'")
    press(watched, "Enter", "from=[^&]*$")
    expect(page.get_by_role("heading", name="指标与来源")).to_be_visible(timeout=SLOW)
    tab_to(page, f"{link}('/brands') && one.textContent.trim() === '{way[2]}'")
    press(watched, "Enter", "/brands")
    expect(page.get_by_role("combobox", name="选择对象")).to_have_value(brand, timeout=SLOW)
