"""Every kind of edit writes what it says and nothing else, keeps comments, and can be left out again."""

import difflib
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.framework import (
    ColumnSpec,
    FrameworkError,
    Grade,
    LedgerMeasure,
    MeasureSpec,
    MeasureTerm,
    NodeSpec,
    earlier_framework,
    load_framework,
    read_files,
)
from metrics.framework import editing as e
from tests.kit.county_packages import SIHONG

FILES, OWN = SIHONG.over(read_files()), load_framework(SIHONG)
NUMBERS = e.numbers(OWN)
MEETINGS = MeasureSpec(
    "J2z",
    "J2",
    "观摩次数",
    "观摩交流的行数",
    LedgerMeasure(
        "credit",
        ("L05",),
        ("E", "C"),
        {"E": 2},
        {"E": "次", "C": "%"},
        per={"C": "roster"},
        prorate=True,
        term=(MeasureTerm("items", "L05", filter={"activity_type": ("观摩交流",)}),),
    ),
    weight=0.5,
)
COLUMN = ColumnSpec("x_weather", "天气", "enum", choices=("晴", "雨"), note="选填")
GROUP = NodeSpec("X", "本县特色", "total", weight=1, short_name="特色")
ITEM = NodeSpec("X1", "见家乡", "X", item=True, asks="看得见家乡变化")
OWN_PART = (e.AddNode(GROUP), e.AddNode(ITEM), e.AddMeasure(replace(MEETINGS, id="X1a", parent="X1")))


def text(files):
    return files["visible.toml"].decode("utf-8")


def lines_changed(before, after):
    diff = difflib.ndiff(text(before).splitlines(), text(after).splitlines())
    return [line for line in diff if line[:2] in ("- ", "+ ")]


def after(*edits):
    return e.edited(FILES, edits, "2024.9")[1]


#: Edits, the places that differ afterwards, and a word of what is said of the last edit.
KINDS = [
    ([e.SetWeight("K", 5)], {"K.weight": (4, 5)}, "K 四个可看：权重改为 5"),
    ([e.SetTarget("K2a", "E", 12.5)], {"K2a.full_score.E": (20, 12.5)}, "企业满分值改为 12.5"),
    (
        [e.RenameNode("K1", "有阵地可看", "阵地", "有没有阵地")],
        {
            "K1.name": ("有载体可看", "有阵地可看"),
            "K1.short_name": ("载体", "阵地"),
            "K1.asks": ("有没有看得见的阵地、平台、活动载体", "有没有阵地"),
        },
        "有阵地可看",
    ),
    (
        [e.RenameMeasure("K1a", "载体", "在用载体")],
        {"K1a.name": ("身边的载体", "载体"), "K1a.words": (OWN.measure["K1a"].words, "在用载体")},
        "载体",
    ),
    (
        [e.MovePart("K4", "K1")],
        {"K4.order": ("在 K3 之后", "最前"), "K1.order": ("最前", "在 K4 之后")},
        "之前",
    ),
    (
        [e.MovePart("K1a")],
        {"K1a.order": ("最前", "在 K1b 之后"), "K1b.order": ("在 K1a 之后", "最前")},
        "最后",
    ),
    (
        [e.RetirePart("D2c")],
        {"D2c": ("指标 结案率", None), "D2d.order": ("在 D2c 之后", "在 D2b 之后")},
        "停用",
    ),
    ([e.AddMeasure(MEETINGS)], {"J2z": (None, "指标 观摩次数")}, "加指标 J2z"),
    ([e.CopyMeasure("K2b", "K2c", "复制的")], {"K2c": (None, "指标 复制的")}, "复制 K2b"),
    (
        [e.MoveMeasure("J4c", "J6")],
        {"J4c.parent": ("J4", "J6"), "J4c.order": ("在 J4b 之后", "在 J6c 之后")},
        "移到“J6 见工匠精神”下",
    ),
    ([e.SetProration("K1b", False)], {"K1b.prorate": ("是", "否")}, "不按序时进度"),
    (
        [e.SetWeighting("K4a", "hundred_employees", True)],
        {"K4a.each": ("不折算", "每百名职工"), "K4a.weighted": ("否", "是")},
        "按每百名职工，按职工数加权",
    ),
    (
        [e.SetLevel("D2e", "U", "%", 1, "duty")],
        {
            "D2e.levels": ("企业、县", "企业、成员单位、县"),
            "D2e.units.U": (None, "%"),
            "D2e.full_score.U": (None, 1),
            "D2e.per.U": (None, "合计 ÷ 责任面"),
        },
        "成员单位层按“%”计",
    ),
    (
        [e.SetLevel("K1b", "B")],
        {
            "K1b.levels": ("企业、品牌、成员单位、县", "企业、成员单位、县"),
            "K1b.units.B": ("人次", None),
            "K1b.full_score.B": (600, None),
            "K1b.per.B": ("合计（不写企业的也算）", None),
        },
        "品牌层不再计",
    ),
    ([e.SetOption("K3b", "cap", 0.9)], {"K3b.options.cap": ("最高 100.0%", "最高 90.0%")}, "最高"),
    (
        [e.SetSource("D2c", ("L12",)), e.SetFilter("D2c", {"is_filed": (True,)})],
        {
            "D2c.source": ("劳资纠纷案件台账（L11）", "集体协商与民主管理台账（L12）"),
            "D2c.filter": ("是否已结为是", "是否备案为是"),
        },
        "是否备案为是",
    ),
    (
        [e.SetFilter("K2b", {"case_type": ("人物",)}, 0)],
        {"K2b.term.1.filter": ("案例类型为人物、班组、企业、做法", "案例类型为人物")},
        "只计案例类型为人物",
    ),
    ([e.SetFilter("K2b", {}, 0)], {"K2b.term.1.filter": ("案例类型为人物、班组、企业、做法", "")}, "全部行"),
    (
        [e.SetTerm("D2a", 0, MeasureTerm("amounts", "L09", ("cases",)))],
        {"D2a.term.1.columns": ("受益人数", "服务起数")},
        "职工得实惠台账",
    ),
    (
        [e.SetTerm("D2a", 1, MeasureTerm("items", "L13", times=2))],
        {
            "D2a.source": ("职工得实惠台账（L09）", "职工得实惠台账（L09）、典型案例台账（L13）"),
            "D2a.term.2": (None, "典型案例台账"),
        },
        "第 2 个合计",
    ),
    (
        [e.DropTerm("J5c", 1)],
        {
            "J5c.source": ("荣誉台账（L06）、活动台账（L05）", "荣誉台账（L06）"),
            "J5c.term.2": ("活动台账", None),
        },
        "去掉第 2 个合计",
    ),
    (
        [e.SetPoints("K2a", {"全国": 40, "省": 20}, 0, 3)],
        {
            "K2a.term.1.options.points": ("积分：全国 30、省 20、市 10、县 5", "积分：全国 40、省 20"),
            "K2a.term.1.options.most_per_level": ("每级最多计 2 项", "每级最多计 3 项"),
        },
        "全国 40、省 20，每级最多 3 项",
    ),
    (
        [e.SetGrades((Grade("好", 85, "#0B6E4F"), Grade("一般", 0, "#B3261E")))],
        {"grades": None},
        "好 85、一般 0",
    ),
    (
        [e.SetGrades((*OWN.grades[:3], Grade("待改", 40, "#B3261E"), Grade("差", 0, "#000000")))],
        {"grades": None},
        "差 0",
    ),
    ([e.SetDuty(0.2, 0.1)], {"duty.unit": (0.1, 0.2), "duty.brand": (0.05, 0.1)}, "单位 20.0%"),
    ([e.SetOwnDuty({"U01": 70})], None, "70 家"),
    ([e.SetOpenShare(0.1)], {"framework.open_share": (0.2, 0.1)}, "10%"),
    ([e.SetLeastCoverage(0.5, "K1")], {"K1.min_coverage": (0.6, 0.5)}, "50%"),
    ([e.SetMean("K", "geometric")], {"K.aggregate": ("加权算术平均", "加权几何平均")}, "加权几何平均"),
    (
        [e.AddColumn("L05", COLUMN)],
        {"column.L05.x_weather": (None, "活动台账：天气，从几个词里选，晴、雨，选填（模板 2024.1-1 起）")},
        "加一列“天气”",
    ),
    (
        list(OWN_PART),
        {"X": (None, "组 本县特色"), "X1": (None, "项目 见家乡"), "X1a": (None, "指标 观摩次数")},
        "加指标 X1a",
    ),
    ([e.ReplaceText(text(FILES).replace("weight = 4", "weight = 7"))], {"K.weight": (4, 7)}, "导入"),
]


@pytest.mark.breadth(5)
@pytest.mark.parametrize(
    ("edits", "moved", "said"),
    KINDS,
    ids=lambda value: type(value[-1]).__name__ if isinstance(value, list) else "",
)
def test_an_edit_changes_what_it_says_and_no_more(edits, moved, said):
    framework = after(*edits)
    found = e.differing(OWN, framework)
    if moved is not None:
        assert found.keys() == moved.keys()
        for place, pair in moved.items():
            assert pair is None or found[place] == pair, place
    assert found
    assert said in edits[-1].words(OWN)
    assert all(e.place_name(framework, place) != "" for place in found)
    assert framework.version == "2024.9"


def test_every_kind_of_edit_is_tried_here():
    tried = {type(edit) for edits, *_ in KINDS for edit in edits} | {e.DropColumn, e.NameVersion}
    assert set(e.Edit.__subclasses__()) == tried


@pytest.mark.long
def test_undoing_is_leaving_out_the_last():
    edits = [edit for edits, *_ in KINDS[:6] for edit in edits]
    for count in range(len(edits)):
        assert text(e.apply(FILES, edits[:count])) == text(e.apply(FILES, edits[:count]))
    assert text(e.apply(FILES, ())) == text(FILES)


def test_only_the_lines_of_an_edit_change_and_comments_live_on():
    files, framework = e.edited(FILES, e.number_edits({"K.weight": 5, "K2a.full_score.E": 12.5}), "2024.9")
    assert lines_changed(FILES, files) == [
        '- version = "2024.1"',
        '+ version = "2024.9"',
        "- weight = 4",
        "+ weight = 5",
        "- full_score = { E = 20, B = 30, U = 60 }",
        "+ full_score = { E = 12.5, B = 30, U = 60 }",
    ]
    assert text(files).startswith("#")
    assert framework.hash != OWN.hash


def test_a_weight_that_stood_at_its_default_gets_a_line():
    files, framework = e.edited(FILES, e.number_edits({"J3b.weight": 2, "K1.weight": 0.5}), "2024.9")
    assert [line for line in lines_changed(FILES, files) if "weight" in line] == [
        "+ weight = 0.5",
        "+ weight = 2",
    ]
    assert (framework.measure["J3b"].weight, framework.node["K1"].weight) == (2, 0.5)


def test_every_number_can_be_changed_and_changed_back():
    """All at once, no two to the same value: a number written in another's place would show."""
    assert len(NUMBERS) > 100
    changed = {name: value + 1.25 + at / 64 for at, (name, value) in enumerate(NUMBERS.items())}
    files, framework = e.edited(FILES, e.number_edits(changed), "x")
    assert e.differing(OWN, framework) == {name: (NUMBERS[name], changed[name]) for name in NUMBERS}
    _, again = e.edited(files, e.number_edits(NUMBERS), OWN.version)
    assert e.differing(OWN, again) == {}


@pytest.mark.long
@settings(max_examples=10)
@given(at=st.lists(st.integers(0, len(KINDS) - 2), min_size=2, max_size=5, unique=True))
def test_edits_of_several_kinds_stand_beside_each_other(at):
    """In any order: each says what differs; together they are the text of all, and it can be read."""
    edits = [edit for place in at for edit in KINDS[place][0]]
    try:
        framework = after(*edits)
    except FrameworkError:
        return  # two edits of the same thing may not fit each other; then nothing comes of them
    tomllib.loads(text(e.apply(FILES, edits)))
    assert e.differing(OWN, framework)


REFUSED = [
    ([e.SetWeight("K9", 1)], "K9.*没有这个编号"),
    ([e.SetWeight("K", -1)], "K.*weight.*不能为负"),
    ([e.SetWeight("K", float("inf"))], "不是一个数"),
    ([e.SetTarget("K2a", "E", 0)], "measure K2a.*full_score.E.*大于 0 的满分值"),
    ([e.SetTarget("K2a", "C", 1)], "measure K2a.*没有自己的满分值"),
    (
        e.number_edits(dict.fromkeys(["K1.weight", "K2.weight", "K3.weight", "K4.weight"], 0)),
        "下级的权重不能全为 0",
    ),
    ([e.RetirePart("total")], "总分不能停用"),
    ([e.RetirePart("K1a"), e.RetirePart("K1b")], "K1.*下面还没有指标"),
    ([e.AddNode(GROUP)], "X.*下面还没有指标"),
    ([e.AddNode(replace(GROUP, id="K1"))], "已经用过"),
    ([e.AddNode(replace(GROUP, id="x y"))], "编号用大写英文字母开头"),
    ([e.AddMeasure(replace(MEETINGS, parent="K"))], "不是项目"),
    ([e.AddMeasure(replace(MEETINGS, parent="Z"))], "没有上级"),
    ([e.AddMeasure(replace(MEETINGS, name=" "))], "name.*不能为空"),
    ([e.CopyMeasure("K", "K2c", "x")], "这是项目，不是指标"),
    ([e.SetFilter("K2b", {"nothing": ("x",)}, 0)], "nothing.*没有这一列"),
    ([e.SetFilter("K2b", {}, 4)], "没有第 5 个合计"),
    ([e.SetTerm("D2a", 0, MeasureTerm("amounts", "L14", ("count",)))], "只展示、不计分"),
    ([e.SetFilter("J1a", {"evidence_ref": ("x",)}, 0)], "佐证材料只作参考"),
    ([e.SetSource("D2a", ("L05",))], "来源写在各个合计里"),
    ([e.SetPoints("K2a", {}, 0)], "积分表不能为空"),
    ([e.SetGrades((Grade("好", 60, "#0B6E4F"),))], "最后一级从 0 分起"),
    ([e.SetGrades((Grade("好", 0, "green"),))], "颜色应写成"),
    ([e.SetDuty(0, 0.1)], "责任面应大于 0"),
    ([e.SetOwnDuty({"U01": 0})], "大于 0 的企业家数"),
    ([e.SetOpenShare(2)], "open_share.*0 到 1"),
    ([e.SetLeastCoverage(2)], "0 到 1 之间"),
    ([e.SetMean("K", "median")], "arithmetic、geometric、harmonic"),
    ([e.SetOption("K3b", "actual", None)], "没有这个选项"),
    ([e.MovePart("K1", "D1")], "不在同一个上级下面"),
    ([e.MoveMeasure("K1a", "Q")], "没有上级"),
    ([e.DropColumn("L05", "town")], "只能去掉本县自己加的列"),
    ([e.ReplaceText("[[")], "不是有效的 TOML"),
    ([e.ReplaceText("x = 1")], "不认识这个键"),
]


@pytest.mark.breadth(6)
@pytest.mark.parametrize(("edits", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_does_not_fit_is_refused_naming_the_place(edits, said):
    with pytest.raises(FrameworkError, match=said):
        after(*edits)


def test_the_program_is_what_differs_from_its_earlier_version_in_every_part():
    """Two quite different frameworks: each part that only one has is told once."""
    found = e.differing(earlier_framework("2023.1", SIHONG), OWN)
    assert found["framework.window"] == ("只算本期", "年初至期末")
    assert not [place for place in found if place.startswith("K4b.") and "K4b" in found]
