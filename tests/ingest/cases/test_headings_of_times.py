"""Headings that say a time or are written in traditional characters."""

import pytest

from metrics.ingest.values import simplified
from tests.ingest.cases.test_kin import WITH_CSV, codes, looked_at, rows_with
from tests.kit.case_books import values


def headed(heading, suffix="csv"):
    head, row = rows_with()
    return looked_at(suffix, [tuple(heading if name == "参加人次" else name for name in head), row])


@pytest.mark.breadth(6)
@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize(
    "text", ["2022年", "2023年第三季度", "2023Q3", "第三季度", "2022", "上半年", "12月", "上季度", "2022年底"]
)
def test_a_heading_of_another_time_is_an_error_at_it(text, suffix):
    book = headed(f"参加人次（{text}）", suffix)
    (asked,) = [one for one in book.findings if one.code in ("E214", "E215")]
    assert (asked.where.address, asked.severity) == ("E1", "error")
    assert text.lower() in asked.message
    assert asked.code == "E214" or "2023年第四季度" in asked.message


@pytest.mark.parametrize("text", ["2023年", "1-12月", "2023年度", "2023年下半年"])
def test_a_longer_time_that_holds_the_period_is_asked(text):
    book = headed(f"参加人次（{text}）")
    assert values(book, "L05", "attendances") == [120]
    assert ("W215", "confirm") in codes(book)
    assert not codes(book, "W208", "E215")


@pytest.mark.parametrize("text", ["2023年第四季度", "2023Q4", "10-12月", "2023年四季度"])
def test_the_period_itself_says_nothing_more(text):
    book = headed(f"参加人次（{text}）")
    assert values(book, "L05", "attendances") == [120]
    assert codes(book) <= {("W201", "confirm"), ("W203", "hint")}


@pytest.mark.parametrize("heading", ["2022年参加人次", "参加人次2022"])
def test_a_heading_of_another_year_is_not_proposed_for_the_column(heading):
    book = headed(heading)
    assert values(book, "L05", "attendances") == [None]
    assert ("W204", "confirm") in codes(book)
    assert {one.proposal for one in book.findings if one.code == "W204"} == {""}
    assert not [one for one in book.findings if "是不是" in one.message]


def test_a_year_above_the_heading_counts_too():
    head, row = rows_with()
    above = tuple("2022年" if name == "场次" else "" if name == "参加人次" else name for name in head)
    below = tuple(name if name in ("场次", "参加人次") else "" for name in head)
    assert ("E215", "error") in codes(looked_at("csv", [above, below, row]))


TRADITIONAL = ("活動日期", "活動名稱", "活動類型", "場次", "參加人次", "企業編號", "承辦類型", "佐證編號")


@pytest.mark.parametrize("suffix", WITH_CSV)
def test_traditional_characters_are_understood_and_told(suffix):
    row = ("2023年11月2號", "車間宣講", "微宣講", 1, "1.2萬人次", "泗洪啟信裝備有限公司", "成員單位", "")
    book = looked_at(suffix, [TRADITIONAL, row])
    assert values(book, "L05", "activity_name") == ["車間宣講"]
    assert values(book, "L05", "activity_type") == ["微宣讲"]
    assert values(book, "L05", "attendances") == [12_000]
    assert values(book, "L05", "enterprise_code") == ["E018"]
    assert {("W216", "hint"), ("W411", "hint"), ("W403", "hint")} <= codes(book)
    assert not book.of_severity("error")


def test_a_bound_and_a_unit_in_traditional_characters():
    book = looked_at("csv", rows_with(参加人次="一百二十餘人次"))
    assert ("W401", "confirm") in codes(book)
    head, row = rows_with(参加人次=3)
    book = looked_at(
        "csv", [tuple("參加人次（萬人次）" if name == "参加人次" else name for name in head), row]
    )
    assert values(book, "L05", "attendances") == [30_000]


def test_every_sign_has_one_simplified_form_that_stays():
    assert simplified("參動類場編號辦證稱業餘萬賬戶") == "参动类场编号办证称业余万账户"
    assert simplified(simplified("後臺裏裡")) == simplified("後臺裏裡") == "后台里里"
