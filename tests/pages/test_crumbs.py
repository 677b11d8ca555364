"""The way county → brand → enterprise → activity → cell: every step opens from its address and leads back."""

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare
from metrics.scoring.why.happenings import happenings, reach
from metrics.store import Store
from pages.ui.shared import literal
from tests.kit.county_packages import SIHONG
from tests.kit.pages import LEADER, SECONDS, STAFF, texts

FRAMEWORK = load_framework(SIHONG)
BRAND, ENTERPRISE = "B07 流动职校", "E017 泗洪金卓光伏有限公司（示例）"
PROFILE = {"enterprise_view": "画像", "enterprise_entity": ENTERPRISE}
INJECTED = "[点我](http://example.com) **粗** <b>"


@pytest.fixture(scope="module")
def ready(demo_file):
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        return prepare(FRAMEWORK, store.reporting.dataset(FRAMEWORK, parse_period("2023")))


@pytest.fixture
def activity(ready):
    """The latest activity that the brand brought to the enterprise: its place in the address, its row."""
    rows = ready.data.ledgers["L05"]
    mine = rows["enterprise_code"].eq("E017") & rows["brand_code"].eq("B07")
    row = rows[mine].sort_values("held_on").iloc[-1]
    return f"活动台账-报送{row['_submission']}-第{row['_row']}行", row


def links(app):
    """Label and query parameters of every link."""
    shown = [one.proto for one in app.get("page_link")]
    return {
        one.label: {name: values[0] for name, values in parse_qs(one.query_string).items()} for one in shown
    }


def way(app):
    """The crumbs that are no links, in order: buttons, then texts."""
    buttons = [one.label for one in app.button if (one.key or "").startswith("enterprise-crumb")]
    told = [one.value for one in app.markdown if one.value.startswith(":small[")]
    return buttons, told


def bold(text):
    return f":small[**{literal(text)}**]"


def test_a_brand_links_to_the_enterprises_it_came_to(demo, ready):
    app = demo("brands", brand_view="画像", brand_entity=BRAND)
    sessions = reach(ready)["B07"]
    wanted = sessions[sessions > 0]
    found = [view for view in links(app).values() if view.get("from")]
    assert 0 < len(found) <= len(wanted)
    assert {view["enterprise-entity"].partition(" ")[0] for view in found} <= set(wanted.index)
    assert {(view["from"], view["enterprise-view"]) for view in found} == {(BRAND, "画像")}
    assert [view["period"] for view in found] == ["2023年"] * len(found)


def test_a_brand_that_came_to_many_links_to_all_of_them(demo, ready):
    app = demo("brands", brand_view="画像", brand_entity="B02 产改轻骑兵")
    everywhere = links(app)[f"全部 {(reach(ready)['B02'] > 0).sum()} 家"]
    among = demo("enterprises", **everywhere)
    assert set(among.dataframe[0].value["编号"]) == set(reach(ready).query("B02 > 0").index)


def test_a_unit_links_to_its_enterprises_too(demo, ready):
    app = demo("units", unit_view="画像", unit_entity="U08 县人力资源和社会保障局")
    sessions = reach(ready, "unit")["U08"]
    found = [view["enterprise-entity"].partition(" ")[0] for view in links(app).values() if view.get("from")]
    assert found
    assert sessions[found].tolist() == sorted(sessions, reverse=True)[: len(found)]


def test_the_way_to_an_enterprise_leads_back_over_its_brand(demo):
    app = demo("enterprises", **PROFILE, **{"from": BRAND})
    assert not app.exception
    back = links(app)
    assert list(back)[:3] == ["全县", "品牌", BRAND]
    assert back["品牌"]["brand-view"] == "排名"
    assert (back[BRAND]["brand-view"], back[BRAND]["brand-entity"]) == ("画像", "B07")
    assert way(app) == ([], [bold("E017 泗洪金卓光伏")])


def test_the_rows_of_the_brand_one_came_from_stand_first(demo, ready):
    app = demo("enterprises", **PROFILE, **{"from": BRAND})
    at = ["ledger", "submission", "row"]
    own, theirs = (happenings(ready, *one) for one in (("enterprise", "E017"), ("brand", "B07")))
    both = own.merge(theirs[at], "inner", at)[::-1]
    table = app.dataframe[0].value
    assert len(table) == len(own)
    assert table["事项"].tolist()[: len(both)] == both["name"].tolist()
    assert f"其中 {len(both)} 条与 {BRAND} 有关" in texts(app)


@pytest.mark.parametrize("named", ["B99 没有", "", "E017", INJECTED])
def test_an_origin_nobody_knows_is_left_out(demo, named):
    app = demo("enterprises", **PROFILE, **{"from": named})
    assert not app.exception
    assert list(links(app)) == ["全县", "看乡镇街道：开发区", "看行业：新能源"], (
        "its town and industry, and no origin"
    )
    assert way(app) == (["企业"], [bold("E017 泗洪金卓光伏")])


def test_a_row_shows_its_way_down_to_the_cell(demo, ready, activity):
    place, row = activity
    app = demo("enterprises", **PROFILE, **{"from": BRAND}, row=place)
    assert not app.exception
    info = ready.data.submissions[row["_submission"]]
    steps = [f":small[{literal(one)}]" for one in (info.file, "活动台账")]
    assert way(app) == (
        ["E017 泗洪金卓光伏", f"活动 {row['activity_name']}"],
        [*steps, bold(f"C{row['_row']}")],
    )
    cells = app.dataframe[0].value.set_index("填报项")
    assert cells.loc["参加人次"].tolist() == [str(row["attendances"]), f"F{row['_row']}"]
    assert list(cells.index) == [column.header for column in FRAMEWORK.ledgers["L05"].columns]
    assert app.selectbox(key="enterprise-item").value == "全部"
    assert "下载原件" in [button.label for button in app.get("download_button")]
    assert len(app.dataframe) == 1


def test_a_cell_in_the_address_is_the_last_step(demo, activity):
    place, row = activity
    app = demo("enterprises", **PROFILE, row=f"{place}-参加人次")
    assert way(app)[1][-1] == bold(f"F{row['_row']}")
    assert f"**{row['attendances']}**" in [one.value for one in app.markdown]


def test_the_crumbs_lead_back_step_by_step(demo, activity):
    place, row = activity
    app = demo("enterprises", **PROFILE, **{"from": BRAND}, row=f"{place}-参加人次")
    app.button(key="enterprise-crumb-1").click().run()
    assert app.query_params["row"] == place
    assert way(app)[1][-1] == bold(f"C{row['_row']}")
    app.button(key="enterprise-crumb-0").click().run()
    assert "row" not in app.query_params
    assert app.query_params["from"] == BRAND
    assert "怎样提分最快" in texts(app)


def test_the_first_crumb_leads_to_the_ranking(demo, activity):
    app = demo("enterprises", **PROFILE, row=activity[0])
    app.button(key="enterprise-crumb").click().run()
    assert "row" not in app.query_params
    assert app.session_state["enterprise-view"] == "排名"


@pytest.mark.parametrize("leave", [("enterprise-entity", "E018"), ("enterprise-view", "热力图")])
def test_another_entity_or_view_ends_the_way(demo, activity, leave):
    app = demo("enterprises", **PROFILE, **{"from": BRAND}, row=activity[0])
    place, chosen = leave
    if place == "enterprise-entity":
        options = app.selectbox(key=place).options
        app.selectbox(key=place).select(next(one for one in options if one.startswith(chosen))).run()
    else:
        app.segmented_control(key=place).set_value(chosen).run()
    assert not app.exception
    assert not {"from", "row"} & set(app.query_params)


@pytest.mark.parametrize(
    "row",
    ["活动台账-报送999999-第26行", "没有台账-报送1-第2行", "活动台账", "活动台账-报送1-第0行", INJECTED],
)
def test_a_row_that_is_not_there_is_said_so(demo, row):
    app = demo("enterprises", **PROFILE, row=row)
    assert not app.exception
    assert "不在这一期的数据里" in app.info[0].value
    assert way(app) == (["企业", "E017 泗洪金卓光伏"], [bold(row)])


def test_a_row_of_a_later_period_is_not_there(demo, activity):
    app = demo("enterprises", **PROFILE, row=activity[0])
    app.selectbox(key="period").select("2023年1—3月").run()
    assert "不在这一期的数据里" in app.info[0].value


def test_a_brand_has_its_own_way_to_a_row(demo, activity):
    app = demo("brands", brand_view="画像", brand_entity=BRAND, row=activity[0])
    assert not app.exception
    assert [one.label for one in app.button if (one.key or "").startswith("brand-crumb")][:2] == [
        "品牌",
        BRAND,
    ]


def test_no_text_in_the_address_becomes_markdown(demo):
    app = demo("search", q="[点我](http://e.com)")
    assert r"\[点我\]\(http\:\/\/e\.com\)" in app.warning[0].value


@pytest.mark.parametrize(("account", "seen"), [(STAFF, False), (LEADER, True)])
def test_staff_find_rows_of_their_own_unit_only(demo_file, monkeypatch, activity, account, seen):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{demo_file}")

    def script():
        import streamlit as st

        from pages import cached
        from pages.ui.shared import find_row

        st.text("found" if find_row(cached.edition(), st.query_params["row"]) else "nothing")

    app = AppTest.from_function(script, default_timeout=SECONDS)
    app.query_params["as"], app.query_params["row"] = account, activity[0]
    app.run()
    assert not app.exception
    assert [text.value for text in app.text] == ["found" if seen else "nothing"]
