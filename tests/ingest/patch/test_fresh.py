"""Files that cannot carry marks come back as a new workbook with everything that was read."""

from datetime import date, time
from hashlib import sha256
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.ingest import CellRef, CheckedWorkbook, Finding, LedgerRows, check_workbook
from metrics.ingest.patch.marked import COLUMN, mark
from metrics.ingest.read.raw import RawBook, RawColumn, RawSheet, Refusal
from tests.kit.handmade_books import HEADERS
from tests.kit.marked_copies import check, grounds, marked, notes, opened
from tests.kit.templates import CONTEXT, FRAMEWORK, QUARTER

SHEET = "活动台账"
ROWS = [
    ["", "2023-11-02", "车间里的微宣讲", "微宣讲", "1", "120", "", "E017", "", "", "", "成员单位"],
    ["", "2023-11-03", "夜校", "车间微宣讲", "1", "220余人", "", "", "", "", "", "成员单位"],
]


def csv(rows=ROWS, encoding="utf-8-sig"):
    return "\r\n".join(",".join(row) for row in [HEADERS, *rows]).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_comes_back_as_a_workbook_with_the_same_marks(encoding):
    content = csv(encoding=encoding)
    checked = check(content, "团县委活动.csv")
    copy = marked(content, "团县委活动.csv")
    assert (copy.name, copy.remade) == ("团县委活动_校验结果.xlsx", True)
    book = opened(copy)
    assert book.sheetnames == ["问题清单", SHEET], "a sheet named after its ledger is known again"
    assert "CSV" in book["问题清单"]["A3"].value
    sheet = book[SHEET]
    assert [cell.value for cell in sheet[1]] == [*HEADERS, COLUMN]
    assert grounds(sheet) == {"M1": "hint", "D3": "error", "F3": "confirm", "M3": "error"}
    assert notes(sheet)[3].startswith("错误 D3")
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["A19-23Q4-001", "A19-23Q4-002"]
    links = [row[4].hyperlink for row in book["问题清单"].iter_rows(min_row=5)]
    assert "'活动台账'!D3" in [link.location for link in links if link]
    again = check(copy.content, copy.name)
    codes = [finding.code for finding in checked.findings if finding.code != "W116"]
    assert [finding.code for finding in again.findings] == codes
    assert (
        again.ledgers["L05"]
        .frame.drop(columns="_row")
        .equals(checked.ledgers["L05"].frame.drop(columns="_row"))
    )


def test_a_csv_corrected_in_its_copy_is_accepted_and_marked_in_place():
    copy = marked(csv(), "团县委活动.csv")
    book = openpyxl.load_workbook(BytesIO(copy.content))
    book[SHEET]["D3"], book[SHEET]["F3"] = "微宣讲", 220
    buffer = BytesIO()
    book.save(buffer)
    corrected = check(buffer.getvalue(), copy.name)
    assert corrected.accepted
    assert "F3" not in {finding.where.address for finding in corrected.findings}


def test_a_csv_saved_from_a_copy_loses_the_old_notes():
    rows = [[*HEADERS, COLUMN], [*ROWS[0], "旧的一句"], [*ROWS[1], "错误 D3：旧的"]]
    content = "\n".join(",".join(row) for row in rows).encode()
    sheet = opened(marked(content, "x.csv"))[SHEET]
    assert sheet["M1"].value == COLUMN
    assert set(notes(sheet)) == {3}
    assert "旧的" not in notes(sheet)[3]


@pytest.mark.parametrize("name", ["a/b[1].csv", "很长" * 30 + ".csv", "问题清单.csv", "'x'.csv"])
def test_any_file_name_makes_a_sheet_name(name):
    content = b"1,2\n3,4\n"
    checked = check_workbook(content, name, FRAMEWORK, CONTEXT, "U19", QUARTER)
    book = opened(mark(content, name, checked, FRAMEWORK))
    assert len(book.sheetnames) == 2
    assert [cell.value for cell in book.worksheets[1][2]] == ["3", "4"]


def old_book():
    """An .xls as it was read, with every kind of cell."""
    head = ["编号", "值", "错"]
    values = [
        *(["x", 1.5, "y"], ["x", 7, "y"], ["x", ("b", True), "y"], ["x", ("d", 2023, 11, 2), "y"]),
        *(["x", ("dt", 2023, 11, 2, 9, 30, 0), "y"], ["x", ("t", 9, 30, 0), "y"], ["x", ("s", 5400.0), "y"]),
        *(["x", "=1+1", "y"], ["x", ("d", 1850, 1, 1), "y"], ["x", float("inf"), "y"], ["x", "", "y"]),
    ]
    codes = [pd.Series(range(len(values) + 1)).to_numpy() for _ in head]
    columns = tuple(RawColumn(list(column), codes[0]) for column in zip(head, *values, strict=True))
    sheet = RawSheet(
        "表",
        visible=False,
        height=len(values) + 1,
        columns=columns,
        merges=((2, 1, 3, 1), (3, 1, 4, 1), (5, 1, 5, 1), (1, 1, 900_000, 3)),
        broken={(12, 2): "#REF!", (11, 2): "formula"},
        hidden_rows=(6,),
        hidden_columns=(3,),
    )
    empty = RawSheet("空", visible=True, height=0, columns=())
    return RawBook("xls", (sheet, empty))


def old_checked(content):
    sha = sha256(content).hexdigest()
    frame = pd.DataFrame({FRAMEWORK.ledgers["L05"].key: ["A19-23Q4-001"], "_row": [2]})
    rows = LedgerRows("L05", "表", {"held_on": 1, "activity_name": 2, "attendances": 3}, frame)
    findings = (
        Finding("E402", "error", CellRef(sha, "表", 2, 2), "1.5", "整数", "“场次”不是整数。"),
        Finding("E401", "error", CellRef(sha, "表", 12, 2), "", "数", "没有填。"),
        Finding("W401", "hint", CellRef(sha, "表", 40, 5), "", "", "表外的一格。"),
        Finding("W201", "confirm", CellRef(sha, "没有的表"), "", "", "缺少一张表。"),
    )
    return CheckedWorkbook("旧.xls", sha, "U19", QUARTER, "", {"L05": rows}, findings)


def test_every_kind_of_cell_of_an_old_workbook_is_kept():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    copy = mark(content, "旧.xls", old_checked(content), FRAMEWORK, raw=old_book())
    assert (copy.name, copy.remade) == ("旧_校验结果.xlsx", True)
    book = opened(copy)
    sheet = book["表"]
    assert [sheet.cell(row, 2).value for row in range(2, 13)] == [
        *(1.5, 7, True, pd.Timestamp(2023, 11, 2), pd.Timestamp(2023, 11, 2, 9, 30), time(9, 30)),
        *(pd.Timedelta(hours=1.5), "=1+1", "1850-01-01", "inf", "#REF!"),
    ]
    assert sheet["B9"].data_type == "s"
    assert sheet["B5"].value.date() == date(2023, 11, 2)
    assert (sheet.sheet_state, sheet.row_dimensions[6].hidden) == ("hidden", True)
    assert sheet.column_dimensions["C"].hidden
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A2:A3"], "of overlapping areas the first"
    assert grounds(sheet) == {
        **dict.fromkeys(("B2", "D2", "B12", "D12"), "error"),
        "E40": "hint",
    }
    assert set(notes(sheet)) == {2, 12}, "a hint outside the data stands in the list alone"
    assert book["空"].max_row == 1
    targets = [row[4].hyperlink for row in book["问题清单"].iter_rows(min_row=5)]
    assert [target.location if target else None for target in targets][-1] is None


def test_what_was_refused_gives_the_list_alone():
    content = b"%PDF-1.7"
    copy = mark(content, "a.xlsx", check(content), FRAMEWORK, raw=Refusal("E103", "PDF 文件"))
    book = opened(copy)
    assert book.sheetnames == ["问题清单"]
    assert book["问题清单"]["C5"].value == "E103"


def test_marking_the_copy_of_a_csv_again_changes_it_in_place():
    first = marked(csv(), "x.csv")
    second = marked(first.content, first.name)
    assert not second.remade
    assert opened(second).sheetnames == ["问题清单（2）", "问题清单", SHEET]
