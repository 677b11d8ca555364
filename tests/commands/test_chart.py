"""The verb `chart` over the whole registry: each chart a file, each wrong request told in a sentence."""

import inspect
from xml.etree import ElementTree

import pytest
from PIL import Image

from metrics.charts import CHARTS
from metrics.reports.print.browser import NoBrowserError, find_browser

#: Charts of the twelve items of a level.
ITEMS = ("item_components", "item_correlations", "item_ends", "item_influence", "item_spread")
#: What a chart needs beyond its name and the period, at one of its levels; none for those that need nothing.
NEEDS = {
    "board": (),
    "compare": ("--by", "town", "--entity", "大楼街道", "--entity", "半城镇"),
    "contributions": ("--by", "industry"),
    "distribution": ("--by", "enterprise", "--item", "K1a"),
    "flow": ("--by", "unit", "--item", "K1", "--first", "5"),
    "bullets": ("--by", "enterprise", "--entity", "E001"),
    "gantt": ("--first", "5"),
    "heatmap": ("--by", "brand", "--first", "10"),
    **dict.fromkeys(ITEMS, ("--by", "enterprise")),
    "map": ("--by", "town"),
    "moves": ("--by", "county"),
    "outline": ("--entity", "B01"),
    "pace": ("--by", "unit", "--entity", "U01", "--item", "K4a"),
    "radar": ("--by", "enterprise", "--entity", "E001"),
    "ranking": ("--by", "unit", "--item", "K1a"),
    "reach": ("--by", "brand", "--entity", "B01", "--entity", "B02"),
    "sources": ("--by", "unit", "--first", "5"),
    "sunburst": ("--by", "county"),
    "timeline": ("--by", "enterprise", "--entity", "E001"),
    "trend": ("--by", "county", "--item", "K"),
}
PICTURES = {"pace": 960, "sunburst": 960}


@pytest.fixture
def chart(run, demo_file, tmp_path):
    """``chart("radar", …, period=…, out=…)`` → the answer and the file that was asked for."""

    def call(name, *options, period="2023Q4", out="图.svg"):
        target = tmp_path / out
        arguments = ("--period", period, "--out", target, "--db", f"sqlite:///{demo_file}")
        return run("chart", name, *arguments, *options), target

    return call


@pytest.fixture
def browser():
    try:
        find_browser()
    except NoBrowserError:
        pytest.skip("no browser on this machine")


def test_every_registered_chart_is_tried():
    assert NEEDS.keys() == CHARTS.keys(), (
        "add to NEEDS in tests/commands/test_chart.py what the verb needs to draw the new chart"
    )


@pytest.mark.breadth(1)
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_becomes_a_drawing_that_names_itself(chart, browser, name):
    answer, target = chart(name, *NEEDS[name])
    assert answer.code == 0, answer.err
    assert answer.out == ""
    assert answer.err.endswith(f"已写到 {target}。\n")
    assert answer.err.count("\n") == 1
    root = ElementTree.parse(target).getroot()
    assert root.tag.endswith("svg")
    words = "".join(root.itertext())
    assert "2023年" in words
    assert len(list(root.iter())) > 60


@pytest.mark.breadth(1)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_its_signature_and_is_wide_enough_for_a_slide(chart, browser, name):
    answer, target = chart(name, *NEEDS[name], out="图.png")
    assert answer.code == 0, answer.err
    assert target.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    with Image.open(target) as picture:
        assert picture.width >= PICTURES[name]
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 50


#: Charts that cannot be drawn without an entity at a level with several.
OF_ONE = [
    *sorted(name for name, one in CHARTS.items() if "code" in inspect.signature(one.draw).parameters),
    "outline",
    "timeline",
]


@pytest.mark.breadth(3)
@pytest.mark.parametrize("name", OF_ONE)
def test_a_chart_of_one_entity_asks_for_it(chart, name):
    level = "brand" if name == "outline" else "unit"
    answer, target = chart(name, "--by", level)
    word = "品牌" if level == "brand" else "成员单位"
    assert_refused(answer, target, "--entity", f"要写明哪个{word}（代码或全称）")


@pytest.mark.parametrize("name", sorted(name for name, one in CHARTS.items() if len(one.levels) > 1))
def test_a_chart_of_several_levels_asks_for_one_and_names_them(chart, name):
    answer, target = chart(name)
    assert_refused(answer, target, "--by", "要写明层级")
    assert all(f"{level}（" in answer.err for level in CHARTS[name].levels)


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("rankin", (), ("没有图“rankin”", *(f"{one.name}（{one.title}）" for one in CHARTS.values()))),
        ("ranking", ("--by", "county"), ("--by", "得分排名没有这个层级", "enterprise（企业）")),
        ("radar", ("--by", "unit", "--entity", "没有局"), ("--entity", "没有成员单位“没有局”")),
        ("radar", ("--by", "unit", "--entity", "U01", "--entity", "U02"), ("--entity", "只画一个")),
        ("compare", ("--by", "unit"), ("--entity", "哪几个成员单位，2 到 4 个")),
        ("compare", ("--by", "unit", "--entity", "U01", "--entity", "U01"), ("--entity", "2 到 4 个")),
        ("compare", ("--by", "unit", *(w for n in range(1, 6) for w in ("--entity", f"U0{n}"))), ("2 到 4",)),
        ("ranking", ("--by", "unit", "--item", "K99"), ("--item", "没有“K99”这一项", "K1（", "K1a（")),
        ("flow", ("--by", "unit", "--item", "K1a"), ("--item", "没有“K1a”这一项", "K1（")),
        ("trend", ("--by", "county", "--item", "K1a"), ("--item", "没有“K1a”这一项", "K1（")),
        ("pace", ("--by", "unit", "--entity", "U01"), ("--item", "要写明看哪个年度指标", "K4a（")),
        ("pace", ("--by", "unit", "--entity", "U01", "--item", "K1"), ("--item", "没有“K1”这一项", "K4a（")),
        ("radar", ("--by", "unit", "--entity", "U01", "--first", "3"), ("--first", "雷达图不用写这一项")),
        ("board", ("--entity", "U01"), ("--entity", "报送情况不用写这一项")),
        ("moves", ("--by", "county", "--item", "K1"), ("--item", "各项升降不用写这一项")),
    ],
)
def test_what_is_asked_wrongly_is_told_with_what_is_expected(chart, name, options, told):
    assert_refused(*chart(name, *options), *told)


@pytest.mark.parametrize(("name", "period", "least"), [("moves", "2023Q1", 2), ("trend", "2019", 1)])
def test_a_chart_over_time_takes_opened_quarters(chart, name, period, least):
    answer, target = chart(name, "--by", "county", period=period)
    assert_refused(answer, target, "--period", f"至少要有 {least} 个开过的季度")


@pytest.mark.parametrize("name", ["pace", "flow"])
def test_nothing_opened_yet_is_told(run, own_database, tmp_path, name):
    answer = run(
        "chart",
        name,
        "--by",
        "unit",
        "--period",
        "2023",
        "--out",
        tmp_path / "图.svg",
        *(("--item", "K4a", "--entity", "U01") if name == "pace" else ()),
        db=own_database,
    )
    assert_refused(answer, tmp_path / "图.svg", "--period", "至少要有 1 个开过的季度")


@pytest.mark.parametrize(
    ("period", "out", "told"), [("2023Q9", "图.svg", "--period"), ("2023Q4", "图.gif", ".png、.svg、.pdf")]
)
def test_a_wrong_period_or_ending_is_told(chart, period, out, told):
    assert_refused(*chart("board", period=period, out=out), told)


def test_nothing_said_at_all_names_what_is_missing(run):
    assert "缺少参数" in run("chart").err
    answer = run("chart", "board", "--period", "2023")
    assert (answer.code, "--out" in answer.err) == (2, True)


def assert_refused(answer, target, *told):
    """Wrong usage, one sentence, nothing written."""
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert all(word in answer.err for word in told), answer.err
    assert not target.exists()
