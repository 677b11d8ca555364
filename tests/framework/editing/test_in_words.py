"""What is added to a framework is told by the handbook: items, measures, columns, and who issued it."""

from dataclasses import replace

from metrics.framework import (
    ColumnSpec,
    NodeSpec,
    handbook,
    load_framework,
    load_library,
    read_files,
    taken,
)
from metrics.framework.editing import AddColumn, AddMeasure, AddNode, CopyMeasure, ReplaceText, edited
from tests.kit.county_packages import SIHONG

OWN = load_framework(SIHONG)
TEXT = read_files()["visible.toml"].decode("utf-8")


def told(*edits):
    return handbook(edited(read_files(), edits, "2024.9")[1])


def test_added_measures_and_items_are_told():
    library = [taken(entry, OWN, "K1") for entry in load_library()[:1]]
    text = told(
        *(AddMeasure(one) for one in library),
        AddNode(NodeSpec("X", "本县特色", "total")),
        AddNode(NodeSpec("X1", "见家乡", "X", item=True)),
        CopyMeasure("K4a", "K4c", "另一个现场"),
        AddMeasure(replace(load_library()[3].measure, id="X1a", parent="X1")),
    )
    for words in ("K1c 技能等级持证占比", "## X1 见家乡", "### K4c 另一个现场", "X1a 发展产业工人党员"):
        assert words in text
    assert "\n？" not in text


def test_added_columns_are_told_with_their_template():
    column = ColumnSpec("x_weather", "天气", "enum", choices=("晴", "雨"), note="看天办活动")
    text = told(AddColumn("L05", column))
    assert "## 本县加的列" in text
    assert "| 活动台账（L05） | 天气 | 晴、雨 | 看天办活动 | 2024.1-1 |" in text
    assert "## 本县加的列" not in handbook(OWN)


def test_who_issued_it_is_told():
    assert "由省总工会下发，下发部分的权重本县不改" in told(ReplaceText(TEXT, "省总工会"))
