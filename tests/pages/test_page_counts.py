"""Every count that a page shows is the rows': 品牌进企业, 典型与现场, 清单, who came to whom."""

import re

import pytest

from tests.kit.counted_rows import LATE, SIGHTS, done_by, latest, projects, sessions, sights
from tests.kit.pages import alternatives, texts
from tests.kit.sample_scores import FRAMEWORK, county

YEAR = "2023"
UNITS = {unit.short_name: unit.code for unit in FRAMEWORK.units}


@pytest.fixture(scope="module")
def data(demo_file):
    return county(demo_file, YEAR)


def opened(app, *folds):
    """The page with folds open."""
    for fold in folds:
        app.session_state[fold] = True
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def table(app, *headers):
    """The first table with these headers."""
    return next(one.value for one in app.dataframe if set(headers) <= set(one.value.columns))


def numbers(pattern, text):
    found = re.search(pattern, text)
    assert found, f"{pattern} is not said in {text[:400]}"
    return [int(number) for number in found.groups()]


@pytest.mark.parametrize(
    "page", ["enterprises", pytest.param("brands", marks=pytest.mark.long)], ids=["enterprises", "brands"]
)
def test_the_matrix_of_brands_and_enterprises_has_the_rows_sessions(demo, data, page):
    level = page[:-1]
    app = opened(demo(page, **{f"{level}-view": "品牌进企业"}), f"{level}-reach-table")
    met = sessions(data)
    said = numbers(r"(\d+)个品牌走进(\d+)家企业，共(\d+)场；.*?(\d+)家。", alternatives(app)[0])
    assert said == [met.shape[1], met.shape[0], met.to_numpy().sum(), (met > 0).sum().max()]
    told = table(app, "企业", "合计").set_index("编号")
    rest = told["其余品牌"]
    cells = told.drop(columns=["企业", "合计", "其余品牌"]).rename(
        columns=lambda name: name.partition(" ")[0]
    )
    assert cells.shape == (24, 24)
    assert (cells == met.loc[cells.index, cells.columns]).all(axis=None)
    assert (
        told["合计"].tolist() == met.loc[told.index].sum(axis=1).tolist() == (cells.T.sum() + rest).tolist()
    )
    assert told["合计"].is_monotonic_decreasing


@pytest.mark.parametrize(("level", "code"), [("brand", "B02"), ("unit", "U08")])
def test_a_profile_says_how_often_it_came_to_whom(demo, data, level, code):
    app = demo(f"{level}s", **{f"{level}-view": "画像", f"{level}-entity": code})
    came = sessions(data, level)[code]
    links = [link.proto.label for link in app.get("page_link")]
    told = dict(found.groups() for one in links if (found := re.match(r"(E\d+) .*　(\d+) 场$", one)))
    assert len(told) == 12
    assert {firm: int(times) for firm, times in told.items()} == came[list(told)].to_dict()
    assert min(map(int, told.values())) >= came.drop(list(told)).max()
    assert f"全部 {(came > 0).sum()} 家" in links


def test_the_cards_are_as_many_as_the_rows(demo, data):
    app = opened(demo("sights"), "sights-table")
    wanted = sights(data)
    assert numbers(r"共 (\d+) 项，先列 (\d+) 项", texts(app)) == [sum(wanted.values()), 24]
    assert table(app, "类别", "联系岗位")["类别"].value_counts().to_dict() == wanted
    assert set(wanted) == set(SIGHTS.values())
    app.selectbox(key="sights-kind").select("载体阵地").run()
    assert numbers(r"共 (\d+) 项", texts(app)) == [wanted["载体阵地"]]


def taken(cell):
    """`品牌2 项目7` → (2, 7)."""
    said = {word: int(count) for word, count in re.findall(r"(品牌|项目)(\d+)", cell)}
    return said.get("品牌", 0), said.get("项目", 0)


def test_the_four_aspects_count_what_units_have_taken_on(demo, data):
    app = demo("worklist")
    told = table(app, "成员单位", "合计")
    counts = [latest(data, "L01").groupby(["lead_unit_code", "reform_dimension"]).size()]
    counts.append(projects(data).groupby(["unit_code", "reform_dimension"]).size())
    empty = 0
    for row in told.to_dict("records"):
        unit = UNITS[row.pop("成员单位")]
        whole = taken(row.pop("合计"))
        assert tuple(sum(cell) for cell in zip(*map(taken, row.values()), strict=True)) == whole
        for aspect, cell in row.items():
            assert taken(cell) == tuple(of.get((unit, aspect), 0) for of in counts)
            empty += cell == "空"
    assert numbers(r"(\d+) 家成员单位 × (\d) 个方面，空着 (\d+) 格", texts(app)) == [len(told), 4, empty]


def test_the_list_of_projects_and_brands_has_the_rows_states(demo, data):
    app = demo("worklist", **{"worklist-view": "项目和品牌"})
    rows, brands = projects(data), latest(data, "L01")
    said = numbers(r"(\d+) 个小切口项目 → (\d+) 个重点工作品牌 → (\d+) 个产改品牌", texts(app))
    assert said == [len(rows), len(brands), brands["is_county_brand"].sum()]
    states = re.findall(r"(已完成|已超期|已归并|推进中|终止|未启动) (\d+)", texts(app))
    assert {word: int(count) for word, count in states} == rows["state"].value_counts().to_dict()
    told = table(app, "重点工作品牌").set_index("编号")
    for heading, mine in (("项目", rows), ("完成", rows[rows["state"].eq("已完成")]), ("超期", late(rows))):
        wanted = mine["brand_code"].value_counts().reindex(told.index, fill_value=0)
        assert told[heading].tolist() == wanted.tolist()
    assert len(table(app, "小切口项目")) == len(rows)


def late(rows):
    return rows[rows["state"].eq(LATE)]


def test_what_is_overdue_is_overdue_on_every_page(demo, data):
    app = demo("worklist", **{"worklist-view": "时间表"})
    overdue = len(late(projects(data)))
    assert numbers(r"已超期（(\d+)）", texts(app)) == [overdue]
    assert numbers(r"超期(\d+)个", alternatives(app)[0]) == [overdue]
    assert len(table(app, "小切口项目", "完成时限")) == overdue


def test_a_brand_has_as_many_projects_in_its_profile_as_in_the_list(demo, data):
    app = demo("brands", **{"brand-view": "画像", "brand-entity": "B02"})
    said = numbers(r"归并(\d+)个小切口项目", " ".join(alternatives(app)))
    assert said == [projects(data)["brand_code"].eq("B02").sum()]


@pytest.mark.parametrize(
    ("view", "field", "heading"), [("队伍", "team_code", "编号"), ("社会组织", "social_org", "社会组织")]
)
def test_teams_and_organisations_did_what_the_rows_say(demo, data, view, field, heading):
    app = demo("worklist", **{"worklist-view": view})
    told, done = table(app, heading, "活动场次").set_index(heading), done_by(data, field)
    if field == "team_code":  # what helped otherwise than by activities counts for organisations only
        wanted = done.reindex(told.index, fill_value=0)
        assert (told[list(done)] == wanted).all(axis=None)
        said = numbers(r"(\d+) 支队伍、(\d+) 名队员，本期 (\d+) 场", texts(app))
        assert said == [len(told), told["队员"].sum(), wanted["活动场次"].sum()]
        return
    assert told["活动场次"].to_dict() == done["活动场次"].reindex(told.index, fill_value=0).to_dict()
    said = numbers(r"(\d+) 个社会组织参与，承办 (\d+) 场、助力 (\d+) 次", texts(app))
    assert said == [len(told), done["活动场次"].sum(), data.ledgers["L10"]["social_org"].notna().sum()]
