"""Every chart: drawn in one piece, its table holds the same numbers, its words say what it shows."""

import json
import math
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

from metrics import charts
from metrics.charts.base.rows import PlainRows
from metrics.charts.pace import paced
from metrics.framework import Ground, parse_period
from metrics.scoring.whatif import Scenario, SourceShares, what_if
from metrics.words.formats import shown

#: Charts of the twelve items of a level.
ITEMS = ("item_components", "item_correlations", "item_ends", "item_influence", "item_spread")


@pytest.fixture
def board():
    states = ["approved", "late", "submitted", "returned", "missing", "approved"]
    units = ["U01", "U01", "U02", "U02", "U03", "U03"]
    sent = pd.Series(
        pd.to_datetime(
            ["2023-10-15 23:59", None, "2023-10-16 00:01", "2024-01-02 09:00", None, "2024-01-15 09:00"]
        )
    )
    return pd.DataFrame(
        {
            "unit": units,
            "name": [f"县某局{u}" for u in units],
            "period": ["2023Q3", "2023Q4"] * 3,
            "state": states,
            "revision": pd.array([1, None, 2, 1, None, 1], dtype="Int64"),
            "findings": pd.array([0, None, 3, 5, None, 2], dtype="Int64"),
            "submitted_at": sent.dt.tz_localize("Asia/Shanghai"),
        }
    )


@pytest.fixture
def told():
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(["2023-02-01", "2023-03-05", "2023-11-09"]),
            "ledger": ["L05", "L06", "L05"],
            "kind": ["活动", "荣誉", "活动"],
            "name": ["车间微课", "工人先锋号", "书画展"],
            "amount": [120.0, 1.0, float("nan")],
            "unit": ["人次", "个", "人次"],
            "row": [5, 6, 7],
        }
    )
    return PlainRows(rows, "泗洪某公司（示例）", parse_period("2023Q4"), "0123456789")


@pytest.fixture
def met():
    sessions = pd.DataFrame({"B01": [2, 0, 1], "B02": [0, 0, 4], "B03": [0, 0, 0]}, ["E001", "E002", "E003"])
    names = {"E001": "甲厂", "E003": "丙厂", "B01": "夜校", "B02": "轻骑兵"}
    return PlainRows(sessions, "", parse_period("2023Q4"), "0123456789", names)


@pytest.fixture
def parts():
    rows = pd.DataFrame(
        {
            "branch": ["小切口项目", "微宣讲", "微宣讲", "文体活动"],
            "name": ["每月一讲", "进车间", "进车间", "联欢"],
            "count": [1, 2, 3, 1],
            "detail": ["已完成", "2023-11-01", "2023-12-01", "2023-10-01"],
        }
    )
    return PlainRows(rows, "产改轻骑兵", parse_period("2023Q4"), "0123456789")


@pytest.fixture
def listed():
    rows = pd.DataFrame(
        {
            "code": ["P001", "P002", "P003"],
            "name": ["夜校进车间", "法律门诊", "一个名字长得在图上怎么也放不下去的小切口项目"],
            "brand": ["B01", "B02", "B02"],
            "brand_name": ["夜校", "门诊", "门诊"],
            "aspect": "素质上提高",
            "unit": ["U01", "U02", "U02"],
            "due_on": pd.to_datetime(["2023-06-30", None, "2024-06-30"]),
            "status": ["推进中", "未启动", "已完成"],
            "listed_on": pd.to_datetime(["2023-01-01"] * 3),
            "row": [5, 6, 7],
        }
    )
    return PlainRows(rows, "", parse_period("2023Q4"), "0123456789")


@pytest.fixture
def spread(framework, book):
    """Ranks under everything that may vary, and shares of it as they might be."""
    told = replace(what_if(framework, book, Scenario(count=20)), scenario=Scenario(method=True, data=True))
    first = pd.DataFrame({"weights": 0.2, "method": 0.5, "data": 0.1}, index=book.entities.index)
    first.loc["E002"] = 0.4
    average = pd.DataFrame({"first": [0.25, 0.5, 0.1], "total": [0.3, 0.6, 0.2]}, index=list(first))
    variance = pd.Series(4.0, index=first.index)
    variance["E004"] = 0.0
    return told, SourceShares(first, first, average, variance)


@pytest.fixture
def arguments(framework, book, books, board, *, told, met, parts, listed, spread):
    return {
        "flow": (framework, books),
        "pace": (framework, books, "E001", "K1b"),
        "compare": (framework, book, ("E001", "E002", "E005")),
        "moves": (framework, books, "E001"),
        "timeline": (framework, told),
        "reach": (framework, met),
        "outline": (framework, parts),
        "sources": (framework, book, *spread),
        "ranking": (framework, book),
        "heatmap": (framework, book),
        "radar": (framework, book, "E001", True),
        "distribution": (framework, book, "K1b"),
        "sunburst": (framework, book, "E001"),
        "trend": (framework, books, "E001"),
        "contributions": (framework, book),
        "map": (framework, book, "total", None, Ground((("E001", 0, 0), ("E002", 2, 1)))),
        "bullets": (framework, book, "E001"),
        "gantt": (framework, listed),
        "board": (board, "0123456789"),
        **dict.fromkeys(ITEMS, (framework, book)),
    }


def test_every_chart_is_drawn_here(arguments):
    missing = sorted(set(charts.CHARTS) - set(arguments))
    assert missing == [], f"add what {missing} are drawn from to `arguments` in tests/charts/test_families.py"
    assert set(arguments) == set(charts.CHARTS), "take what is no chart any more from `arguments`"


@pytest.mark.breadth(8)
@pytest.mark.parametrize("name", list(charts.CHARTS))
def test_a_chart_says_what_it_is_and_where_it_comes_from(name, arguments):
    figure = charts.draw(name, *arguments[name])
    chart = charts.CHARTS[name]
    assert figure.layout.title.text
    assert "2023年" in figure.layout.title.subtitle.text
    assert any("数据版本 01234567" in note.text for note in figure.layout.annotations)
    assert figure.layout.font.family is None
    assert figure.layout.template.layout.font.family.startswith("Noto Sans SC")
    assert chart.question.endswith("？")


@pytest.mark.breadth(8)
@pytest.mark.parametrize("name", list(charts.CHARTS))
def test_a_figure_speaks_no_english(name, arguments):
    figure = json.loads(charts.draw(name, *arguments[name]).to_json())
    shown = [trace.get("name", "") for trace in figure["data"]]
    for trace in figure["data"]:
        shown += [str(text) for key in ("hovertext", "labels") for text in trace.get(key, ())]
    words = "".join(shown).replace("<br>", "").replace("<b>", "").replace("</b>", "").replace("E0", "")
    assert not any(letter.isascii() and letter.isalpha() for letter in words)


@pytest.mark.breadth(8)
@pytest.mark.parametrize("name", list(charts.CHARTS))
def test_the_alternative_text_is_one_short_chinese_sentence(name, arguments):
    text = charts.alt_text(name, *arguments[name])
    assert text.endswith("。")
    assert 10 < len(text) < 160
    assert "nan" not in text


def test_sources_add_up_to_all_there_is(framework, book, spread):
    table = charts.table_twin("sources", framework, book, *spread)
    assert list(table.columns) == ["编号", "名称", "权重", "方法", "数据", "共同作用"]
    assert table.iloc[0].to_list() == ["", "全部", 25.0, 50.0, 10.0, 15.0]
    assert "E004" not in set(table["编号"]), "a rank that does not vary has no shares"
    assert "E003" not in set(table["编号"][:-1]), "one without a score stands last"
    sums = table.drop(columns=["编号", "名称"]).sum(axis=1)
    assert sums.to_list() == pytest.approx([100.0] * len(table), abs=0.15)
    over = table.set_index("编号").loc["E002"]
    assert over[["权重", "方法", "数据", "共同作用"]].to_list() == pytest.approx(
        [33.3, 33.3, 33.3, 0.1], abs=0.11
    )
    figure = charts.draw("sources", framework, book, *spread)
    assert [bar.name for bar in figure.data] == ["权重", "方法", "数据", "共同作用"]
    assert list(figure.data[0].x) == list(table["权重"])
    assert figure.layout.title.text == "企业名次波动的来源（权重、方法、数据）"
    assert charts.alt_text("sources", framework, book, *spread) == (
        "企业名次波动的来源，全部合计：权重25%，方法50%，数据10%，共同作用15%。"
    )


def test_ranking_goes_from_best_to_missing(framework, book):
    table = charts.table_twin("ranking", framework, book)
    assert table["得分"].dropna().is_monotonic_decreasing
    assert table.iloc[-1][["编号", "等次"]].tolist() == ["E003", "未评分"]
    assert pd.isna(table.iloc[-1]["得分"])
    figure = charts.draw("ranking", framework, book)
    bars = figure.data[0]
    assert list(bars.y) == list(table["编号"])
    assert bars.text[-1] == "未评分"
    assert bars.text[0].split()[1] in {"优", "良", "中", "需加力"}
    shown = {grade.colour for grade in framework.grades}
    assert set(bars.marker.color[:-1]) <= shown


def test_ranking_takes_only_what_is_asked_for(framework, book):
    table = charts.table_twin("ranking", framework, book, "K1", ("E001", "E002", "E999"), 1)
    assert len(table) == 1
    assert table["编号"][0] == book.scores.loc[["E001", "E002"], "K1"].idxmax()
    assert "最低" not in table


def test_ranking_by_a_measure_shows_its_value(framework, book):
    table = charts.table_twin("ranking", framework, book, "K1b", None, 3)
    assert table["得分"].tolist() == shown(book.normalised["K1b"].nlargest(3)).tolist()
    assert table["名次"].tolist() == [1, 2, 3]
    assert table["数值"].str.endswith("人次/百人").all()
    assert (
        charts.draw("ranking", framework, book, "K1b", None, 3).data[0].text[0]
        == f"{table['数值'][0]} {table['等次'][0]}"
    )
    assert charts.alt_text("ranking", framework, book, "K1b").startswith("企业载体服务人次排名")


def test_heatmap_cells_carry_the_score_and_say_why_one_is_missing(framework, book):
    figure = charts.draw("heatmap", framework, book)
    cells, squares = figure.data
    table = charts.table_twin("heatmap", framework, book)
    codes, items = list(table["编号"]), [item.id for item in framework.items]
    text = pd.DataFrame(cells.text, codes, items)
    assert set(text.loc["E003"]) == {"未"}
    assert text.loc["E005", "D1"] == "—"
    assert text.loc["E001", "K1"] == f"{math.floor(book.scores.loc['E001', 'K1'])}"
    assert pd.DataFrame(cells.z, codes, items).loc["E003"].eq(0).all()
    assert isinstance(cells, go.Heatmap)
    assert len(squares.x) == len(codes) * 12
    place = 3 * 12 + 5
    assert list(squares.customdata[place]) == [codes[squares.y[place]], items[squares.x[place]]]


def test_heatmap_is_clickable(framework, book):
    figure = charts.draw("heatmap", framework, book)
    assert figure.data[0].hoverinfo == "skip"
    assert (figure.layout.hovermode, figure.layout.hoverdistance) == ("closest", -1)
    assert figure.layout.template.layout.dragmode is False
    assert figure.layout.xaxis.range
    assert figure.layout.yaxis.range


def test_radar_closes_and_leaves_a_gap_where_there_is_no_score(framework, book):
    whole = charts.draw("radar", framework, book, "E001").data[-1]
    assert (len(whole.r), whole.r[0], whole.fill) == (13, whole.r[-1], "toself")
    holed = charts.draw("radar", framework, book, "E005").data[-1]
    assert holed.fill == "none"
    table = charts.table_twin("radar", framework, book, "E005").set_index("项目")
    assert pd.isna(table.loc["企业得效益", "得分"])
    assert table.loc["企业得效益", "等次"] == "不适用"
    assert charts.table_twin("radar", framework, book, "E003")["等次"].eq("未报送").all()
    with pytest.raises(KeyError):
        charts.draw("radar", framework, book, "E999")


def test_distribution_counts_everybody_once(framework, book):
    table = charts.table_twin("distribution", framework, book, "D1a")
    assert table["个数"].sum() == len(book.entities)
    reasons = table.set_index("区间")["个数"]
    assert (reasons["未报送"], reasons["不适用"]) == (1, 1)
    scores = charts.table_twin("distribution", framework, book, "total")
    assert scores["区间"][0] == "0–10"
    assert scores["个数"].sum() == len(book.entities)


def test_distribution_without_any_value(framework, book):
    nobody = book.values[["K1b"]].astype(float) * float("nan")
    without = replace(book, values=nobody, status=book.status.assign(K1b="not_reported"))
    assert charts.table_twin("distribution", framework, without, "K1b").values.tolist() == [["未报送", 12]]
    assert "还没有数据" in charts.alt_text("distribution", framework, without, "K1b")
    assert charts.draw("distribution", framework, without, "K1b").data[0].y.tolist() == [12]


def test_sunburst_areas_are_weights(framework, book):
    figure = charts.draw("sunburst", framework, book, "E001")
    size = dict(zip(figure.data[0].ids, figure.data[0].values, strict=True))
    assert size["total"] == pytest.approx(100)
    assert size["K"] + size["D"] + size["J"] == pytest.approx(100)
    assert [round(size[id_], 2) for id_ in ("K1", "D2", "J6")] == [8.33, 8.33, 8.33]
    assert "未评分" in charts.draw("sunburst", framework, book, "E003").data[0].labels[0]


def test_trend_has_a_point_a_period_and_gaps(framework, books):
    table = charts.table_twin("trend", framework, books, "E001")
    assert list(table["报告期"]) == ["2023年第一季度", "2023年上半年", "2023年前三季度", "2023年"]
    assert table["看得见总分"].tolist() == [shown(b.scores.loc["E001", "total"]) for b in books]
    assert charts.table_twin("trend", framework, books, "E003")["看得见总分"].isna().all()
    assert charts.table_twin("trend", framework, books, "E999")["四个可看"].isna().all()
    assert "还没有得分" in charts.alt_text("trend", framework, books, "E003")
    figure = charts.draw("trend", framework, books, "E001")
    assert len({line.line.dash for line in figure.data}) == 4
    assert not any(line.connectgaps for line in figure.data)


def test_contributions_add_up_to_the_total(framework, book):
    table = charts.table_twin("contributions", framework, book)
    items = [item.name for item in framework.items]
    scored = table.dropna(subset="总分")
    assert (scored[items].sum(axis=1) - scored["总分"]).abs().max() < 0.2
    figure = charts.draw("contributions", framework, book)
    assert [bar.name for bar in figure.data[:12]] == items


def test_board_shows_the_state_in_words(board):
    table = charts.table_twin("board", board)
    assert list(table.columns) == ["编号", "单位", "2023年第三季度", "2023年第四季度"]
    assert table.iloc[0, 2:].tolist() == ["通过", "逾期未报"]
    assert charts.alt_text("board", board) == "应报6份：通过2份，待审核1份，已退回1份，逾期未报1份，未报1份。"
    assert charts.draw("board", board).data[0].text.tolist()[1] == ["待审核", "已退回"]


def test_the_board_tells_when_and_what_was_found(board):
    told = charts.draw("board", board).data[0].customdata
    assert told[1][0].tolist() == ["县某局U02", "第 2 版，2023-10-16 00:01<br>检查问题 3 处"]
    assert told[0][1][1] == "没有报送"


def test_flow_shows_true_ranks_in_the_order_of_those_shown(framework, books):
    table = charts.table_twin("flow", framework, books, "", None, 4)
    last = books[-1].ranks["total"]
    assert table.iloc[:, -1].tolist() == [1, 2, 3, 4]
    assert table["2023年第一季度"].tolist() == [books[0].ranks["total"][code] for code in table["编号"]]
    lines = charts.draw("flow", framework, books, "", None, 4).data
    assert [line.y[3] for line in lines] == [1, 2, 3, 4]
    assert sorted(line.y[0] for line in lines) == [1, 2, 3, 4]
    assert lines[0].text[0] == str(books[0].ranks["total"][last.idxmin()])


def test_flow_leaves_a_gap_where_there_is_no_rank(framework, books):
    line = charts.draw("flow", framework, books, "", ("E003",)).data[0]
    assert list(line.y) == [None] * 5
    assert "没有可以比较的名次" in charts.alt_text("flow", framework, books, "", ("E003",))


def test_pace_adds_up_and_never_takes_missing_for_zero(framework, books):
    table = charts.table_twin("pace", framework, books, "E001", "K1b")
    assert table["累计"].iloc[-1] == pytest.approx(table["本期"].sum())
    assert table["累计"].tolist() == [book.values.at["E001", "K1b"] for book in books]
    full = framework.measure["K1b"].ledger.full_score["E"]
    assert table["目标进度"].tolist() == pytest.approx([full / 4, full / 2, full * 3 / 4, full])
    assert charts.table_twin("pace", framework, books, "E003", "K1b")["累计"].isna().all()
    assert "还没有数据" in charts.alt_text("pace", framework, books, "E003", "K1b")
    assert "K1b" in paced(framework, "enterprise")
    assert not any("%" in framework.measure[m].ledger.units["E"] for m in paced(framework, "enterprise"))
    assert paced(framework, "county") == []  # means of enterprises
    assert {"K4a", "J1a", "K2a"} <= set(paced(framework, "unit"))


def test_compare_takes_at_most_four_and_tells_the_gap(framework, book):
    table = charts.table_twin("compare", framework, book, tuple(book.scores.index))
    assert len(table.columns) == 1 + 4 + 1
    one = charts.table_twin("compare", framework, book, ("E001", "E002"))
    own = shown(book.scores.loc[["E001", "E002"], "K1"])
    assert one.set_index("项目").loc["有载体可看", "差距"] == pytest.approx(own.max() - own.min())
    figure = charts.draw("compare", framework, book, ("E001", "E005"))
    assert "1处没有得分" in figure.layout.title.subtitle.text
    assert len({mark.marker.symbol for mark in figure.data}) == 2
    assert "没有可以比较" in charts.alt_text("compare", framework, book, ("E003",))


def test_moves_are_of_what_is_shown(framework, books):
    table = charts.table_twin("moves", framework, books, "E001")
    known = table.dropna(subset="变化")
    assert (known["变化"] - (shown(known["本期"]) - shown(known["上期"]))).abs().max() < 1e-6
    assert known["变化"].is_monotonic_decreasing
    bars = charts.draw("moves", framework, books, "E003").data[0]
    assert set(bars.text) == {"没有可比的得分"}


def test_timeline_has_a_lane_a_kind(framework, told):
    figure = charts.draw("timeline", framework, told)
    assert [lane.name for lane in figure.data] == ["活动", "荣誉"]
    assert sum(len(lane.x) for lane in figure.data) == 3
    assert charts.table_twin("timeline", framework, told)["数量"].tolist() == ["120人次", "1个", "—"]
    nothing = replace(told, rows=told.rows.iloc[:0])
    assert "还没有记录" in charts.alt_text("timeline", framework, nothing)
    assert len(charts.draw("timeline", framework, nothing).data) == 0


def test_reach_shows_only_those_who_met(framework, met):
    table = charts.table_twin("reach", framework, met)
    assert table["企业"].tolist() == ["丙厂", "甲厂"]
    assert list(table.columns) == ["编号", "企业", "合计", "B02 轻骑兵", "B01 夜校"]
    assert charts.alt_text("reach", framework, met).startswith("品牌进企业：2个品牌走进2家企业，共7场")
    cells, squares = charts.draw("reach", framework, met).data
    assert cells.text.tolist() == [["4", "1"], ["", "2"]]
    assert list(squares.customdata[1]) == ["E003", "B01"]
    assert "还没有品牌走进企业" in charts.alt_text("reach", framework, met, ("E002",))
    charts.draw("reach", framework, met, ("E002",))


def test_outline_adds_up_what_has_one_name(framework, parts):
    table = charts.table_twin("outline", framework, parts).set_index("名称")
    assert table.loc["进车间", ["数量", "最近"]].tolist() == [5, "2023-12-01"]
    boxes = charts.draw("outline", framework, parts).data[0]
    assert dict(zip(boxes.labels, boxes.text, strict=True))["微宣讲"] == "5场"
    nothing = replace(parts, rows=parts.rows.iloc[:0])
    assert "没有小切口项目和活动" in charts.alt_text("outline", framework, nothing)
    charts.draw("outline", framework, nothing)


def test_item_boxes_hold_what_their_table_says(framework, book):
    table = charts.table_twin("item_spread", framework, book)
    items = [item.id for item in framework.items]
    assert table["中位"].tolist() == shown(book.scores[items].median()).tolist()
    assert table["个数"].tolist() == book.scores[items].notna().sum().tolist()
    boxes = charts.draw("item_spread", framework, book).data[:12]
    assert [len(box.x) for box in boxes] == table["个数"].tolist()


def test_item_ends_point_to_both_sides(framework, book):
    at_the_ends = replace(book, scores=book.scores.assign(K1=100.0, K2=[0.0] * 9 + [50.0] * 3))
    table = charts.table_twin("item_ends", framework, at_the_ends).set_index("项目")
    assert table.loc["有载体可看"].tolist() == [100.0, 0.0, 100.0, 1]
    assert table.loc["有典型可看"].tolist() == [0.0, 75.0, 75.0, 2]
    full, none = charts.draw("item_ends", framework, at_the_ends).data
    assert (full.x[0], none.x[1]) == (100.0, -75.0)
    assert "满分最多的是有载体可看，占100%" in charts.alt_text("item_ends", framework, at_the_ends)


def test_influences_add_up_to_the_whole(framework, book):
    table = charts.table_twin("item_influence", framework, book)
    assert table["影响力"].sum() == pytest.approx(100, abs=0.7)
    assert table["权重"].between(8, 10).all()
    alike = replace(book, contributions=book.contributions * 0 + 1.0, scores=book.scores * 0 + 50.0)
    assert "还看不出来" in charts.alt_text("item_influence", framework, alike)


def test_correlations_are_pearsons_and_blank_where_nothing_varies(framework, book):
    items = [item.id for item in framework.items]
    table = charts.table_twin("item_correlations", framework, book)
    wanted = book.scores[[*items, "total"]].corr().round(2)
    assert table.set_index("项目").to_numpy() == pytest.approx(wanted.to_numpy())
    flat = replace(book, scores=book.scores.assign(K1=70.0))
    assert charts.table_twin("item_correlations", framework, flat)["有载体可看"].isna().all()
    assert charts.draw("item_correlations", framework, flat).data[0].text[0][0] == ""


def test_components_share_out_all_that_differs(framework, book):
    table = charts.table_twin("item_components", framework, book)
    assert table["累计"].iloc[-1] == pytest.approx(100)
    assert table["占差异"].is_monotonic_decreasing
    one = book.scores["K1"]
    same = replace(book, scores=book.scores.assign(**{item.id: one for item in framework.items}))
    assert charts.table_twin("item_components", framework, same)["占差异"].iloc[0] == pytest.approx(100)
    assert "克隆巴赫）1.00，各项大体在看同一件事" in charts.alt_text("item_components", framework, same)
    assert "信度系数" in charts.draw("item_components", framework, book).layout.title.subtitle.text
