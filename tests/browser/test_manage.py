"""指标管理 in a real browser: the tree, a condition, the library, a column, undo; at three widths."""

import pytest
from playwright.sync_api import expect

from tests.kit.browser import DESKTOP, PHONE, SLOW

pytestmark = pytest.mark.browser
ADMIN = "as=管理员 · 县产改办系统管理员"
LAPTOP = (1280, 800)
SIZES = pytest.mark.parametrize("size", [DESKTOP, LAPTOP, PHONE], ids=["desktop", "laptop", "phone"])


def opened(server, open_page, size=DESKTOP, view="改指标"):
    watched = open_page(f"{server.url}/admin?{ADMIN}&period=2023年&admin-view={view}", size)
    watched.wait()
    return watched


def not_wider_than_the_screen(page):
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def choose(watched, part):
    """A part of the tree."""
    watched.page.get_by_test_id("stRadio").get_by_text(part).first.click()
    watched.wait()


@pytest.mark.long
@SIZES
def test_a_part_is_chosen_changed_seen_and_undone(server, open_page, size):
    watched = opened(server(demo=True), open_page, size)
    page, main = watched.page, watched.page.get_by_test_id("stMain")
    choose(watched, "K2b 典型案例")
    page.get_by_role("radio", name="哪些行、怎么计").click()
    expect(main).to_contain_text("行里抓到")
    expect(page.get_by_role("button", name="用这样的算法")).to_be_disabled()
    caught = main.get_by_text("行里抓到").inner_text()
    main.get_by_role("button", name="人物").or_(main.locator("[aria-label*=人物]")).first.locator(
        "[title=Delete], [aria-label*=Remove], svg"
    ).first.click()
    expect(main.get_by_text("行里抓到")).not_to_have_text(caught, timeout=SLOW)
    page.get_by_role("button", name="用这样的算法").click()
    expect(main).to_contain_text("还没有保存的改动（1）", timeout=SLOW)
    expect(main).to_contain_text("影响预览")
    expect(main).to_contain_text("名次变了的")
    watched.wait()
    watched.shot(f"manage-changed-{size[0]}")
    not_wider_than_the_screen(page)
    page.get_by_role("button", name="撤销最后一处").click()
    expect(main).to_contain_text("还没有保存的改动（0）", timeout=SLOW)


@pytest.mark.long
@SIZES
@pytest.mark.parametrize("view", ["改指标", "批量改数", "指标库", "台账加列", "导入导出"])
def test_every_view_fits_the_screen(server, open_page, size, view):
    watched = opened(server(demo=True), open_page, size, view)
    expect(watched.page.get_by_test_id("stMain")).to_contain_text("还没有保存的改动（0）", timeout=SLOW)
    watched.shot(f"manage-{view}-{size[0]}")
    not_wider_than_the_screen(watched.page)


@pytest.mark.long
def test_a_measure_is_taken_from_the_library(server, open_page):
    watched = opened(server(demo=True), open_page, view="指标库")
    page, main = watched.page, watched.page.get_by_test_id("stMain")
    page.get_by_role("button", name="取用").click()
    expect(main).to_contain_text("加指标 J6d 技能等级持证占比（指标库）", timeout=SLOW)
    expect(page.get_by_role("button", name="开始体检")).to_be_visible(timeout=SLOW)
