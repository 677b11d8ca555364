"""Comparing, reach, profile, trends and search with the sample county."""

from urllib.parse import parse_qsl

import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare, score_book
from metrics.scoring.why.happenings import happenings, reach
from metrics.store import Store
from tests.kit.county_packages import SIHONG
from tests.kit.pages import LEADER, REVIEWER, STAFF, alternatives, opener, texts

FRAMEWORK = load_framework(SIHONG)
PAGES = [("enterprises", "enterprise"), ("brands", "brand"), ("units", "unit")]


@pytest.fixture(scope="module")
def ready(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        return prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, parse_period("2023")))


@pytest.mark.breadth(1)
@pytest.mark.parametrize(("page", "level"), PAGES)
def test_the_three_that_lead_are_compared_at_first(demo, ready, page, level):
    app = demo(page, **{f"{level}-view": "对比"})
    assert not app.exception
    book = score_book(ready, level)
    columns = list(app.dataframe[0].value.columns[1:-1])
    codes = [column.partition(" ")[0] for column in columns]
    best = book.scores["total"].sort_values(ascending=False).head(3)
    assert book.scores.loc[codes, "total"].tolist() == best.tolist()
    assert "的对比：" in alternatives(app)[0]


def test_one_alone_cannot_be_compared(demo):
    app = demo("brands", brand_view="对比")
    app.multiselect(key="brand-compare").set_value(["B02"]).run()
    assert "再选一个" in app.info[0].value


def test_the_matrix_tells_who_reached_whom(demo, ready):
    app = demo("enterprises", enterprise_view="品牌进企业")
    assert not app.exception
    rows = reach(ready)
    met = rows.loc[rows.sum(axis=1) > 0, rows.sum() > 0]
    said = f"{met.shape[1]}个品牌走进{met.shape[0]}家企业，共{int(rows.sum(axis=None))}场"
    assert said in alternatives(app)[0]


def test_enterprises_are_chosen_by_the_brand_that_came(demo, ready):
    app = demo("enterprises")
    chosen = next(one for one in app.selectbox(key="enterprise-brand").options if one.startswith("B02"))
    app.selectbox(key="enterprise-brand").select(chosen).run()
    rows = reach(ready)
    assert set(app.dataframe[0].value["编号"]) == set(rows.index[rows["B02"] > 0])


def test_enterprises_are_chosen_by_the_unit_that_came(demo, ready):
    app = demo("enterprises")
    chosen = next(one for one in app.selectbox(key="enterprise-unit").options if one.startswith("U08"))
    app.selectbox(key="enterprise-unit").select(chosen).run()
    rows = reach(ready, "unit")
    assert set(app.dataframe[0].value["编号"]) == set(rows.index[rows["U08"] > 0])


@pytest.mark.breadth(1)
@pytest.mark.parametrize(("page", "level"), PAGES)
def test_a_ranking_shows_bands_and_changes(demo, page, level):
    app = demo(page)
    table = app.dataframe[0].value
    scored = table.dropna(subset="得分")
    assert scored["名次区间"].str.fullmatch(r"[0-9]+(–[0-9]+)?").all()
    # Units and brands beside a quarter earlier; the others beside last year, which the sample does not have.
    # A column of nothing is left out.
    assert ("升降" in scored) == (level in ("unit", "brand"))
    first = app.selectbox(key="period").select("2023年1—3月").run().dataframe[0].value
    assert not {"升降", "变化"} & set(first.columns)


def test_entities_are_chosen_by_their_grade(demo):
    app = demo("brands")
    app.selectbox(key="brand-grade").select("良").run()
    assert set(app.dataframe[0].value["等次"]) == {"良"}


def test_a_profile_tells_what_happened_and_what_would_help(demo, ready):
    app = demo("enterprises", enterprise_view="画像", enterprise_entity="E017 泗洪金卓光伏有限公司（示例）")
    assert not app.exception
    told = happenings(ready, "enterprise", "E017")
    words = " ".join(alternatives(app))
    assert "泗洪金卓光伏有限公司（示例）的大事记" in words
    assert f"活动{told['kind'].eq('活动').sum()}条" in words
    assert "怎样提分最快" in texts(app)
    assert "做到满分总分 **+" in texts(app)
    assert [link.proto.label for link in app.get("page_link")] == [
        "全县",
        "看乡镇街道：开发区",
        "看行业：新能源",
    ]


def test_a_brand_shows_its_projects_and_activities(demo):
    app = demo("brands", brand_view="画像", brand_entity="B02 产改轻骑兵")
    assert not app.exception
    assert "产改轻骑兵：归并5个小切口项目" in " ".join(alternatives(app))


@pytest.mark.breadth(2)
@pytest.mark.parametrize("level", ["全县", "成员单位", "品牌", "企业", "乡镇街道", "行业"])
def test_trends_of_every_level(demo, level):
    app = demo("trends", trend_level=level)
    assert not app.exception
    words = alternatives(app)
    assert "的走势：2023年第一季度" in words[0]
    paced = ["年度进度" in one for one in words]
    assert any(paced) == (level in ("成员单位", "品牌", "企业"))
    assert any(one.startswith("各项升降") for one in words)
    assert len(words) == 2 + any(paced) + (level != "全县")


def test_the_year_before_is_said_to_be_missing(demo):
    app = demo("trends", trend_step="同比（与去年同季）")
    assert "去年同季还没有数据" in app.info[0].value


@pytest.mark.long
def test_a_remark_is_written_by_the_office(demo_url, monkeypatch):
    app = opener(demo_url, monkeypatch)("trends", **{"as": REVIEWER})
    app.text_input(key="note-text").set_value("台风停工 <b>两周</b>")
    next(button for button in app.button if button.label == "记下").click().run()
    assert not app.exception
    assert "台风停工 <b>两周</b>" in [text.value for text in app.text]
    with Store.open(demo_url, migrate=False) as store:
        assert [one.text for one in store.office.notes(("2023Q4",))] == ["台风停工 <b>两周</b>"]
    next(button for button in app.button if button.label == "删除").click().run()
    assert "还没有备注" in texts(app)


def test_leaders_read_remarks_only(demo):
    app = demo("trends", **{"as": LEADER})
    assert not [one for one in app.text_input if one.key == "note-text"]


@pytest.mark.parametrize(
    ("text", "said"), [("E017", "企业（1）"), ("产改轻骑兵", "品牌（1）"), ("教育局", "成员单位（1）")]
)
def test_search_finds_entities(demo, text, said):
    app = demo("search", q=text)
    assert not app.exception
    assert said in texts(app)


def test_search_finds_activities_with_their_cells(demo, ready):
    table = demo("search", q="书画").dataframe[0].value
    assert len(table) == ready.data.ledgers["L05"]["activity_name"].str.contains("书画").sum()
    assert table["单元格"].str.fullmatch(r"[A-Z]+[0-9]+").all()


@pytest.mark.parametrize(
    ("ledger", "code", "name", "kind"),
    [("L02", "item_code", "item_name", "项目"), ("L04", "team_code", "team_name", "队伍")],
)
def test_search_finds_what_is_taken_on_and_opens_it(demo, ready, ledger, code, name, kind):
    row = ready.data.ledgers[ledger].iloc[0]
    app = demo("search", q=row[code])
    assert not app.exception
    [link] = [one.proto for one in app.get("page_link") if one.proto.label.startswith(kind)]
    assert row[name] in link.label
    opened = demo("worklist", **dict(parse_qsl(link.query_string)))
    assert not opened.exception
    assert row[name] in texts(opened) + " ".join(str(one.value.to_numpy()) for one in opened.dataframe)


def test_search_says_when_there_is_nothing_and_what_to_type(demo):
    assert "没有找到" in demo("search", q="没有这个").warning[0].value
    assert "输入名称里的几个字" in demo("search").info[0].value


def test_staff_search_their_own_rows_only(demo):
    app = demo("search", q="职", **{"as": STAFF})
    assert not app.exception
    assert app.dataframe[0].value["文件"].str.contains("教育局").all()
    assert "企业（" not in texts(app)
