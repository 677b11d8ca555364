"""Briefings and exports as people meet them: a preview, a file saved, a page printed, on both sizes."""

import re

import pytest
from playwright.sync_api import expect

from tests.kit.browser import DESKTOP, LEADER, PHONE

pytestmark = pytest.mark.browser
MADE = 60_000


@pytest.mark.long
@pytest.mark.parametrize(
    "size", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desktop", "phone"]
)
def test_a_leader_previews_and_saves_a_briefing(server, open_page, size):
    url = server(demo=True, fresh=True).url
    watched = open_page(f"{url}/briefing?period=2023年&briefing-kind=领导参阅&as={LEADER}", size)
    page = watched.wait()
    page.get_by_test_id("stMain").get_by_text("预览", exact=True).first.click()
    expect(page.get_by_text("第 1 页", exact=True)).to_be_visible(timeout=MADE)
    watched.shot(f"briefing_{size[0]}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="生成 PDF").click()
    save = page.get_by_role("button", name="下载 ")
    expect(save).to_be_visible(timeout=MADE)
    with page.expect_download() as download:
        save.click()
    assert re.fullmatch(r".*2023年.*_[0-9a-f]{8}\.pdf", download.value.suggested_filename)
    assert download.value.path().read_bytes().startswith(b"%PDF")


def off(watched):
    """The parts that are left out, of those behind the fold, once the page stands still."""
    page = watched.wait()
    fold = page.get_by_test_id("stExpander").filter(has_text="要哪些部分")
    parts = fold.get_by_test_id("stButtonGroup").get_by_role("button")
    if not parts.count():
        fold.locator("summary").click()
    expect(parts.last).to_be_visible()
    return [one.inner_text() for one in parts.all() if one.get_attribute("aria-pressed") == "false"]


@pytest.mark.long
def test_what_was_chosen_survives_reload_a_step_back_and_pasting(server, open_page):
    url = server(demo=True).url
    watched = open_page(f"{url}/briefing?period=2023年1—9月&briefing-kind=领导参阅&as={LEADER}")
    page = watched.page
    assert off(watched) == []
    page.get_by_role("button", name="全县四看·两得·六见").click()
    expect(page).to_have_url(re.compile("without-charts=items"), timeout=MADE)
    before = off(watched)
    page.get_by_role("button", name="需要加力的试点企业").click()
    expect(page).to_have_url(re.compile("without-tables=last"), timeout=MADE)
    chosen = off(watched)
    assert (len(before), len(chosen)) == (1, 2)
    assert page.url.partition("&without-")[2] == "charts=items&without-tables=last"
    page.reload()
    assert off(watched) == chosen
    expect(page.get_by_role("combobox", name="种类")).to_have_value("领导参阅")
    expect(page.get_by_role("combobox", name="报告期")).to_have_value("2023年1—9月")
    page.go_back()
    expect(page).not_to_have_url(re.compile("without-tables"), timeout=MADE)
    assert off(watched) == before
    page.go_forward()
    pasted = open_page(page.url, account=LEADER)
    assert off(pasted) == chosen


@pytest.mark.long
def test_charts_tables_and_pages_are_saved_where_they_stand(server, open_page):
    watched = open_page(f"{server(demo=True).url}/enterprises?period=2023年&as={LEADER}")
    page = watched.wait()
    page.get_by_text("数据表与导出").click()
    expect(page.get_by_role("button", name="图片 PNG")).to_be_visible()
    watched.wait()
    starts = {"本页导出 PDF": b"%PDF", "导出表格": b"PK", "图片 PNG": b"\x89PNG", "矢量图 SVG": b"<svg"}
    for label, start in starts.items():
        with page.expect_download(timeout=MADE) as download:
            page.get_by_role("button", name=label).click()
        assert download.value.path().read_bytes().startswith(start), label
        assert "2023年" in download.value.suggested_filename
