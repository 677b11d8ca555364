"""Workbooks in which what a person saw was not what was stored: each value right now, or asked about."""

from pathlib import Path

import pandas as pd
import pytest

from metrics.ingest import check_workbook
from metrics.ingest.checks import with_places
from metrics.ingest.personal import personal_places
from tests.kit.case_books import CONTEXT, FRAMEWORK, QUARTER, values

BOOKS = Path(__file__).with_name("books")


def checked(file, unit):
    content = (BOOKS / file).read_bytes()
    book = check_workbook(content, file, FRAMEWORK, CONTEXT, unit, QUARTER)
    return with_places(book, personal_places(file, content))


def found(book, sheet, address):
    """Code and severity of what is said of a cell."""
    return {
        (one.code, one.severity)
        for one in book.findings
        if one.where.sheet == sheet and one.where.address == address
    }


L05, L08, L09, L12 = (FRAMEWORK.ledgers[code].sheet for code in ("L05", "L08", "L09", "L12"))

TALKS = ["车间微宣讲001", "车间微宣讲002"]
#: File, unit, ledger, field, what is stored; cell about which something is said, its code and severity.
STORED = [
    ("K01_金额显示5万元", "U08", "L09", "amount", [50_000.0], "H3", "W403", "hint"),
    ("K01_人次显示12百", "U08", "L05", "attendances", [1_200], "F3", "W403", "hint"),
    ("K02_增幅35%", "U08", "L12", "wage_growth", [35.0], "", "", ""),
    ("K02_增幅5.5%", "U08", "L12", "wage_growth", [5.5], "", "", ""),
    ("K03_2023.10-12", "U08", "L05", "held_on", [None], "B3", "E406", "error"),
    ("K04_只显示到月", "U08", "L05", "held_on", [pd.Timestamp(2023, 10, 1)], "B3", "W405", "confirm"),
    ("K05_E017至E020", "U08", "L05", "enterprise_code", [None], "H3", "E417", "error"),
    ("K05_E017等", "U08", "L05", "enterprise_code", [None], "H3", "E417", "error"),
    ("K06_地名不同", "U08", "L05", "enterprise_code", ["E026"], "H3", "W420", "confirm"),
    ("K07_编号配陌生名", "U08", "L05", "enterprise_code", ["E017"], "H3", "W421", "confirm"),
    (
        "K08_备注共计3场",
        "U08",
        "L05",
        "activity_name",
        TALKS,
        "P2",
        "W204",
        "confirm",
    ),
    (
        "K08_佐证写累计",
        "U08",
        "L05",
        "activity_name",
        TALKS,
        "C4",
        "W313",
        "confirm",
    ),
    ("K10_表头千元", "U08", "L09", "amount", [3_600.0], "H2", "W208", "confirm"),
    ("K10_标题单位千元", "U08", "L09", "amount", [3_600.0], "H2", "W208", "confirm"),
    ("K11_服务企业", "U08", "L05", "enterprise_code", [None, None], "H2", "W204", "confirm"),
    ("K11_金额斜杠万元", "U08", "L09", "amount", [3_600.0], "H2", "W208", "confirm"),
    ("K12_签订2032", "U08", "L12", "held_on", [pd.Timestamp(2032, 10, 12)], "D3", "W418", "confirm"),
    ("K13_表头零宽", "U08", "L05", "held_on", [pd.Timestamp(2023, 10, 12)], "", "", ""),
    ("K13_选项零宽", "U08", "L05", "activity_type", ["微宣讲"], "", "", ""),
    ("K14_佐证是图片", "U08", "L05", "evidence_ref", [None], "O3", "W417", "confirm"),
    ("K15_天与小时", "U05", "L08", "before_value", [None], "E3", "E422", "error"),
    ("K15_天与小时", "U05", "L08", "after_value", [None], "F3", "E422", "error"),
]


@pytest.mark.parametrize("case", STORED)
def test_a_value_is_what_was_seen_or_is_asked_about(case):
    file, unit, ledger, field, stored, cell, code, severity = case
    book = checked(f"{file}.xlsx", unit)
    assert values(book, ledger, field) == stored
    if cell:
        assert (code, severity) in found(book, FRAMEWORK.ledgers[ledger].sheet, cell)
    else:
        column = book.ledgers[ledger].columns[field]
        assert [one.flat for one in book.findings if one.where.column == column] == []


def test_a_heading_over_parts_gives_the_whole_and_the_part_it_knows():
    book = checked("K09_人次分线下线上小计.xlsx", "U08")
    assert values(book, "L05", "attendances") == [120, 200]
    assert 100 not in values(book, "L05", "attendances")


def test_a_hidden_ledger_is_read_and_told():
    book = checked("K16_隐藏的台账表.xlsx", "U08")
    assert values(book, "L05", "activity_name") == ["车间微宣讲001"]
    assert ("活动台账", "", "W214") in [one.flat for one in book.findings]


def test_identity_and_card_numbers_stored_as_numbers_are_found_as_those_in_texts():
    book = checked("K17_身份证号存成数字.xlsx", "U08")
    cells = {one.where.address for one in book.findings if one.code == "E415"}
    assert {"P3", "O3", "P4", "O4"} <= cells
    assert not [one for one in book.findings if one.code == "E415" and "0319" in one.message]


def test_eleven_values_that_went_in_silently_are_right_or_asked_about():
    book = checked("silent_eleven.xlsx", "U08")
    assert ("E406", "error") in found(book, L05, "B3")
    assert ("E417", "error") in found(book, L05, "H4")
    assert ("W420", "confirm") in found(book, L05, "H5")
    assert ("W421", "confirm") in found(book, L05, "H6")
    assert 7 in book.ledgers["L05"].frame["_row"].tolist()
    assert values(book, "L05", "attendances")[-1] == 1_200
    assert values(book, "L09", "amount") == [50_000.0, 3_600.0]
    assert values(book, "L12", "wage_growth")[0] == 35.0
    assert ("W418", "confirm") in found(book, L12, "D4")
    assert ("W419", "confirm") in found(book, L12, "D5")


def test_a_town_of_another_county_is_never_corrected_to_a_name_that_looks_like_it():
    book = checked("临河县U01.xlsx", "U01")
    asked = [one for one in book.findings if one.code == "E408" and one.field == "town"]
    assert {"城关镇", "柳林乡"} <= {one.found for one in asked}
    assert {one.proposal for one in asked} == {""}
    assert all("半城镇" in one.choices and "是不是" not in one.message for one in asked)


def test_a_bound_that_is_accepted_stays_a_question_about_a_bound():
    book = checked("u20约.xlsx", "U20")
    asked = [one for one in book.findings if one.code == "W401"]
    assert sorted(one.proposal for one in asked) == ["18000", "20"]
    frame = book.ledgers["L05"].frame
    assert {"about", "lower"} <= {*frame["attendances__bound"].dropna(), *frame["sessions__bound"].dropna()}


def test_a_messy_workbook_is_read_or_asked_about():
    book = checked("副本泗洪县产改台账_U14_县交通运输局_2023Q4(2).xlsx", None)
    assert book.unit == "U14"
    assert "L05" in book.ledgers
    assert not [one for one in book.findings if one.code == "W209" and one.severity == "hint"]


def test_an_own_table_is_taken_for_the_ledger_its_headings_name():
    book = checked("own4.xlsx", "U14")
    assert "L05" in book.ledgers
    assert {one.expected for one in book.findings if one.code == "E203"} == {"承办类型"}
    assert "L05" in checked("活动台账.csv", "U14").ledgers
