"""新年度 on the page: one click opens the quarters; the old year is shown until a new report counts."""

import pytest

from tests.kit.county_packages import open_store
from tests.kit.pages import opener, texts


@pytest.fixture
def open_page(demo_url, monkeypatch):
    return opener(demo_url, monkeypatch, **{"as": "guanli"})


def test_one_click_opens_the_year(demo_url, open_page):
    app = open_page("periods")
    assert "试点企业名册" in texts(app)
    app.button(key="new-year").click().run()
    assert "已开放 2024年第一季度" in "".join(one.value for one in app.success)
    with open_store(demo_url) as store:
        assert [info.code for info in store.reporting.periods()][-4:] == [f"2024Q{n}" for n in (1, 2, 3, 4)]


@pytest.mark.long
def test_pages_show_the_old_year_until_the_first_report(demo_url, open_page):
    with open_store(demo_url) as store:
        store.reporting.open_year(2024, "guanli")
    app = open_page("overview")
    assert len(app.exception) == 0
    assert app.selectbox(key="period").value == "2023年"
