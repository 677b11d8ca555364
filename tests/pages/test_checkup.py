"""指标体检: asked for with a button, kept for everybody; charts of the items; and the gate before saving."""

import pytest

from metrics.framework import LEVEL_NAMES, load_framework
from metrics.framework.editing import number_edits
from pages.cached import checkups
from pages.ui.checkup import VIEWS
from tests.kit.county_packages import SIHONG
from tests.kit.pages import ADMIN, LEADER, STAFF, alternatives, texts
from tests.kit.sample_checkups import FELL, canned

FRAMEWORK = load_framework(SIHONG)


@pytest.fixture
def quick(monkeypatch):
    """``quick(violations)`` → a check-up finds these at once; gives the list of how often one was made."""
    made = []

    def give(*violations):
        def found(prepared, progress):
            progress(0.5, "活动台账（L05）")
            made.append(prepared.framework.version)
            return canned(prepared, *violations)

        monkeypatch.setattr(checkups, "check_up", found)
        shelf = checkups.CheckupShelf()
        monkeypatch.setattr(checkups, "_shelf", lambda: shelf)
        return made

    return give


@pytest.mark.parametrize("account", [ADMIN, LEADER, STAFF])
def test_whoever_sees_the_handbook_may_ask_once_for_all(demo, quick, account):
    made = quick()
    app = demo("checkup", period="2023年", **{"as": account})
    assert not app.exception
    assert "还没有人体检过这一版数据" in app.info[0].value
    assert made == []
    app.button(key="checkup-run").click().run()
    assert not app.exception
    assert "通过：按2023年的数据试了 7 种改动，没有发现问题" in app.success[0].value
    assert made == [FRAMEWORK.version]
    again = demo("checkup", period="2023年", **{"as": LEADER})
    assert again.success
    assert made == [FRAMEWORK.version]


def test_prices_ways_exceptions_and_crowded_measures_are_shown(demo, quick):
    quick()
    app = demo("checkup", period="2023年")
    app.button(key="checkup-run").click().run()
    tried, prices, ways, crowded = (frame.value for frame in app.dataframe)
    assert tried["做法"].tolist() == ["多一行好事"]
    assert prices["总分增加"].tolist() == [2.09]
    assert ways["会惊动哪些规则"].tolist() == ["Q101 两家报了同一场活动"]
    assert crowded["建议"].tolist() == ["80% 同在一个值（满分）；满分值现为 12，可定在 30—50"]
    assert "没有结案或没有调解成功的案件" in texts(app)


def test_violations_are_sentences(demo, quick):
    quick(FELL)
    app = demo("checkup", period="2023年")
    app.button(key="checkup-run").click().run()
    assert "发现 1 处不该变的得分变了" in app.error[0].value
    assert FELL.sentence in texts(app)


@pytest.mark.long
def test_without_rows_there_is_nothing_to_check(empty):
    app = empty("checkup")
    assert not app.exception
    assert not app.button


@pytest.mark.breadth(5)
@pytest.mark.parametrize("chart", VIEWS)
@pytest.mark.parametrize("level", ["企业", "成员单位"])
def test_every_view_has_a_chart_with_words_and_a_table(demo, chart, level):
    app = demo("checkup", period="2023年", checkup_view="各项分布", checkup_level=level, checkup_chart=chart)
    assert not app.exception
    (alt,) = alternatives(app)
    assert level in alt
    assert app.dataframe[-1].value["编号"].isin(FRAMEWORK.measure).all()
    assert set(LEVEL_NAMES.values()) - {"全县"} == set(app.segmented_control(key="checkup-level").options)


@pytest.fixture
def editing(demo):
    """The page on which versions are edited, one number changed."""

    def open_page():
        app = demo("overview", period="2023年", **{"as": ADMIN})
        app.session_state["manage-edits"] = {-1: number_edits({"K.weight": 5.0})}
        return app.switch_page("admin.py").run()

    return open_page


def test_a_version_is_saved_after_its_check_up_only(editing, quick):
    quick()
    app = editing()
    assert not app.exception
    assert "没有通过的版本不能保存" in texts(app)
    assert [button.key for button in app.button if button.key == "admin-checkup"]
    assert not app.text_area
    app.button(key="admin-checkup").click().run()
    assert not app.exception
    assert app.success
    assert app.text_area


def test_a_version_that_fails_has_no_form(editing, quick):
    quick(FELL)
    app = editing()
    app.button(key="admin-checkup").click().run()
    assert FELL.sentence in texts(app)
    assert "没有通过体检的版本不能保存" in app.warning[0].value
    assert not app.text_area
