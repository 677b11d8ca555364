"""The reading pages with the sample county: what they show, filter, and lead to."""

import pytest
import streamlit as st

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare, score_book
from metrics.store import Store
from metrics.words.formats import shown
from tests.kit.county_packages import SIHONG
from tests.kit.pages import ADMIN, LEADER, REVIEWER, STAFF, alternatives, texts

FRAMEWORK = load_framework(SIHONG)
READING = {
    "overview": "总览",
    "enterprises": "企业",
    "brands": "品牌",
    "units": "成员单位",
    "indicators": "指标",
    "trends": "走势",
    "progress": "报送进度",
}
PERIODS = ["2023年", "2023年1—9月", "2023年1—6月", "2023年1—3月"]
#: Of pages about what was reported rather than about scores.
REPORTED = {"quality", "progress"}
QUARTERS = ["2023年第四季度", "2023年第一季度", "2023年", "2023年下半年"]


@pytest.fixture(scope="module")
def books(demo_file):
    """Level → score book of 2023Q4, made without the pages."""
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        prepared = prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, parse_period("2023")))
    return {level: score_book(prepared, level) for level in ("county", "enterprise", "brand", "town")}


@pytest.mark.breadth(5)
@pytest.mark.parametrize(
    ("page", "period"),
    [(page, period) for page in READING for period in (QUARTERS if page in REPORTED else PERIODS)],
)
def test_every_page_opens_in_every_kind_of_period(demo, page, period):
    app = demo(page, period=period)
    assert [error.message for error in app.exception] == []
    assert app.title[0].value == READING[page]
    assert app.selectbox(key="period").value == period
    assert ":orange-badge[样例数据]" in texts(app)


def test_the_latest_quarter_with_data_is_shown_first(demo):
    assert demo().selectbox(key="period").value == "2023年"
    assert demo("progress").selectbox(key="period").value == "2023年第四季度"


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    ("named", "page", "shown_as"),
    [
        ("2023年第三季度", "overview", "2023年1—9月"),
        ("2023年下半年", "overview", "2023年"),
        ("2023年1—6月", "progress", "2023年第二季度"),
    ],
)
def test_a_period_by_its_other_name_leads_to_what_ends_with_it(demo, named, page, shown_as):
    assert demo(page, period=named).selectbox(key="period").value == shown_as


def test_a_period_that_there_is_not_is_said_and_nothing_else_is_shown(demo):
    app = demo(period="2031年")
    assert "没有“2031年”这一期" in app.warning[0].value
    assert app.selectbox(key="period").value is None
    assert not app.get("html") or "kdj-tile" not in app.get("html")[0].proto.body
    app.selectbox(key="period").set_value("2023年").run()
    assert "kdj-tiles" in "".join(html.proto.body for html in app.get("html"))


@pytest.mark.parametrize("level", ["enterprise", "brand", "unit", "town", "industry"])
def test_who_is_not_there_is_said_and_nobody_else_is_shown(demo, level):
    page = {"enterprise": "enterprises", "brand": "brands", "unit": "units", "town": "towns"}
    app = demo(page.get(level, "industries"), **{f"{level}-view": "画像", f"{level}-entity": "Z99"})
    assert not app.exception
    assert "没有编号为“Z99”的对象" in app.warning[0].value
    assert not app.dataframe
    assert not app.get("plotly_chart")


def test_an_address_names_a_code_and_the_one_of_before_still_leads_there(demo):
    for named in ("E017", "E017 泗洪金卓光伏有限公司（示例）"):
        app = demo("enterprises", **{"enterprise-view": "画像", "enterprise-entity": named})
        assert app.selectbox(key="enterprise-entity").value == "E017"
        assert app.query_params["enterprise-entity"] in ("E017", ["E017"])
        assert app.query_params["period"] in ("2023年", ["2023年"])


def home(app):
    return "".join(html.proto.body for html in app.get("html") if "kdj-" in html.proto.body)


def test_overview_shows_the_countys_scores_each_once(demo, books):
    app, scores = demo(), books["county"].scores.iloc[0]
    head = home(app)
    for node in (FRAMEWORK.root, *FRAMEWORK.groups):
        value = f"{shown(scores[node.id]):.1f}"
        assert head.count(f"<b>{value}</b>") == 1
        county = FRAMEWORK.county if node is FRAMEWORK.root else ""
        assert f"<span>{county}{node.name}</span><b>{value}</b>" in head
    assert f"离“良”（80 分）还差 {80 - shown(scores['total']):.1f} 分" in head
    assert not app.metric


def test_overview_has_three_things_to_settle_each_with_a_way_on(demo, books):
    app = demo(period="2023年")
    told = texts(app)
    assert "今天要您定的三件事" in told
    county, towns = books["county"].scores.iloc[0], books["town"].scores["total"]
    worst = county[[item.id for item in FRAMEWORK.items]].idxmin()
    links = {link.proto.label: link.proto.query_string for link in app.get("page_link")}
    assert f"item={worst}" in links["看缺在哪里"]
    assert f"town-entity={towns.idxmin()}" in links["看它的画像"]
    assert "看报送进度" in links
    assert told.count("找谁") == told.count("下一步") == 3
    assert "县交通运输局" in told


def test_overview_has_a_tile_an_item_that_leads_to_its_own_value(demo, books):
    scores = books["county"].scores.iloc[0]
    tiles = home(demo(period="2023年"))
    for item in FRAMEWORK.items:
        word = FRAMEWORK.grade(scores[item.id]).word
        before, _, rest = tiles.partition(f'<span class="name">{item.name}</span>')
        tile = rest.partition("</a>")[0]
        assert f"<b>{shown(scores[item.id]):.1f}</b>" in tile
        assert f">{word}</span>" in tile
        link = before.rpartition("<a ")[2]
        assert "目标 80" in link
        assert f"item={item.id}" in link
        landed = demo("indicators", period="2023年", item=item.id)
        assert f"全县：{shown(scores[item.id]):.1f} {word}" in texts(landed)
    assert tiles.count('class="kdj-tile"') == 12


def test_overview_says_what_moved_most_and_why(demo):
    told = texts(demo(period="2023年"))
    assert "没有去年同期，较2023年前三季度" in told
    assert "升得最多" in told


def test_overview_leads_to_those_ahead_and_those_behind(demo, books):
    links = [link.proto.label for link in demo().get("page_link")]
    for level in ("enterprise", "brand"):
        ranks = books[level].ranks["total"].dropna()
        assert any(label.startswith(f"{int(ranks.min())}. ") for label in links)
        assert any(label.startswith(f"{int(ranks.max())}. ") for label in links)
    assert sum("　" in label and label[0].isdigit() for label in links) == 12


def test_overview_counts_the_headline_facts_of_the_year(demo):
    app = demo(period="2023年")
    chips = {button.label.partition("　")[2]: button for button in app.button if "　" in button.label}
    assert "**136家**" in chips["走进的试点企业"].label
    assert "**1.8万人次**" in chips["轻骑兵活动受益职工"].label
    assert "**13件**" in chips["受理劳资纠纷案件"].label


def test_a_fact_opens_to_its_rows(demo):
    app = demo()
    chip = next(button for button in app.button if button.label.endswith("有影响的产改品牌"))
    count = int(chip.label.strip("*").partition("个")[0])
    chip.click().run()
    rows = app.dataframe[0].value
    assert len(rows) == count == 33
    assert {"单元格", "文件"} <= set(rows.columns)


def test_overview_names_who_is_missing(demo):
    told = texts(demo())
    assert "逾期未报 1" in told
    assert "县交通运输局" in told
    assert "数据版本" in told


def test_charts_have_words_for_those_who_cannot_see_them(demo):
    assert alternatives(demo("trends"))[0].startswith("看得见总分的走势：2023年第一季度")
    profile = alternatives(demo("enterprises", **{"enterprise-view": "画像", "enterprise-entity": "E017"}))
    assert profile[0].startswith("泗洪金卓光伏有限公司（示例）的12项得分")
    assert alternatives(demo("towns", **{"town-view": "地图"}))[0].startswith("乡镇街道地图（方格示意图")


def test_folds_open_to_board_and_table(demo):
    app = demo()
    app.session_state["board-panel"] = True
    app.run()
    assert not app.exception
    assert "应报21份：通过19份" in alternatives(app)[0]
    app = demo("trends")
    app.session_state["trend-county-table"] = True
    app.run()
    twin = app.dataframe[0].value
    assert list(twin["报告期"]) == ["2023年第一季度", "2023年上半年", "2023年前三季度", "2023年"]


@pytest.mark.parametrize(("page", "level"), [("enterprises", "enterprise"), ("brands", "brand")])
def test_ranking_lists_everyone_best_first(demo, books, page, level):
    app = demo(page)
    table, book = app.dataframe[0].value, books[level]
    assert len(table) == len(book.entities)
    assert table["得分"].dropna().is_monotonic_decreasing
    best = table.iloc[0]
    assert best["得分"] == round(book.scores.loc[best["编号"], "total"], 1)
    assert f"共 {len(table)}" in texts(app)


def test_filters_stand_in_the_address(demo):
    app = demo("enterprises", enterprise_town="双沟镇", enterprise_ownership="民营")
    table = app.dataframe[0].value
    assert 0 < len(table) < 30
    assert set(table["乡镇街道"]) == {"双沟镇"}
    assert set(table["所有制"]) == {"民营"}


def test_filters_that_leave_nobody_say_so(demo):
    app = demo("enterprises")
    app.text_input(key="enterprise-search").set_value("没有这家").run()
    assert "没有符合筛选条件的对象" in app.info[0].value
    assert not app.exception


def test_brands_are_filtered_by_lead_unit(demo):
    app = demo("brands")
    unit = app.selectbox(key="brand-lead_unit_name").options[1]
    app.selectbox(key="brand-lead_unit_name").select(unit).run()
    assert set(app.dataframe[0].value["牵头单位"]) == {unit}


@pytest.mark.parametrize(("page", "level"), [("enterprises", "enterprise"), ("brands", "brand")])
def test_heatmap_opens(demo, page, level):
    app = demo(page, **{f"{level}-view": "热力图"})
    assert not app.exception
    assert "在12项上的得分" in alternatives(app)[0]


@pytest.mark.parametrize(("page", "level"), [("enterprises", "enterprise"), ("brands", "brand")])
def test_profile_leads_to_the_cells(demo, page, level):
    app = demo(page, **{f"{level}-view": "画像", f"{level}-item": "见事"})
    assert not app.exception
    assert len(alternatives(app)) == (5 if level == "brand" else 4)
    measures, rows = app.dataframe[0].value, app.dataframe[1].value
    assert set(measures["项目"]) == {"见事"}
    assert {"原值", "工作表", "单元格", "文件"} <= set(rows.columns)
    assert rows["单元格"].str.fullmatch("[A-Z]+[0-9]+").all()
    assert rows["工作表"].eq("活动台账").all()
    assert "下载原件" in [button.label for button in app.get("download_button")]


def test_what_was_not_reported_is_said_and_not_taken_for_zero(demo, books):
    """U14 has reported three quarters of four: its brand is scored by those, and the range says the rest."""
    book = books["brand"]
    late = book.coverage.index[book.coverage["total"].eq(0.75)][0]
    app = demo("brands", brand_view="画像", brand_entity=f"{late} {book.entities.loc[late, 'name']}")
    assert app.selectbox(key="brand-entity").value == late
    covered = next(metric for metric in app.metric if metric.label == "数据覆盖")
    assert covered.value == "75%"
    low, total, high = (shown(one[late]) for one in (book.low, book.scores["total"], book.high))
    assert low <= total < high
    assert f"{low:.1f}–{high:.1f}" in covered.delta or f"{low:.1f}–{high:.1f}" in texts(app)


@pytest.mark.breadth(3)
@pytest.mark.parametrize("measure", FRAMEWORK.measures, ids=lambda measure: measure.id)
def test_every_measure_has_its_definition(demo, measure):
    item = FRAMEWORK.node[measure.parent]
    app = demo("indicators", item=item.id, measure=measure.id)
    assert [error.message for error in app.exception] == []
    assert measure.words in app.table[0].value.to_csv()


def test_indicators_show_distribution_ranking_and_rows(demo):
    app = demo("indicators", item="K1", measure="K1a")
    spread, order = alternatives(app)
    assert "身边的载体的分布" in spread
    assert "身边的载体排名" in order
    assert "单元格" in app.dataframe[-1].value
    assert "缺在哪里" in texts(app)


@pytest.mark.breadth(2)
@pytest.mark.parametrize("account", [LEADER, REVIEWER, ADMIN, STAFF])
def test_pages_go_by_role(demo, account):
    office = account != STAFF
    for page, title in READING.items():
        if not office and page not in ("overview", "indicators"):
            refused = demo(page, **{"as": account})
            assert "页不对" in refused.info[0].value
            assert not refused.selectbox
            continue
        app = demo(page, **{"as": account})
        assert not app.exception
        assert app.title[0].value == title
        assert "样例数据" in texts(app)


def test_staff_see_only_the_rows_of_their_own_unit(demo):
    whole = demo("indicators", item="K1", measure="K1a").dataframe[-1].value
    app = demo("indicators", item="K1", measure="K1a", **{"as": STAFF})
    assert "这里只列出本单位报送的行" in texts(app)
    own = app.dataframe[-1].value if app.dataframe else whole[:0]
    assert own["文件"].str.contains("U06").all()
    assert len(own) < len(whole)


def test_a_guard_in_front_decides_who_one_is(demo, monkeypatch):
    real = st.get_option
    headers = {"server.trustedUserHeaders": {"X-Account": "account"}}
    monkeypatch.setattr(st, "get_option", lambda name: headers.get(name) or real(name))
    monkeypatch.setattr("streamlit.user_info._get_user_info", lambda: {"account": "lingdao"})
    app = demo("enterprises")
    assert app.title[0].value == "企业"
    assert not app.sidebar.selectbox
    assert "县产改工作分管领导 · 领导" in [caption.value for caption in app.sidebar.caption]
    monkeypatch.setattr("streamlit.user_info._get_user_info", lambda: {"account": "stranger"})
    assert "还没有权限" in demo().error[0].value


def test_teams_have_their_list_and_one_of_them_in_full(demo):
    app = demo("worklist", period="2023年", worklist_view="队伍", team="T02")
    assert not app.exception
    assert "支队伍" in texts(app)
    assert app.selectbox(key="team").value == "T02"
    known, done = (grid.value for grid in app.dataframe)
    row = known.set_index("编号").loc["T02"]
    assert (row["活动场次"], row["人次"]) == (done["场次"].sum(), done["人次"].sum())
    assert "看牵头单位" in "".join(link.label for link in app.get("page_link"))


def test_a_team_there_is_not_is_said(demo):
    app = demo("worklist", period="2023年", worklist_view="队伍", team="T99")
    assert not app.exception
    assert "没有“T99”" in app.warning[0].value


def test_organisations_have_their_list_and_one_of_them_in_full(demo):
    app = demo("worklist", period="2023年", worklist_view="社会组织", organisation="县发明协会")
    assert not app.exception
    known, done = (grid.value for grid in app.dataframe)
    row = known.set_index("社会组织").loc["县发明协会"]
    assert row["活动场次"] + row["助力"] > 0
    assert row["人次"] == done["人次"].sum()


def test_a_profile_says_how_often_whoever_one_came_from_was_there(demo):
    """The number of the link that led here stands here."""
    at = {"period": "2023年", "enterprise_view": "画像", "enterprise_entity": "E014"}
    app = demo("enterprises", **at, **{"from": "U03"})
    assert not app.exception
    said = next(one.value for one in app.markdown if "走进它" in one.value)
    assert "U03 县委宣传部 走进它 2 场" in said
    assert "走进它" not in texts(demo("enterprises", **at))
