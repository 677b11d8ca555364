"""为什么变了: on the overview and in every profile, a sentence, the measures and their rows."""

import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare, score_book
from metrics.scoring.why.change import explain_change
from metrics.scoring.why.change_words import sentence
from metrics.store import Store
from tests.kit.county_packages import SIHONG
from tests.kit.pages import texts

FRAMEWORK = load_framework(SIHONG)


@pytest.fixture(scope="module")
def sides(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        data = [store.reporting.dataset(FRAMEWORK, parse_period(code)) for code in ("2023Q1-3", "2023")]
    ready = [prepare(FRAMEWORK, one) for one in data]
    return lambda level: [(one, score_book(one, level)) for one in ready]


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    ("page", "level", "entity", "params"),
    [
        ("overview", "county", "county", {}),
        ("enterprises", "enterprise", "E017", {"enterprise_view": "画像"}),
        ("brands", "brand", "B07", {"brand_view": "画像"}),
        ("units", "unit", "U08", {"unit_view": "画像"}),
    ],
)
def test_the_change_of_the_total_is_explained(demo, sides, page, level, entity, params):
    before, after = sides(level)
    if page != "overview":
        params[f"{level}_entity"] = f"{entity} {after[1].entities.at[entity, 'name']}"
    app = demo(page, **params)
    assert not [frame for frame in app.dataframe if "权重部分" in frame.value]
    app.session_state[f"{level}-change"] = True
    app.run()
    assert [error.message for error in app.exception] == []
    told = explain_change(before, after, entity)
    assert f"**{sentence(told, most=3)}。**" in texts(app)
    tables = [frame.value for frame in app.dataframe]
    table = next(one for one in tables if "权重部分" in one)
    assert table["影响"].sum() == pytest.approx(told.delta, abs=0.005 * len(table))
    rows = next(one for one in tables if "怎么了" in one)
    assert set(rows["怎么了"]) <= {"新增", "减少", "改动"}
    assert rows["单元格"].str.len().gt(0).all()


LEVELS = {"enterprise": "企业", "brand": "品牌", "unit": "成员单位", "town": "乡镇街道", "industry": "行业"}


@pytest.mark.long
@pytest.mark.parametrize("level", LEVELS)
def test_the_change_of_a_measure_is_explained_at_every_level(demo, sides, level):
    before, after = sides(level)
    app = demo("indicators", item="J2", measure="J2a", **{"indicator-level": LEVELS[level]})
    app.session_state[f"{level}-change"] = True
    app.run()
    assert [error.message for error in app.exception] == []
    code = app.selectbox(key=f"indicator-{level}").value
    told = explain_change(before, after, code, "J2a")
    assert f"**{sentence(told, most=3)}。**" in texts(app)


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize(("now", "other"), [("2023", "2023Q1"), ("2023Q1", "2023"), ("2023Q1-3", "2023H1")])
def test_any_two_periods_are_compared(demo, demo_file, now, other):
    one, two = parse_period(now), parse_period(other)
    app = demo(period=one.months_label)
    app.session_state["county-change"] = True
    app.run()
    app.selectbox(key=f"county-change-{now}").select(two.months_label).run()
    assert [error.message for error in app.exception] == []
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        ready = [prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, period)) for period in (two, one)]
    both = [(each, score_book(each, "county")) for each in ready]
    told = explain_change(*both, "county")
    assert f"**{sentence(told, most=3)}。**" in texts(app)
    table = next(frame.value for frame in app.dataframe if "权重部分" in frame.value)
    assert table["影响"].sum() == pytest.approx(told.delta, abs=0.005 * len(table))


def test_without_any_period_there_is_nothing_to_explain(empty):
    assert not [panel for panel in empty().expander if "为什么变了" in panel.label]
