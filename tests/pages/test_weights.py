"""权重与假设: sliders move ranks at once, the official scores never; scenarios are kept by name."""

import pytest
from streamlit.testing.v1 import AppTest

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare, score_book
from metrics.scoring.whatif.presets import preset
from metrics.scoring.whatif.scenario import Scenario, what_if
from metrics.store import Store
from metrics.tables.whatif import NORMALISATIONS, UNTOUCHED
from tests.kit.county_packages import SIHONG
from tests.kit.pages import LEADER, SECONDS, STAFF, alternatives, texts
from tests.kit.project import REPO

FRAMEWORK = load_framework(SIHONG)
VIEWS = ["名次变动", "名次区间", "哪一项说了算", "方案比较"]


@pytest.fixture
def writable(demo_url, monkeypatch):
    """``writable("weights")`` → the page over a copy of the sample county that may change."""
    monkeypatch.setenv("DATABASE_URL", demo_url)

    def open_page(page="weights", **params):
        app = AppTest.from_file(str(REPO / "pages" / "main.py"), default_timeout=SECONDS)
        for key, value in params.items():
            app.query_params[key.replace("_", "-")] = value
        return app.run().switch_page(f"{page}.py").run()

    return open_page


def pressed(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def shifted(app):
    """The table of ranks by code."""
    return app.dataframe[0].value.set_index("编号")


@pytest.fixture(scope="module")
def book(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        return score_book(
            prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, parse_period("2023"))), "enterprise"
        )


@pytest.mark.breadth(6)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("level", ["企业", "品牌", "成员单位", "乡镇街道", "行业"])
def test_every_view_opens_at_every_level(demo, view, level):
    app = demo("weights", assumed_view=view, assumed_level=level)
    assert [error.message for error in app.exception] == []
    assert app.title[0].value == "权重与假设"
    assert "假设，不影响正式得分" in app.warning[0].value
    assert UNTOUCHED in texts(app) or view == "方案比较"


def test_without_an_assumption_the_official_ranks_are_shown(demo, book):
    table = demo("weights").dataframe[0].value
    assert (table["正式名次"] == table["假设名次"]).all()
    assert len(table) == len(book.entities)
    assert table["正式名次"].iloc[0] == 1


def test_a_slider_moves_the_ranks_and_the_address(demo, book):
    app = demo("weights")
    app.slider(key="assumed-K-0").set_value(1.0).run()
    assert not app.exception
    told = what_if(FRAMEWORK, book, Scenario(weights={"K": 1.0}))
    table = app.dataframe[0].value.set_index("编号")
    assert (table["假设名次"] == told.ranks[table.index]).all()
    assert (table["正式名次"] == book.ranks["total"][table.index]).all()
    assert table["升降"].ne(0).any()
    assert app.query_params["assume"] == "K=1"
    pressed(app, "恢复正式")
    assert app.slider(key="assumed-K-1").value == 4.0
    assert "assume" not in app.query_params


def test_an_address_carries_the_whole_assumption(demo, book):
    text = "D2=3,K2a.E=10,total=geometric,noise=0.1,count=200,seed=5"
    app = demo("weights", assume=text)
    assert not app.exception
    assert app.query_params["assume"] == text
    assert "200 组权重，每个权重上下浮动 10%，种子 5" in texts(app)
    parts = {"D2": 3.0}, {"K2a.E": 10.0}, {"total": "geometric"}
    assumed = Scenario("", *parts, noise=0.1, count=200, seed=5)
    told = what_if(FRAMEWORK, book, assumed)
    table = app.dataframe[0].value.set_index("编号")
    assert (table["假设名次"] == told.ranks[table.index]).all()


@pytest.mark.breadth(1)
@pytest.mark.parametrize("method", ["minmax", "zscore", "efficacy"])
def test_the_chosen_normalisation_ranks_anew(demo, book, method):
    app = demo("weights")
    app.selectbox(key="assumed-normalise-0").select(NORMALISATIONS[method]).run()
    assert not app.exception
    told = what_if(FRAMEWORK, book, Scenario(normalise=method))
    table = shifted(app)
    assert (table["假设名次"] == told.ranks[table.index]).all()
    assert (table["正式名次"] == book.ranks["total"][table.index]).all()
    decimals = 2 if method == "zscore" else 1
    assert (table["假设得分"] - told.scores["total"][table.index]).abs().max() <= 10**-decimals
    assert app.query_params["assume"] == f"normalise={method}"
    said = texts(app)
    assert f"归一化：{NORMALISATIONS[method]}" in said
    assert ("未参与的指标：" in said) == bool(told.alike)
    assert UNTOUCHED in said


@pytest.mark.breadth(1)
@pytest.mark.parametrize(("scheme", "label"), [("equal", "等权"), ("entropy", "熵权"), ("critic", "CRITIC")])
def test_a_scheme_fills_the_sliders_which_stay_free(demo, book, scheme, label):
    app = demo("weights", assume="K2a=2,normalise=minmax")
    pressed(app, label)
    found = preset(FRAMEWORK, book, scheme)
    sliders = {name: app.slider(key=f"assumed-{name}-1").value for name in found.weights}
    assert sliders == found.weights
    told = what_if(FRAMEWORK, book, Scenario(weights={"K2a": 2, **found.weights}, normalise="minmax"))
    table = shifted(app)
    assert (table["假设名次"] == told.ranks[table.index]).all()
    app.slider(key="assumed-K1-1").set_value(3.0).run()
    moved = Scenario(weights={"K2a": 2, **found.weights, "K1": 3}, normalise="minmax")
    table = shifted(app)
    assert (table["假设名次"] == what_if(FRAMEWORK, book, moved).ranks[table.index]).all()
    pressed(app, "现行")
    assert app.query_params["assume"] == "K2a=2,normalise=minmax", "all but groups and items stays assumed"


def test_a_scheme_that_cannot_be_computed_says_why(demo):
    app = demo("weights", assumed_level="品牌")
    assert not next(one for one in app.button if one.label == "CRITIC").disabled
    # No unit keeps the sheets of all twelve items.
    units = demo("weights", assumed_level="成员单位")
    for scheme in ("CRITIC", "熵权"):
        assert next(one for one in units.button if one.label == scheme).disabled
        assert f"{scheme}算不出来：" in texts(units)


def test_pairwise_judgements_fill_the_sliders(demo, book):
    app = demo("weights")
    for pair, step in (("K-D", 1), ("D-J", -1)):
        app.select_slider(key=f"assumed-ahp-{pair}").set_value(step).run()
    assert "CR = 0.000，不超过 0.1" in texts(app)
    pressed(app, "填进滑块")
    assert [app.slider(key=f"assumed-{name}-1").value for name in "KDJ"] == [4.8, 2.4, 4.8]
    told = what_if(FRAMEWORK, book, Scenario(weights={"K": 4.8, "D": 2.4, "J": 4.8}))
    table = shifted(app)
    assert (table["假设名次"] == told.ranks[table.index]).all()


def test_contradicting_judgements_are_refused_with_a_sentence(demo):
    app = demo("weights")
    for pair, step in (("K-D", 4), ("D-J", 4), ("K-J", -4)):
        app.select_slider(key=f"assumed-ahp-{pair}").set_value(step).run()
    assert "CR = 2.759，大于 0.1：判断互相矛盾" in app.warning[1].value
    assert next(one for one in app.button if one.label == "填进滑块").disabled
    app.selectbox(key="assumed-ahp-node").select("两个获得感的各项").run()
    assert "只有两项" in texts(app)
    app.selectbox(key="assumed-ahp-node").select("三个组").run()
    assert app.select_slider(key="assumed-ahp-D-J").value == 4, "what was judged before is kept"


@pytest.mark.long
def test_a_saved_normalisation_and_scheme_replay_to_the_same_ranks(writable):
    app = writable()
    app.selectbox(key="assumed-normalise-0").select("z 分数").run()
    pressed(app, "熵权")
    before = shifted(app)
    app.text_input[0].set_value("熵权 z")
    pressed(app, "保存现在的假设")
    pressed(app, "恢复正式")
    assert (shifted(app)["升降"] == 0).all()
    pressed(app, "载入")
    assert shifted(app).equals(before)
    assert app.selectbox(key="assumed-normalise-3").value == "z 分数"


@pytest.mark.long
def test_a_target_of_the_chosen_items_measure_can_be_moved(demo):
    app = demo("weights")
    app.selectbox(key="assumed-item").select("有典型可看").run()
    app.number_input(key="assumed-K2a.E-0").set_value(60.0).run()
    assert app.query_params["assume"] == "K2a.E=60"
    app.selectbox(key="assumed-item").select("见人").run()
    assert app.query_params["assume"] == "K2a.E=60", "what is out of sight stays assumed"


@pytest.mark.parametrize(
    "text",
    [
        "K=x=y",
        "K9=1",
        "K=0,D=0,J=0",
        "K2a.E=-4",
        "total=median",
        "normalise=x",
        "normalise=zscore,K=geometric",
    ],
)
def test_an_assumption_that_makes_no_sense_is_said(demo, text):
    app = demo("weights", assume=text)
    assert not app.exception
    assert app.error


def test_bands_name_how_sure_the_ranks_are(demo):
    app = demo("weights", assumed_view="名次区间")
    assert "企业名次区间，前20家：第一名" in alternatives(app)[0]
    assert app.metric[0].label == "甲排在乙前面的把握"
    assert app.metric[0].value.endswith("%")


@pytest.mark.long
def test_bands_say_what_varies_and_the_switches_widen_them(demo):
    app = demo("weights", assumed_view="名次区间", assumed_level="成员单位")
    assert "次模拟（仅权重）中九成落在" in alternatives(app)[0]
    assert "名次区间：仅权重" in texts(app)
    app.toggle(key="assumed-method-0").set_value(True).run()
    assert not app.exception
    assert app.query_params["assume"] == "method=1"
    assert "次模拟（权重、方法）中九成落在" in alternatives(app)[0]
    assert "成员单位名次波动的来源，全部合计：权重" in alternatives(app)[1]
    assert "名次区间：权重、方法；" in texts(app)


@pytest.mark.long
def test_data_varies_from_the_address(demo):
    app = demo("weights", assume="count=200,data=1", assumed_level="成员单位")
    assert not app.exception
    assert app.toggle(key="assumed-data-0").value
    table = shifted(app)
    assert (table["正式名次"] == table["假设名次"]).all()
    assert "名次区间：权重、数据；" in texts(app)


def test_the_influence_of_the_twelve_items(demo):
    table = demo("weights", assumed_view="哪一项说了算").dataframe[0].value
    assert set(table["项目"]) == {item.name for item in FRAMEWORK.items}
    assert table["平均变动"].is_monotonic_decreasing
    assert table["权重影响"].sum() == pytest.approx(100, abs=8)


@pytest.mark.long
def test_a_scenario_is_saved_loaded_compared_and_removed(writable):
    app = writable(assume="K=1")
    app.text_input[0].set_value("轻看")
    next(b for b in app.button if b.label == "保存现在的假设").click().run()
    assert "已保存“轻看”" in app.success[0].value
    app.slider(key="assumed-K-0").set_value(9.0).run()
    next(b for b in app.button if b.label == "载入").click().run()
    assert app.query_params["assume"] == "K=1"
    app.segmented_control(key="assumed-view").set_value("方案比较").run()
    table = app.dataframe[0].value
    assert list(table.columns) == ["编号", "名称", "正式", "现在的假设", "轻看", "相差"]
    assert (table["现在的假设"] == table["轻看"]).all()
    next(b for b in app.button if b.label == "删除").click().run()
    assert "还没有保存过方案" in texts(app)


@pytest.mark.long
def test_a_scenario_needs_a_name(writable):
    app = writable()
    next(b for b in app.button if b.label == "保存现在的假设").click().run()
    assert "要有名称" in app.error[0].value


@pytest.mark.long
def test_nothing_official_changes(writable, demo_url):
    app = writable(assume="K=0,J=9,total=geometric")
    app.switch_page("enterprises.py").run()
    with Store.open(demo_url, migrate=False) as store:
        data = store.reporting.dataset(FRAMEWORK, parse_period("2023"))
    book = score_book(prepare(FRAMEWORK, data), "enterprise")
    table = app.dataframe[0].value.set_index("编号")
    assert (table["名次"] == book.ranks["total"][table.index]).all()


def test_the_office_sees_it_and_staff_do_not(demo):
    assert demo("weights", **{"as": LEADER}).title[0].value == "权重与假设"
    refused = demo("weights", **{"as": STAFF})
    assert "页不对" in refused.info[0].value
    assert not refused.button
