"""A unit asks to correct a published quarter, the office grants it, and the unit's open tab hears of it."""

import pytest
from playwright.sync_api import expect

from metrics.framework import parse_period
from metrics.store.database import SYSTEM
from tests.kit.browser import DESKTOP, PHONE, SLOW
from tests.kit.county_packages import open_store
from tests.kit.publishing import publish

pytestmark = [pytest.mark.browser, pytest.mark.long]

STAFF, REVIEWER = "填报员 · 人社局填报员", "审核员 · 县产改办审核员"
Q3, Q4 = parse_period("2023Q3"), parse_period("2023Q4")


def open_as(open_page, url, account, size=DESKTOP):
    watched = open_page(url, size, account)
    watched.wait()
    return watched


def test_a_correction_from_asking_to_the_open_tab(server, open_page):
    running = server(demo=True, fresh=True)
    with open_store(running.database_url) as store:
        publish(store, Q3)
    staff = open_as(open_page, f"{running.url}/upload?quarter={Q3.label}", STAFF)
    page = staff.page
    expect(page.get_by_text("确需更正，请写明原因申请更正")).to_be_visible()
    staff.shot("correction-1-offered")
    page.get_by_label("申请更正：改什么、为什么").fill("3 月漏报 2 场宣讲")
    page.get_by_role("button", name="申请更正").click()
    expect(page.get_by_text("等产改办答复").first).to_be_visible()
    staff.shot("correction-2-asked")
    reviewer = open_as(open_page, f"{running.url}/review", REVIEWER)
    expect(reviewer.page.get_by_role("link", name="更正申请 1")).to_be_visible()
    reviewer.shot("correction-3-office")
    reviewer.page.get_by_role("button", name="同意更正").click()
    expect(reviewer.page.get_by_text("已同意：县人力资源和社会保障局")).to_be_visible()
    # Nobody touches the unit's tab.
    expect(page.get_by_text("更正申请已同意，可以报了").first).to_be_visible(timeout=SLOW)
    staff.shot("correction-4-news")
    reviewer.page.goto(f"{running.url}/periods?periods-view=发布记录")
    expect(reviewer.wait().get_by_text("发布的数在重新发布以前不变")).to_be_visible()
    reviewer.shot("correction-5-published")
    with open_store(running.database_url) as store:
        deeds = store.care.audit_rows(SYSTEM)
    own = deeds[deeds["action"].str.startswith("correction")]
    assert own["action"].tolist() == ["correction-asked", "correction-granted"]


@pytest.mark.parametrize("size", [PHONE, (1280, 800)], ids=["phone", "laptop"])
def test_a_returned_report_reaches_an_open_tab_and_zero_is_declared(server, open_page, size):
    running = server(demo=True, fresh=True)
    watched = open_as(open_page, f"{running.url}/upload", "填报员 · 交通局填报员", size)
    page = watched.page
    page.get_by_text("本期没有可报的？零报送").click()
    watched.wait()
    page.get_by_text("以上台账没有发生").click()
    watched.wait()
    watched.shot(f"zero-1-{size[0]}")
    page.get_by_role("button", name="整期零报送").click()
    expect(page.get_by_text("已零报送，等产改办审核")).to_be_visible()
    watched.shot(f"zero-2-{size[0]}")
    with open_store(running.database_url) as store:
        info = store.reporting.submissions(Q4, "U14")[-1]
        store.reporting.give_back(info.id, "shenhe", "12 月有 1 场观摩，请补报")
    expect(page.get_by_text("12 月有 1 场观摩，请补报").first).to_be_attached(timeout=SLOW)
    watched.shot(f"zero-3-{size[0]}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="报送单").first.click()
    assert waiting.value.suggested_filename.startswith("泗洪县报送单_")
