"""What if the weights were others, and a framework changed for good: in a real browser, by hand."""

import re

import pytest
from playwright.sync_api import expect

from metrics.framework import load_framework
from tests.kit.browser import DESKTOP, PHONE, SLOW
from tests.kit.county_packages import SIHONG

pytestmark = pytest.mark.browser
ADMIN = "as=管理员 · 县产改办系统管理员"
SIZES = pytest.mark.parametrize(
    "size", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desktop", "phone"]
)
#: Pixels: a row of a grid, and the middle of its first row of data.
ROW, FIRST = 35, 35 * 1.5
OWN = load_framework(SIHONG)


def opened(server, open_page, address, size=DESKTOP, **at):
    """A page of the sample county as the administrator sees it."""
    parts = "&".join([ADMIN, *(f"{name.replace('_', '-')}={value}" for name, value in at.items())])
    watched = open_page(f"{server.url}/{address}?{parts}", size)
    watched.wait()
    return watched


def figure(page, name):
    """The number in the card of a name."""
    card = page.get_by_test_id("stMetric").filter(has_text=name)
    return card.get_by_test_id("stMetricValue")


def not_wider_than_the_screen(page):
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


@pytest.mark.long
@SIZES
def test_a_slider_moves_ranks_and_bands(server, open_page, size):
    watched = opened(server(demo=True), open_page, "weights", size)
    page = watched.page
    expect(figure(page, "名次变了的")).to_have_text("0家")
    slider = page.get_by_role("slider", name="四个可看")
    slider.focus()
    for _ in range(8):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("assume=K%3D6"))
    watched.wait()
    expect(figure(page, "名次变了的")).not_to_have_text("0家")
    expect(page.get_by_test_id("stMain")).to_contain_text("看 43%")
    watched.shot(f"weights-moved-{size[0]}")
    not_wider_than_the_screen(page)
    page.get_by_role("radio", name="名次区间").click()
    plot = page.locator(".js-plotly-plot").first
    expect(plot).to_be_visible(timeout=SLOW)
    for words in ("九成区间", "假设名次", "正式名次"):
        expect(plot).to_contain_text(words)
    expect(figure(page, "甲排在乙前面的把握")).to_have_text(re.compile(r"\d+%"))
    watched.wait()
    watched.shot(f"weights-bands-{size[0]}")
    not_wider_than_the_screen(page)


@pytest.mark.long
@SIZES
def test_a_method_and_a_scheme_are_chosen_and_judgements_fill_the_sliders(server, open_page, size):
    watched = opened(server(demo=True), open_page, "weights", size)
    page, main = watched.page, watched.page.get_by_test_id("stMain")
    page.get_by_role("combobox", name="归一化方法").click()
    page.get_by_role("option", name="z 分数").click()
    expect(main).to_contain_text("归一化：z 分数", timeout=SLOW)
    page.get_by_role("button", name="熵权").click()
    expect(page).to_have_url(re.compile("normalise%3Dzscore"))
    expect(page.get_by_role("slider", name="四个可看")).not_to_have_value("4")
    shown = page.get_by_role("slider", name="四个可看").input_value()
    expect(page).to_have_url(re.compile(rf"K%3D{re.escape(shown)}\b"))
    expect(main).to_contain_text("以上都是假设，正式得分和排名没有改动")
    watched.wait()
    watched.shot(f"weights-scheme-{size[0]}")
    not_wider_than_the_screen(page)
    page.get_by_text("两两比较定权重（AHP）").click()
    judged = page.get_by_role("slider", name="看 与 得")
    expect(judged).to_be_visible()
    judged.focus()
    judged.press("ArrowLeft")
    expect(main).to_contain_text("看重 2 倍", timeout=SLOW)
    expect(main).to_contain_text("不超过 0.1，判断前后一致")
    watched.wait()
    watched.shot(f"weights-ahp-{size[0]}")
    page.get_by_role("button", name="填进滑块").click()
    expect(page.get_by_role("slider", name="四个可看")).to_have_value("4.95", timeout=SLOW)
    not_wider_than_the_screen(page)


@pytest.mark.long
def test_an_assumption_in_the_address_opens_and_is_taken_back(server, open_page):
    watched = opened(server(demo=True), open_page, "weights", assume="K=8,total=geometric")
    page = watched.page
    expect(page.get_by_role("slider", name="四个可看")).to_have_value("8")
    page.get_by_role("button", name="恢复正式").click()
    expect(page.get_by_role("slider", name="四个可看")).to_have_value("4")
    expect(figure(page, "名次变了的")).to_have_text("0家")
    expect(page).not_to_have_url(re.compile("assume=K"))


@pytest.mark.long
@pytest.mark.parametrize("view", ["哪一项说了算", "方案比较"])
@SIZES
def test_every_view_opens(server, open_page, size, view):
    watched = opened(server(demo=True), open_page, "weights", size, assumed_view=view)
    words = "Sobol" if view == "哪一项说了算" else "先在左边把假设存成方案"
    expect(watched.page.get_by_test_id("stMain")).to_contain_text(words)
    watched.shot(f"weights-{view}-{size[0]}")
    not_wider_than_the_screen(watched.page)


def type_into(page, column, row, text):
    """Type into a cell of the first grid, counted from 0 from the left and from below the header."""
    grid = page.get_by_test_id("stDataFrame").first
    first, wanted = (grid.get_by_test_id(f"glide-cell-{at}-{row}") for at in (0, column))
    # The cells are told to screen readers once the grid is drawn; before that it takes no click.
    expect(first).to_be_attached(timeout=SLOW)
    box = grid.locator("canvas").first.bounding_box()
    page.mouse.click(box["x"] + 30, box["y"] + FIRST + row * ROW)
    expect(first).to_have_attribute("aria-selected", "true")
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    expect(wanted).to_have_attribute("aria-selected", "true")
    page.keyboard.type(text)
    expect(page.locator("#portal input")).to_have_value(text)
    page.keyboard.press("Enter")


def let_it_be_checked(page):
    """Ask for the check-up without which there is no form to save, and wait for it."""
    page.get_by_role("button", name="开始体检").click()
    expect(page.get_by_role("textbox", name="版本名称")).to_be_visible(timeout=10 * SLOW)


def cell(grid, words):
    """A cell of a grid by its words, as they are told to screen readers."""
    return grid.locator("td").get_by_text(words, exact=True)


@pytest.mark.long
def test_a_number_is_changed_saved_with_a_reason_and_holds_for_its_own_quarters(server, open_page):
    demo = server(demo=True, fresh=True)
    watched = opened(demo, open_page, "admin", admin_view="批量改数")
    page, main = watched.page, watched.page.get_by_test_id("stMain")
    expect(main).to_contain_text("保存以前什么都不会变")
    type_into(page, 2, 0, "9")
    page.get_by_role("button", name="用这些数（1 处）").click()
    expect(main).to_contain_text("K 四个可看：权重 4 → 9", timeout=SLOW)
    expect(figure(page, "名次变了的")).to_have_text(re.compile(r"[1-9]\d* / 136"))
    let_it_be_checked(page)
    page.get_by_role("textbox", name="版本名称").fill("2023.9")
    watched.wait()
    quarter = page.get_by_role("combobox", name="自哪一季度起用")
    quarter.click()
    quarter.fill("2023Q4")
    page.get_by_role("option", name="2023Q4").click()
    page.get_by_role("textbox", name="理由").fill("会议定的：多看现场")
    watched.wait()
    watched.shot("admin-effect")
    page.get_by_role("button", name="保存新版本").click()
    expect(main).to_contain_text("已保存版本 2023.9")
    for period, version in (("2023年第四季度", "2023.9"), ("2023年第三季度", OWN.version)):
        other = opened(demo, open_page, "enterprises", period=period)
        expect(other.page.get_by_test_id("stMain")).to_contain_text(f"指标版本 {version}（")
    history = opened(demo, open_page, "admin", admin_view="历次版本")
    grids = history.page.get_by_test_id("stDataFrame")
    for words in ("2023.9", "会议定的：多看现场", OWN.version):
        expect(cell(grids.first, words)).to_have_count(1)
    expect(cell(grids.nth(1), "K 四个可看：权重")).to_have_count(1)
    history.shot("admin-history")


@pytest.mark.long
def test_nothing_is_saved_without_a_reason(server, open_page):
    watched = opened(server(demo=True), open_page, "admin", admin_view="批量改数")
    page, main = watched.page, watched.page.get_by_test_id("stMain")
    type_into(page, 2, 0, "9")
    page.get_by_role("button", name="用这些数（1 处）").click()
    expect(main).to_contain_text("K 四个可看：权重 4 → 9", timeout=SLOW)
    let_it_be_checked(page)
    page.get_by_role("textbox", name="版本名称").fill("2023.8")
    page.get_by_role("button", name="保存新版本").click()
    expect(main).to_contain_text("保存新版本要写明理由")
    expect(main).not_to_contain_text("已保存版本")


@pytest.mark.breadth(1)
@SIZES
@pytest.mark.parametrize("address", ["handbook", "checkup", "admin"])
def test_pages_fit_the_screen(server, open_page, address, size):
    watched = opened(server(demo=True), open_page, address, size)
    watched.shot(f"{address}-{size[0]}")
    not_wider_than_the_screen(watched.page)
    expect(watched.page.get_by_test_id("stMain")).to_contain_text(OWN.hash[:8])
