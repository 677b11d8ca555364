"""为什么变了: on the overview and in every profile, a sentence, the measures and their rows."""

import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring import score_book
from metrics.scoring.change import explain_change
from metrics.scoring.change_words import sentence
from metrics.store import Store
from tests.pages.conftest import texts

FRAMEWORK = load_framework()


@pytest.fixture(scope="module")
def sides(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        data = [store.dataset(FRAMEWORK, parse_period(code)) for code in ("2023Q3", "2023Q4")]
    return lambda level: [(one, score_book(FRAMEWORK, one, level)) for one in data]


@pytest.mark.parametrize(
    ("page", "level", "entity", "params"),
    [
        ("overview", "county", "county", {}),
        ("enterprises", "enterprise", "E017", {"enterprise_view": "画像"}),
        ("brands", "brand", "B07", {"brand_view": "画像"}),
    ],
)
def test_the_change_of_the_total_is_explained(demo, sides, page, level, entity, params):
    before, after = sides(level)
    if page != "overview":
        params[f"{level}_entity"] = f"{entity} {after[1].entities.at[entity, 'name']}"
    app = demo(page, **params)
    assert "主要因为" not in texts(app)
    app.session_state[f"{level}-change"] = True
    app.run()
    assert [error.message for error in app.exception] == []
    told = explain_change(FRAMEWORK, before, after, entity)
    assert f"**{sentence(told, most=3)}。**" in texts(app)
    tables = [frame.value for frame in app.dataframe]
    table = next(one for one in tables if "权重部分" in one)
    assert table["影响"].sum() == pytest.approx(told.delta, abs=0.005 * len(table))
    rows = next(one for one in tables if "怎么了" in one)
    assert set(rows["怎么了"]) <= {"新增", "减少", "改动"}
    assert rows["单元格"].str.len().gt(0).all()


def test_without_a_period_before_there_is_nothing_to_explain(demo):
    app = demo(period="2023年第一季度")
    assert not [panel for panel in app.expander if "为什么变了" in panel.label]
