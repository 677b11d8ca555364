"""A province's pages: their numbers are the verbs', a city sees its counties alone, gaps are said."""

import json
import shutil
from datetime import date

import pytest

from metrics.county import CLAIMED
from metrics.province import (
    CAME_LATE,
    NOT_TAKEN,
    TAKEN,
    WHOLE,
    areas,
    collect,
    crossing,
    explained,
    framework_of,
    latest,
    package_of,
    progress_of,
    province_rulings,
    ranking,
    sights_across,
)
from metrics.store import Store
from metrics.tables import sight_id
from metrics.words import score, shown
from pages.roles import PAGES, PROVINCE_PAGES
from tests.kit import office
from tests.kit.office import button, clean, labels, words
from tests.kit.pages import alternatives
from tests.kit.province_pages import served
from tests.kit.provinces import (
    COUNTIES,
    DIFFERING,
    HONOUR,
    MISSING,
    ONE,
    OTHER,
    QUARTER,
    claiming,
    once,
    pictured,
)

fresh_caches = office.fresh_caches
__all__ = ["served"]
LEADER, REVIEWER, EAST, WEST = "lingdao", "shenhe", "c3213", "c3205"
OWN = [page.file.removesuffix(".py") for page in PROVINCE_PAGES if page not in PAGES]
NAMES = {code: name for code, name, *_ in COUNTIES}


def everything(at):
    """Every word of a page, its tables, choices and charts."""
    tables = [frame.value.to_csv() for frame in at.dataframe]
    charts = [str(json.loads(chart.proto.spec or "{}")) for chart in at.get("plotly_chart")]
    choices = [option for box in at.selectbox for option in box.options]
    return "\n".join([words(at), *tables, *alternatives(at), *charts, *choices])


def test_the_overview_has_the_numbers_of_the_verbs(served):
    at, mine = served.page("province", LEADER), served.province
    total = areas(mine, QUARTER).scores["total"]
    table = ranking(mine, QUARTER)
    ranked = at.dataframe[0].value
    assert ranked["县"].to_list() == table["name"].to_list()
    assert ranked["得分"].to_list() == shown(table["total"]).to_list()
    assert ranked["名次"].to_list() == table["rank"].to_list()
    bands = [f"{low:.0f}–{high:.0f}" for low, high in zip(table["rank_p5"], table["rank_p95"], strict=True)]
    assert ranked["名次区间"].to_list() == bands
    tiles = {tile.label: tile.value for tile in at.metric}
    claimed = [one for one in crossing(mine, framework_of(mine), QUARTER) if one.kind == CLAIMED]
    assert tiles == {
        "全省得分": score(total[WHOLE]),
        "已报": "4/5",
        "跨县重复": str(len(claimed)),
        "复算差异": "1",
    }
    cities = at.dataframe[1].value.set_index("市")["得分"].to_dict()
    assert cities == {"东市": shown(total["3213"]), "西市": shown(total["3205"])}
    for view in ("名次区间", "地图", "热力图"):
        (chart,) = served.page("province", LEADER, province_chart=view).get("plotly_chart")
        assert "全县" not in chart.proto.alt


@pytest.mark.long
def test_a_leader_takes_the_paper_and_the_audit_says_so(served, offered):
    served.page("province", LEADER)
    assert offered["Excel"]().startswith(b"PK")
    with Store.open(served.url) as store:
        row = store.care.audit_rows("guanli").iloc[-1]
    assert (row["account"], row["action"]) == (LEADER, "download")
    assert "省专报" in row["subject"]


offered = office.offered


@pytest.mark.parametrize("name", OWN)
def test_a_city_sees_its_own_counties_alone(served, name):
    at = served.page(name, WEST)
    text = everything(at)
    others = [county for code, county in NAMES.items() if not code.startswith("3205")]
    assert [county for county in others if county in text] == []
    assert "西市" in text
    assert "东市" not in text


def test_an_address_of_another_citys_county_opens_nothing(served):
    at = served.page("counties", WEST, county=ONE, level="enterprise")
    assert f"没有代码为“{ONE}”的县" in words(at)
    assert not at.dataframe


def test_who_is_nobody_of_the_province_sees_nothing(served):
    with Store.open(served.url) as store:
        store.people.disable_account(WEST, "guanli")
    at = served.open("overview", **{"as": WEST})
    assert not at.dataframe
    assert NAMES[MISSING] not in words(at)


def test_progress_says_who_is_late_and_what_was_refused(served):
    at = served.page("handups", LEADER)
    found = {one.name: one for one in progress_of(served.province, QUARTER, date.today())}  # noqa: DTZ011
    shown = at.dataframe[0].value.set_index("县")
    assert {name: row["状态"] for name, row in shown.iterrows()} == {
        name: one.state for name, one in found.items()
    }
    assert found[NAMES[MISSING]].state == NOT_TAKEN
    assert "签名不是戊县登记的密钥做的" in shown.at[NAMES[MISSING], "没收的原因"]
    assert CAME_LATE in set(shown["状态"])
    text = words(at)
    assert "还缺 1 个县。西市：戊县" in text
    assert "收下 4 个，已有 0 个，没收 2 个。" in text
    assert "0坏.kdj" in text
    assert {tile.label: tile.value for tile in at.metric}["没收"] == "1"


def test_a_run_without_an_end_says_what_is_left(served):
    (file,) = (served.province.folder / "collections").glob("*.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:3]) + "\n" + lines[3][:20], encoding="utf-8")
    text = words(served.page("handups", LEADER))
    assert "还剩 4 个没有看" in text
    assert "没有收完就停了" in text


def test_differences_are_told_cell_by_cell(served):
    at = served.page("differences", LEADER)
    shown = at.dataframe[0].value
    (wanted,) = latest(served.province, QUARTER)[DIFFERING].differences
    assert shown[["县", "哪一项", "县里发布", "省里重算"]].to_numpy().tolist() == [
        [NAMES[DIFFERING], wanted.column, wanted.published, wanted.recomputed]
    ]
    assert "逐格相同" in words(served.page("differences", WEST))


def planted(mine):
    return next(
        one
        for one in crossing(mine, framework_of(mine), QUARTER)
        if one.kind == CLAIMED and HONOUR["honour_title"] in one.words
    )


@pytest.mark.long
def test_what_two_counties_claim_stands_side_by_side_and_is_ruled(served):
    found = planted(served.province)
    assert "认定" not in labels(served.page("crossing", LEADER, finding=found.number))
    at = served.page("crossing", REVIEWER, finding=found.number)
    left, right = (table.value.to_csv() for table in at.table[:2])
    assert HONOUR["honour_title"] in left
    assert HONOUR["honour_title"] in right
    text = words(at)
    assert {NAMES[ONE], NAMES[OTHER]} <= {name for name in NAMES.values() if name in text}
    clean(button(at, "认定").click().run())
    assert "请选计在哪里，并写明理由" in words(at)
    at.radio[0].set_value(ONE)
    at.text_input[0].set_value("获奖单位在这里")
    clean(button(at, "认定").click().run())
    made = province_rulings(served.province)[found.key]
    assert (made.keep, made.why, made.by) == (ONE, "获奖单位在这里", "省产改办审核员")
    assert f"{found.number}：苏省认定计在甲县" in words(at)
    with Store.open(served.url) as store:
        row = store.care.audit_rows("guanli").iloc[-1]
    assert (row["account"], row["action"]) == (REVIEWER, "province-ruling")


def test_the_way_from_the_county_to_the_cell(served):
    mine, where = served.province, {"county": ONE, "level": "enterprise"}
    at = served.page("counties", LEADER, **where)
    ranked = at.dataframe[0].value
    book = latest(mine, QUARTER)[ONE]
    assert len(ranked) == 12
    entity = str(ranked["编号"].iloc[0])
    total = explained(mine, QUARTER, ONE, "enterprise", entity, None, rows=False)
    assert ranked["得分"].iloc[0] == pytest.approx(total.score, abs=0.05)
    at = served.page("counties", LEADER, **where, entity=entity)
    measures = at.dataframe[0].value
    for measure in measures["id"]:
        told = explained(mine, QUARTER, ONE, "enterprise", entity, measure, rows=True)
        if told.rows is not None and len(told.rows):
            break
    at = served.page("counties", LEADER, **where, entity=entity, measure=measure)
    rows = at.dataframe[0].value
    assert len(rows) == len(told.rows)
    assert set(rows["单元格"]) == set(told.rows["cell"])
    first = told.rows.iloc[0]
    at = served.page(
        "counties",
        LEADER,
        **where,
        entity=entity,
        measure=measure,
        row=f"{first['ledger']}-{first['submission']}-{first['row']}-{first.get('field') or ''}",
    )
    cells = at.dataframe[0].value
    assert first["cell"] in set(cells["单元格"])
    assert f"第{first['row']}行" in words(at)
    assert "县里没有随包报原文件" in words(at)
    assert book.package.is_file()
    at = served.page("counties", LEADER, **where, entity=entity, measure=measure, row="L05-999-1-")
    assert "不在最新的上报包里" in words(at)


def test_cases_and_honours_of_all_counties_are_listed_and_taken_by_the_audit(served, offered):
    found = sights_across(served.province, QUARTER)
    at = served.page("sights_across", LEADER)
    assert f"4 个县共 {len(found)} 项" in words(at)
    listed = at.dataframe[0].value
    assert listed["县"].to_list() == found["county_name"].to_list()
    assert listed["名称"].to_list() == found["name"].to_list()
    offered["导出表格"]()
    with Store.open(served.url) as store:
        row = store.care.audit_rows("guanli").iloc[-1]
    assert (row["account"], row["action"]) == (LEADER, "download")
    assert "各县典型与现场" in str(row.to_dict())


@pytest.mark.parametrize(
    ("params", "counties"), [({}, {"甲县", "丙县"}), ({"across_county": "甲县"}, {"甲县"})]
)
def test_an_honour_of_two_counties_is_found_by_its_words_in_both(served, params, counties):
    at = served.page("sights_across", LEADER, across_q=HONOUR["honour_title"], **params)
    listed = at.dataframe[0].value
    assert set(listed["县"]) == counties
    assert set(listed["名称"]) == {HONOUR["honour_title"]}


def test_a_citys_choice_leaves_its_counties(served):
    found = sights_across(served.province, QUARTER)
    listed = served.page("sights_across", LEADER, across_city="西市").dataframe[0].value
    assert set(listed["市"]) == {"西市"}
    assert len(listed) == found["city"].eq("西市").sum()


def test_a_card_opens_down_to_its_file_and_cells_for_who_may_see_it(served):
    found = sights_across(served.province, QUARTER)
    own = found[found["county"].eq(ONE) & found["name"].eq(HONOUR["honour_title"])].iloc[0]
    sight = f"{ONE}-{sight_id(own)}"
    text = words(served.page("sights_across", LEADER, sight=sight))
    assert HONOUR["honour_title"] in text
    assert f"第{own['row']}行" in text
    hidden = words(served.page("sights_across", WEST, sight=sight))
    assert "没有编号为" in hidden
    assert HONOUR["honour_title"] not in hidden


def test_a_picture_is_shown_where_the_county_handed_it_up(served, small_province, tmp_path):
    given, _ = pictured(claiming(small_province.handovers[ONE]))
    (tmp_path / given.file).write_bytes(package_of(given, small_province.key(ONE)))
    (result,) = collect(served.province, tmp_path, once)
    assert result.state == TAKEN, result.words
    ((ledger, number, row),) = given.thumbnails
    found = sights_across(served.province, QUARTER)
    own = found[
        found["county"].eq(ONE)
        & found["ledger"].eq(ledger)
        & found["submission"].eq(number)
        & found["row"].eq(row)
    ].iloc[0]
    at = served.page("sights_across", LEADER, sight=f"{ONE}-{sight_id(own)}")
    assert len(at.get("image") or at.get("imgs")) == 1


def test_a_county_that_has_not_come_says_why(served):
    assert "签名不是戊县登记的密钥做的" in words(served.page("counties", LEADER, county=MISSING))


@pytest.mark.parametrize("name", OWN)
def test_nothing_collected_is_said(served, name):
    for folder in ("packages", "collections", "lake"):
        shutil.rmtree(served.province.folder / folder)
    assert "还没有收到" in words(served.page(name, LEADER)) or name == "handups"
    (served.province.folder / "due.json").unlink()
    at = served.without_period(name, LEADER)
    assert "苏省还没有收到任何一个县的上报包" in words(at)
    assert not at.dataframe


def test_the_pages_are_the_provinces_alone(served, monkeypatch):
    assert "省级总览" in words(served.page("province", LEADER))
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        served.open("upload", **{"as": REVIEWER})
    monkeypatch.delenv("PROVINCE")
    assert "省级总览" not in words(served.open("overview", **{"as": LEADER}))
