"""Numbers are written into the text of visible.toml; everything else in it stays as it was."""

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.framework import FrameworkError, load_framework, parse_framework, read_files
from metrics.framework.edit import differing, edited, numbers
from tests.kit.county_packages import SIHONG

FILES = SIHONG.over(read_files())
OWN = load_framework(SIHONG)
NUMBERS = numbers(OWN)


def text(files):
    return files["visible.toml"].decode("utf-8")


def lines_changed(before, after):
    diff = difflib.ndiff(text(before).splitlines(), text(after).splitlines())
    return [line for line in diff if line[:2] in ("- ", "+ ")]


def test_parsing_the_files_gives_the_same_framework():
    assert parse_framework(FILES) == OWN
    assert parse_framework(FILES).hash == OWN.hash


def test_only_the_numbers_and_the_version_change():
    files, framework = edited(FILES, {"K.weight": 5, "K2a.full_score.E": 12.5}, "2024.9")
    assert lines_changed(FILES, files) == [
        '- version = "2024.1"',
        '+ version = "2024.9"',
        "- weight = 4",
        "+ weight = 5",
        "- full_score = { E = 20, B = 30, U = 60 }",
        "+ full_score = { E = 12.5, B = 30, U = 60 }",
    ]
    assert "# Every number here may be changed" in text(files) or text(files).startswith("#")
    assert framework.measure["K2a"].ledger.full_score == {"E": 12.5, "B": 30, "U": 60}
    assert framework.hash != OWN.hash
    assert differing(OWN, framework) == {"K.weight": (4.0, 5.0), "K2a.full_score.E": (20.0, 12.5)}


def test_a_weight_that_stood_at_its_default_gets_a_line():
    files, framework = edited(FILES, {"J3b.weight": 2, "K1.weight": 0.5}, "2024.9")
    assert [line for line in lines_changed(FILES, files) if "weight" in line] == [
        "+ weight = 0.5",
        "+ weight = 2",
    ]
    assert (framework.measure["J3b"].weight, framework.node["K1"].weight) == (2, 0.5)


def assert_changes_and_comes_back(names):
    """Each number gets a value of its own; exactly these differ, and nothing once they are as before."""
    before = {name: NUMBERS[name] for name in names}
    after = {name: value + 1.25 + at / 64 for at, (name, value) in enumerate(before.items())}
    files, framework = edited(FILES, after, "x")
    assert differing(OWN, framework) == {name: (before[name], after[name]) for name in names}
    _, again = edited(files, before, OWN.version)
    assert differing(OWN, again) == {}


def test_every_number_can_be_changed_and_changed_back():
    """All at once, no two to the same value: a number written in another's place would show."""
    assert len(NUMBERS) > 100
    assert_changes_and_comes_back(list(NUMBERS))


@settings(max_examples=12)
@given(names=st.lists(st.sampled_from(list(NUMBERS)), min_size=1, max_size=3, unique=True))
def test_a_few_numbers_are_changed_and_no_other(names):
    assert_changes_and_comes_back(names)


def test_every_measure_and_level_has_its_numbers():
    names = numbers(OWN)
    assert "total.weight" not in names
    for measure in OWN.measures:
        assert f"{measure.id}.weight" in names
        assert {
            f"{measure.id}.full_score.{measure.ledger.target_at(one)}" for one in measure.ledger.levels
        } <= set(names)


@pytest.mark.parametrize(
    ("changes", "version", "said"),
    [
        ({"K.weight": -1}, "x", "权重 -1 不能为负"),
        ({"K.weight": float("inf")}, "x", "不是一个数"),
        ({"K2a.full_score.E": 0}, "x", "大于 0 的满分值"),
        ({"K2a.full_score.C": 1}, "x", "没有这个权重或满分值"),
        ({"K1.weight": 0, "K2.weight": 0, "K3.weight": 0, "K4.weight": 0}, "x", "下级的权重不能全为 0"),
        ({}, '"\n', "新版本要有名称"),
    ],
    ids=str,
)
def test_what_is_not_allowed_is_said(changes, version, said):
    with pytest.raises(FrameworkError, match=said):
        edited(FILES, changes, version)


def test_a_number_that_stands_elsewhere_is_not_guessed():
    """Written as a table of its own, a target is left to people."""
    inline = "full_score = { E = 20, B = 30, U = 60 }\n"
    own_table = (
        text(FILES)
        .replace(inline, "", 1)
        .replace(
            'options = { points = { "全国" = 30',
            'options = { points = { "全国" = 30',
            1,
        )
    )
    assert own_table.count('id = "K2a"') == 1
    block = own_table.index("[measure.ledger]", own_table.index('id = "K2a"'))
    end = own_table.index("[[measure]]", block)
    moved = own_table[:end] + "[measure.ledger.full_score]\nE = 20\nB = 30\nU = 60\n\n" + own_table[end:]
    files = {**FILES, "visible.toml": moved.encode()}
    assert parse_framework(files).measure["K2a"].ledger.full_score["E"] == 20
    with pytest.raises(FrameworkError, match="在文件里找不到可以改的数"):
        edited(files, {"K2a.full_score.E": 12}, "x")
