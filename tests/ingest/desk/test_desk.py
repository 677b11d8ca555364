"""The desk: a file's sheets laid out, what is sent from the browser looked at, rows added, deleted, split."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context, check_workbook
from metrics.ingest.desk import DeskError, desk_data, desk_of, outcome, read_changes
from metrics.ingest.desk import sheets as laid_out
from metrics.ingest.patch import apply_corrections
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
SHEET = "活动台账"
HEAD = ("活动日期", "活动名称", "活动类型", "参加人次", "企业编号", "承办类型")
DAY, NAME, KIND, PEOPLE, FIRM, HOST = range(1, 7)
KNOWN = Context(
    known={
        "L15": pd.DataFrame(
            {
                "code": ["E001", "E002", "E003"],
                "name": [
                    "江苏启信新材料有限公司（示例）",
                    "泗洪县方圆纺织有限公司（示例）",
                    "一百分食品厂（示例）",
                ],
                "aliases": [("启信",), (), ()],
                "status": ["正常"] * 3,
                "employees": [900, 800, 700],
            }
        )
    }
)


def book(*rows, merges=(), head=HEAD):
    """An .xlsx with the rows below a header, as a person types them."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = SHEET
    for row in (head, *rows):
        sheet.append(row)
    for area in merges:
        sheet.merge_cells(area)
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def row(name="车间宣讲", people=60, firm="", day="2023-11-02"):
    return (day, name, "微宣讲", people, firm, "成员单位")


def check(content, file="活动台账.xlsx"):
    return check_workbook(content, file, FRAMEWORK, KNOWN, "U19", QUARTER)


def desk(content, file="活动台账.xlsx"):
    return desk_of(content, check(content, file), FRAMEWORK, KNOWN)


def done(content, **sent):
    """What becomes of a file by what is sent: its cells as openpyxl reads them, and the outcome."""
    there = desk(content)
    result = outcome(there, read_changes(there, {"sha256": there.sha256, **sent}))
    new = apply_corrections(content, "活动台账.xlsx", {**result.kept, **result.cells})
    return openpyxl.load_workbook(BytesIO(new))[SHEET], result, check(new)


def test_a_star_of_the_heading_is_not_shown_beside_the_pages_own():
    content = book(row(), head=("活动日期*", *HEAD[1:]))
    (sheet,) = desk_data(desk(content), [])["sheets"]
    assert (sheet["columns"][0]["header"], sheet["columns"][0]["required"]) == ("活动日期", True)


def test_rows_stand_as_they_are_read_with_what_their_columns_may_hold():
    there = desk(book(row(people="60余人"), row("讲堂")))
    (sheet,) = there.sheets
    assert sheet.rows == {2: ("2023-11-02", "车间宣讲", "微宣讲", "60余人", "", "成员单位"),
                          3: ("2023-11-02", "讲堂", "微宣讲", "60", "", "成员单位")}  # fmt: skip
    assert [column.header for column in sheet.columns] == list(HEAD)
    assert [column.header for column in sheet.columns if column.held] == ["活动日期", "活动名称"]
    firms = there.words[sheet.columns[FIRM - 1].words]
    assert next((word.text, word.also) for word in firms) == ("E001 江苏启信新材料有限公司（示例）", "启信")
    assert "微宣讲" in [word.text for word in there.words[sheet.columns[KIND - 1].words]]


def test_the_browser_is_told_the_parts_of_a_cell_of_several():
    content = book(row(firm="启信、方圆纺织、一百分食品厂"))
    data = desk_data(desk(content), check(content).findings)
    (several,) = [item for item in data["findings"] if item["code"] == "E417"]
    assert (several["address"], several["parts"]) == ("E2", ["启信", "方圆纺织", "一百分食品厂"])
    assert data["sheets"][0]["rows"][0][:3] == [2, True, "2023-11-02"]


def test_a_long_sheet_shows_what_is_wrong_and_says_how_much_it_leaves_out(monkeypatch):
    monkeypatch.setattr(laid_out, "MOST_ROWS", 3)
    there = desk(book(*(row(f"活动{n}") for n in range(8)), row("末一行", people="很多人")))
    assert list(there.sheets[0].rows) == [2, 3, 10]
    assert there.sheets[0].left_out == 6


def test_a_deleted_row_is_emptied_and_every_other_address_stays():
    content = book(row("一"), row("二"), row("三"))
    sheet, result, checked = done(content, deleted=[[SHEET, 3]])
    assert [cell.value for cell in sheet[3]] == [None] * len(HEAD)
    assert (sheet["B4"].value, result.rows) == ("三", {(SHEET, 3): "删除整行"})
    assert checked.ledgers["L05"].frame["_row"].tolist() == [2, 4]


def test_an_added_row_takes_the_first_free_one_below_the_data():
    content = book(row(), ("合计", None, None, 60), (), ("备注：无",))
    new = [[DAY, "2023-12-01"], [NAME, "新的"], [KIND, "微宣讲"], [PEOPLE, "30"], [HOST, "成员单位"]]
    sheet, result, checked = done(content, added=[{"sheet": SHEET, "cells": new}] * 2)
    assert [sheet.cell(at, NAME).value for at in (4, 6)] == ["新的", "新的"]
    assert result.rows == {(SHEET, 4): "新增一行", (SHEET, 6): "新增一行"}
    assert checked.ledgers["L05"].frame["attendances"].tolist() == [60, 30, 30]


def test_a_row_is_split_into_one_a_firm():
    content = book(row(firm="启信、方圆纺织", people=61))
    half = [[DAY, "2023-11-02"], [NAME, "车间宣讲"], [KIND, "微宣讲"], [PEOPLE, "30"], [HOST, "成员单位"]]
    _, result, checked = done(
        content,
        cells=[[SHEET, 2, FIRM, "启信"], [SHEET, 2, PEOPLE, "31"]],
        added=[{"sheet": SHEET, "source": 2, "cells": [*half, [FIRM, "方圆纺织"]]}],
    )
    frame = checked.ledgers["L05"].frame
    assert (frame["attendances"].tolist(), frame["enterprise_code"].tolist()) == ([31, 30], ["E001", "E002"])
    assert result.rows == {(SHEET, 3): "拆自第 2 行"}


@pytest.mark.parametrize("edited", [2, 3])
def test_one_row_of_a_merged_cell_is_changed_and_the_others_keep_their_word(edited):
    content = book(row(), row(), row(), merges=["B2:B4"])
    sheet, _, checked = done(content, cells=[[SHEET, edited, NAME, "另一场"]])
    names = dict.fromkeys((2, 3, 4), "车间宣讲") | {edited: "另一场"}
    assert {at: sheet.cell(at, NAME).value for at in names} == names
    assert not sheet.merged_cells.ranges
    assert checked.ledgers["L05"].frame["activity_name"].tolist() == list(names.values())


def test_amounts_of_a_merged_cell_are_typed_row_by_row():
    content = book(row(), row(), row(), merges=["D2:D4"])
    assert "E307" in {item.code for item in check(content).of_severity("error")}
    cells = [[SHEET, 2, PEOPLE, "20"], [SHEET, 3, PEOPLE, "25"], [SHEET, 4, PEOPLE, "15"]]
    _, _, checked = done(content, cells=cells)
    assert checked.ledgers["L05"].frame["attendances"].tolist() == [20, 25, 15]
    assert not checked.of_severity("error")


def test_a_row_within_a_merged_cell_is_deleted():
    content = book(row(), row(), row(), merges=["B2:B4", "F2:F4"])
    _, _, checked = done(content, deleted=[[SHEET, 3]])
    frame = checked.ledgers["L05"].frame
    assert frame["_row"].tolist() == [2, 4]
    assert frame["activity_name"].tolist() == ["车间宣讲"] * 2


def test_a_heading_is_renamed():
    content = book(row(), head=("活动日期", "活动名称", "活动类型", "来了多少", "企业编号", "承办类型"))
    assert any(item.code == "E203" for item in check(content).findings)
    _, _, checked = done(content, cells=[[SHEET, 1, PEOPLE, "参加人次"]])
    assert checked.ledgers["L05"].frame["attendances"].tolist() == [60]


WRONG = {
    "another file": {"sha256": "0" * 64},
    "another sheet": {"cells": [["封面", 2, 1, "x"]]},
    "a row that is not there": {"cells": [[SHEET, 99, 1, "x"]]},
    "a column that is not there": {"cells": [[SHEET, 2, 99, "x"]]},
    "a truth value for a row": {"cells": [[SHEET, True, 1, "x"]]},
    "a number for a text": {"cells": [[SHEET, 2, 1, 5]]},
    "too long a text": {"cells": [[SHEET, 2, 1, "字" * 2_001]]},
    "a part too many": {"cells": [[SHEET, 2, 1, "x", "y"]]},
    "no list": {"cells": {"a": 1}},
    "too many cells": {"cells": [[SHEET, 2, 1, "x"]] * 20_001},
    "the header deleted": {"deleted": [[SHEET, 1]]},
    "a row split from nowhere": {"added": [{"sheet": SHEET, "source": 77, "cells": []}]},
    "an added cell elsewhere": {"added": [{"sheet": SHEET, "cells": [[50, "x"]]}]},
    "an added row that is none": {"added": ["x"]},
}


@pytest.mark.breadth(6)
@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
def test_what_cannot_have_been_done_is_refused(sent):
    there = desk(book(row()))
    with pytest.raises(DeskError, match=r"没有采用|改动太多"):
        read_changes(there, {"sha256": there.sha256, **sent})


@pytest.mark.parametrize("sent", [None, "x", [], {}])
def test_what_is_no_list_of_changes_is_refused(sent):
    with pytest.raises(DeskError):
        read_changes(desk(book(row())), sent)


def test_a_file_that_cannot_be_read_has_no_sheets():
    assert desk(b"no workbook").sheets == ()


def test_a_csv_is_laid_out_and_changed_as_well():
    content = f"{','.join(HEAD)}\n{','.join(map(str, row()))}\n".encode()
    there = desk(content, "活动台账.csv")
    result = outcome(
        there, read_changes(there, {"sha256": there.sha256, "deleted": [[there.sheets[0].name, 2]]})
    )
    new = apply_corrections(content, "活动台账.csv", result.cells, {there.sheets[0].name: SHEET})
    assert check(new).rows == {SHEET: 0}
