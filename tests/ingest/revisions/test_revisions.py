"""A revision against the one before: codes that stay, what changed, and nothing lost without a word."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from metrics.ingest import check_workbook
from metrics.ingest.revisions.diff import diff
from metrics.ingest.revisions.matching import repeated_codes
from tests.kit.templates import CONTEXT, FRAMEWORK, flat

SHEET = "活动台账"
SPEC = FRAMEWORK.ledgers["L05"]


def activities(fill, *rows, unit="U19"):
    """A filled template: (name, day, people, enterprise) each."""
    book = fill(unit)
    for number, (name, day, people, enterprise) in enumerate(rows, 3):
        cells = {
            "活动名称": name,
            "活动日期": date(2023, 11, day),
            "参加人次": people,
            "企业编号": enterprise,
        }
        book.good(number, **cells)
    return book


def after(checked, context=CONTEXT):
    """What the office knows once a workbook is stored."""
    return replace(context, previous={code: rows.frame for code, rows in checked.ledgers.items()})


def again(book, first):
    return check_workbook(book.content, "U19.xlsx", FRAMEWORK, after(first))


def codes(checked):
    """Name → number of its code."""
    frame = checked.ledgers["L05"].frame
    return dict(zip(frame["activity_name"], frame["activity_code"].str[-3:], strict=True))


FIRST = [("甲", 2, 10, "E017"), ("乙", 3, 20, "E018"), ("丙", 4, 30, "E020"), ("丁", 5, 40, None)]


@pytest.fixture
def first(fill):
    return activities(fill, *FIRST).checked()


def test_the_same_again_has_the_same_codes_and_nothing_to_say(fill, first):
    second = again(activities(fill, *FIRST[::-1]), first)
    assert codes(first) == codes(second) == {"甲": "001", "乙": "002", "丙": "003", "丁": "004"}
    assert second.findings == ()
    assert diff(FRAMEWORK, after(first).previous, second)["L05"].is_empty


def test_codes_stay_when_a_row_goes_and_a_new_row_gets_one_never_used(fill, first):
    second = again(activities(fill, FIRST[0], FIRST[2], FIRST[3], ("新", 9, 5, "E017")), first)
    assert codes(second) == {"甲": "001", "丙": "003", "丁": "004", "新": "005"}
    assert flat(second) == [(SHEET, "", "W601")]
    (finding,) = second.findings
    assert (finding.found, finding.severity) == ("A19-23Q4-002 乙", "confirm")
    found = diff(FRAMEWORK, after(first).previous, second)["L05"]
    assert found.added["activity_name"].tolist() == ["新"]
    assert found.dropped["activity_code"].tolist() == ["A19-23Q4-002"]
    assert (found.rows_changed, found.same) == (0, 3)


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("changed", "cells"),
    [
        (("甲", 2, 11, "E017"), [("attendances", "10", "11")]),
        (("甲改", 2, 10, "E017"), [("activity_name", "甲", "甲改")]),
        (("甲", 7, 10, "E017"), [("held_on", "2023-11-02", "2023-11-07")]),
        (("甲", 2, 10, None), [("enterprise_code", "E017", "")]),
        (("甲", 2, 15, "E018"), [("attendances", "10", "15"), ("enterprise_code", "E017", "E018")]),
        (("甲", 8, 16, "E018"), [("held_on", "2023-11-02", "2023-11-08")]),
        (("甲", 2, "15余人", "E017"), [("attendances", "10", "≥15")]),
    ],
)
def test_a_changed_row_keeps_its_code_and_its_cells_are_named(fill, first, changed, cells):
    second = again(activities(fill, changed, *FIRST[1:]), first)
    assert codes(second)[changed[0]] == "001"
    found = diff(FRAMEWORK, after(first).previous, second)["L05"]
    told = [(c.field, c.before, c.after) for c in found.changed.itertuples()]
    assert [cell for cell in cells if cell not in told] == []
    assert set(found.changed["_row"]) == {3}
    assert (found.rows_changed, found.same, len(found.added), len(found.dropped)) == (1, 3, 0, 0)


def test_rows_alike_keep_their_codes_in_order(fill):
    rows = [("微宣讲", 2, 10, "E017"), ("微宣讲", 2, 10, "E017"), ("微宣讲", 2, 10, "E018")]
    first = activities(fill, *rows).checked()
    second = again(activities(fill, *rows[1:]), first)
    assert second.ledgers["L05"].frame["activity_code"].str[-3:].tolist() == ["001", "003"]


def test_a_name_that_many_rows_bear_decides_nothing():
    rows = pd.DataFrame(
        {
            "activity_code": [f"A19-23Q4-{n:03d}" for n in (1, 2)],
            "held_on": pd.to_datetime(["2023-11-01", "2023-11-02"]),
            "activity_name": ["微宣讲", "微宣讲"],
            "attendances": pd.array([1, 2], dtype="Int64"),
        }
    )
    other = rows.assign(
        held_on=pd.to_datetime(["2023-12-01", "2023-12-02"]), attendances=rows["attendances"] + 7
    )
    assert repeated_codes(SPEC, rows, other).isna().all()
    assert repeated_codes(SPEC, rows.iloc[:1], other.iloc[:1]).tolist() == ["A19-23Q4-001"]


def test_codes_that_are_written_stand_and_are_not_given_twice(fill, first):
    book = activities(fill, *FIRST[1:], FIRST[0])
    book.put(3, 活动编号="A19-23Q4-001")
    second = again(book, first)
    assert codes(second) == {"乙": "001", "丙": "003", "丁": "004", "甲": "005"}
    changed = diff(FRAMEWORK, after(first).previous, second)["L05"]
    assert changed.dropped["activity_name"].tolist() == ["乙"]


def test_a_register_row_that_was_renamed_keeps_its_code(fill):
    def brands(*names):
        book = fill()
        for number, name in enumerate(names, 3):
            cells = {"是否产改品牌": "是", "所属方面": "素质上提高", "牵头单位代码": "U19", "状态": "推进中"}
            book.put(number, "重点工作品牌台账", 品牌名称=name, 主要载体=f"载体{number}", **cells)
        return book

    first = brands("青年工匠营（示例）", "夜校（示例）").checked()
    second = again(brands("青年工匠训练营（示例）", "夜校（示例）"), first)
    assert second.ledgers["L01"].frame["brand_code"].tolist() == ["B19-01", "B19-02"]
    found = diff(FRAMEWORK, after(first).previous, second)["L01"]
    assert found.changed[["field", "after"]].values.tolist() == [["brand_name", "青年工匠训练营（示例）"]]


def test_a_revision_that_lost_most_rows_is_asked_about_once(fill, first):
    second = again(activities(fill, FIRST[0]), first)
    assert flat(second) == [(SHEET, "", "W602")]
    (finding,) = second.findings
    assert (finding.found, finding.expected, finding.severity) == ("1", "4", "confirm")
    assert second.accepted


def test_half_of_the_rows_is_not_most_of_them(fill, first):
    second = again(activities(fill, *FIRST[:2]), first)
    assert flat(second) == [(SHEET, "", "W601")] * 2


def test_a_sheet_that_is_gone_loses_its_rows(fill, first):
    book = activities(fill)
    del book.book[SHEET]
    second = again(book, first)
    assert flat(second, "W602", "W201") == [("", "", "W201"), ("", "", "W602")]
    assert diff(FRAMEWORK, after(first).previous, second)["L05"].dropped["activity_name"].tolist() == list(
        "甲乙丙丁"
    )


def test_a_sheet_without_its_header_is_not_taken_for_an_empty_one(fill, first):
    book = activities(fill, *FIRST)
    book.book[SHEET].delete_rows(1, 2)
    assert flat(again(book, first)) == [(SHEET, "", "E202")]


def test_the_first_upload_adds_everything(first):
    found = diff(FRAMEWORK, {}, first)
    assert {code: len(one.added) for code, one in found.items()} == {"L01": 0, "L02": 0, "L04": 0, "L05": 4}
    assert all(one.changed.empty and one.dropped.empty for one in found.values())
