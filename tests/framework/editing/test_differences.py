"""What differs between two versions is told in Chinese, and nothing that differs is told as the same."""

import re

import pytest

from metrics.framework import Grade, earlier_framework, load_framework, read_files
from metrics.framework import editing as e
from metrics.framework.key_words import BASES, EACH, KINDS, MEANS, MISSING, PER
from metrics.scoring.index import AGGREGATES
from metrics.scoring.measures.denominators import DENOMINATORS
from metrics.scoring.measures.kinds import KINDS as COUNTED
from metrics.words import difference_lines
from tests.framework.editing.test_edits import KINDS as EDITS
from tests.framework.editing.test_edits import after
from tests.kit.county_packages import SIHONG

OWN = load_framework(SIHONG)
#: Ids of parts (K4z), ledgers (L05) and colours.
IDS = re.compile(r"#[0-9A-Fa-f]{6}|\b[A-Z][0-9]*[a-z]?\b|\bL\d\d\b")
ENGLISH = re.compile("[A-Za-z]{2,}")
#: Changes that no form makes, only a file.
TEXT = read_files()["visible.toml"].decode("utf-8")
FILE_ONLY = {
    "missing": ('id = "total"', 'id = "total"\nmissing = "zero"'),
    "window": ('window = "year_to_date"', 'window = "period"'),
    "kind": ('kind = "completion"', 'kind = "completion"\nweighted = true'),
    "due": ('percent = true, due = "due_on"', 'percent = true, dated = true, due = "due_on"'),
    "options": ("{ mobile = false }", "{ mobile = true }"),
}


def english(lines):
    return [line for line in lines if ENGLISH.search(IDS.sub("", line))]


@pytest.mark.breadth(5)
@pytest.mark.parametrize("edits", [edits for edits, *_ in EDITS], ids=lambda edits: type(edits[-1]).__name__)
def test_every_edit_and_what_it_changes_is_told_in_chinese(edits):
    lines = difference_lines(OWN, after(*edits))
    assert lines
    assert english([*lines, *(edit.words(OWN) for edit in edits)]) == []


def test_all_that_a_quite_different_framework_has_is_told_in_chinese():
    """Both ways: what only the one has is told by its name there."""
    earlier = earlier_framework("2023.1", SIHONG)
    for lines in (difference_lines(earlier, OWN), difference_lines(OWN, earlier)):
        assert len(lines) > 100
        assert english(lines) == []


@pytest.mark.breadth(2)
@pytest.mark.parametrize("change", FILE_ONLY)
def test_what_only_a_file_changes_is_told_in_chinese(change):
    was, now = FILE_ONLY[change]
    assert was in TEXT
    lines = difference_lines(OWN, after(e.ReplaceText(TEXT.replace(was, now), "省总工会")))
    assert len(lines) > 1, "the change, and that it was issued"
    assert english(lines) == []


def test_options_are_told_by_what_they_do():
    (line,) = difference_lines(OWN, after(e.SetOption("K3b", "cap", 0.9)))
    assert line == "K3b 年度目标完成率：选项：最高 100.0% → 最高 90.0%"
    words = e.SetOption("D2c", "shrink", {"prior": 0.8, "strength": 10}).words(OWN)
    assert words == "D2c 结案率：案件少时向 80.0% 收缩，收缩力度 10"
    assert e.SetOption("D2c", "shrink").words(OWN) == "D2c 结案率：不用“案件少时向一个比例收缩”"


def test_the_total_goes_by_its_name():
    (line,) = difference_lines(OWN, after(e.SetMean("total", "harmonic")))
    assert line == "看得见总分：合成：加权算术平均 → 加权调和平均"


def test_every_key_that_can_be_counted_has_words():
    assert set(COUNTED) <= set(KINDS)
    assert set(DENOMINATORS) == set(PER)
    assert set(MEANS) <= set(AGGREGATES)
    tables = (KINDS, MEANS, MISSING, BASES, EACH)
    for table in tables:
        assert len({*table.values()}) == len(table), "two keys told alike would hide a difference"
    assert english([word for table in tables for word in table.values()]) == []


def test_grades_are_told_with_their_colours():
    lines = difference_lines(OWN, after(e.SetGrades((Grade("好", 85, "#FFAA00"), Grade("差", 0, "#B3261E")))))
    assert "好 85（#FFAA00）" in lines[0]
