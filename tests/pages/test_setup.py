"""建县: every view in a county, in a database without one, and what a click keeps."""

import pytest

from metrics.county.setup import setup_rows, write_setup
from metrics.framework import load_framework, parse_period
from metrics.store import Store
from metrics.store.database import SYSTEM
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.pages import LOCAL, opener, texts
from tests.kit.project import initialise

VIEWS = ("步骤", "一张表导入", "逐项修改", "模板和登录条", "改动记录")


@pytest.fixture
def empty_url(tmp_path):
    url = initialise(tmp_path / "empty.db", demo=False)
    with Store.open(url) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
    return url


@pytest.fixture
def open_empty(empty_url, monkeypatch):
    return opener(empty_url, monkeypatch, **{"as": LOCAL.code})


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_stands_before_there_is_a_county(open_empty, view):
    app = open_empty("county", setup_view=view)
    assert len(app.exception) == 0
    assert app.title[0].value == "建县"


def test_a_database_without_a_county_leads_to_its_page(open_empty):
    app = open_empty("overview")
    assert "先把县建起来" in texts(app)
    steps = texts(open_empty("county"))
    assert "还差 7 步：县名、成员单位和各自的台账" in steps


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_stands_in_a_county(empty_url, open_empty, view):
    with open_store(empty_url) as store:
        store.reporting.ensure_period(parse_period("2024Q1"))
    app = open_empty("county", setup_view=view)
    assert len(app.exception) == 0
    assert "泗洪县" in texts(app) or view != "步骤"


@pytest.mark.long
def test_a_workbook_dropped_says_what_it_would_do_and_is_applied(empty_url, open_empty):
    content = write_setup(parse_period("2024Q1"), setup_rows(SIHONG, load_framework(SIHONG)))
    app = open_empty("county", setup_view="一张表导入")
    app.file_uploader(key="setup-file").upload("县情设置.xlsx", content, "application/octet-stream").run()
    assert "没有问题" in texts(app)
    assert "第三步" in texts(app)
    app.button(key="setup-apply").click().run()
    assert "县情已更新" in "".join(one.value for one in app.success)
    with Store.open(empty_url) as store:
        assert store.office.framework().county == "泗洪县"
        assert len(store.office.framework().units) == 21
        (version,) = store.office.county_versions()
        assert version.account == LOCAL.code


@pytest.mark.long
def test_a_list_edited_on_the_page_holds_from_a_day_on(empty_url, open_empty):
    open_store(empty_url).close()
    app = open_empty("county", setup_view="逐项修改")
    app.button_group(key="entries-list")
    app.session_state["entries-list"] = "乡镇街道"
    app.run()
    assert len(app.exception) == 0
    assert "还没有改动" in texts(app)
