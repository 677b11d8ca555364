"""同上 and its kin: the cell above is proposed, the word is never stored."""

import pytest

from tests.ingest.cases.test_kin import FIELD, WITH_CSV, codes, looked_at, rows_with
from tests.kit.case_books import HEAD, ROW, values

WORDS = [
    "同上",
    "同 上",
    "〃",
    "″",
    '"',
    "''",
    "ditto",
    "同前",
    "如上",
    "见上",
    "同上一行",
    "—〃—",
    "（同上）",
    "同上。",
]
NAMES = [name for name in HEAD if name not in ("佐证编号", "承办类型")]


def below(word, name):
    """The stored values and what is asked where a second row says a word in a column."""
    head, row = rows_with()
    second = tuple(word if one == name else usual for one, usual in zip(HEAD, ROW, strict=True))
    return [head, row, (*second[:1], second[1].replace("车间宣讲", "机电比武"), *second[2:])]


@pytest.mark.breadth(6)
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_cell_that_means_the_one_above_is_asked_with_it(word, name):
    book = looked_at("csv", below(word, name))
    (asked,) = [one for one in book.findings if one.code == "W424"]
    first, second = values(book, "L05", FIELD[name])
    assert first == second
    assert asked.severity == "confirm"
    assert asked.proposal == str(ROW[HEAD.index(name)])
    assert asked.found == word


@pytest.mark.parametrize("suffix", WITH_CSV)
def test_it_goes_on_over_rows_of_its_kind_and_begins_anew(suffix):
    head, row = rows_with()
    rows = [(*row[:1], name, *row[2:]) for name in ("车间宣讲", "同上", "〃", "机电比武", "同上")]
    book = looked_at(suffix, [head, *rows])
    assert values(book, "L05", "activity_name") == ["车间宣讲"] * 3 + ["机电比武"] * 2
    assert [one.where.row for one in book.findings if one.code == "W424"] == [3, 4, 6]


def test_something_in_brackets_is_put_behind_the_name_above():
    book = looked_at("csv", below("同上（第二场）", "活动名称"))
    assert values(book, "L05", "activity_name") == ["车间宣讲", "车间宣讲（第二场）"]
    assert ("W424", "confirm") in codes(book)


def test_below_nothing_it_means_nothing():
    head, row = rows_with(活动名称="同上", 活动日期="同上", 参加人次="同上", 佐证编号="同上")
    book = looked_at("csv", [head, row])
    assert values(book, "L05", "activity_name") == [None]
    assert values(book, "L05", "evidence_ref") == [None]
    assert {("E401", "error"), ("E402", "error"), ("E405", "error"), ("W424", "confirm")} <= codes(book)


def test_a_blank_above_is_not_looked_past():
    head, row = rows_with(参加人次="")
    book = looked_at("csv", [head, ROW, row, (*row[:4], "同上", *row[5:])])
    assert values(book, "L05", "attendances") == [120, None, None]


@pytest.mark.parametrize("name", ["同上海企业座谈", "同前辈学艺", "“双争”宣讲", "见上级领导"])
def test_a_name_that_only_begins_so_is_a_name(name):
    book = looked_at("csv", rows_with(活动名称=name))
    assert values(book, "L05", "activity_name") == [name]
    assert "W424" not in {code for code, _ in codes(book)}
