"""The marked copy of workbooks made by our template and by the sample's faulty ones."""

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from metrics.ingest import check_workbook
from metrics.ingest.patch.marked import COLUMN, mark, marked_name
from metrics.ingest.read.reader import read
from tests.kit.marked_copies import (
    changed_parts,
    check,
    grounds,
    marked,
    notes,
    opened,
    raw_parts,
    said,
)
from tests.kit.project import REPO
from tests.kit.templates import CONTEXT, FRAMEWORK, QUARTER

SHEET = "活动台账"
FAULTY = sorted(path for path in (REPO / "sample_data" / "sihong" / "bad").glob("*.xls*"))
#: Refused as a whole: the copy is a new workbook with the list alone.
UNREADABLE = {"PDF改名成表格", "~$正在编辑", "加密文件", "空文件", "文件不完整", "网页改名成表格"}
UNREADABLE |= {"带宏的工作簿", "最末一格有内容", "部件指向外部"}
#: Read, but no .xlsx inside: the copy is a new workbook.
OTHER_FORMATS = {"文本改名成活动台账"}
WHITE, RED = "FFFFFFFF", "FFC00000"


@pytest.fixture
def faulty(fill):
    """Two rows with three faults, one good row."""
    book = fill()
    book.good(3, 活动类型="车间微宣讲", 参加人次="220余人")
    book.good(4)
    book.good(5, 活动名称=None)
    return book


def ledger_parts(content):
    """Sheet → part."""
    book = openpyxl.load_workbook(BytesIO(content))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    return dict(zip(book.sheetnames, sorted(names, key=lambda name: int(name[19:-4])), strict=True))


def test_cells_rows_and_list_are_marked(faulty):
    content = faulty.content
    copy = marked(content)
    assert (copy.name, copy.remade) == ("a_校验结果.xlsx", False)
    book = opened(copy)
    sheet = book[SHEET]
    assert book.sheetnames[0] == "问题清单"
    assert grounds(sheet) == {"D3": "error", "F3": "confirm", "C5": "error", "P3": "error", "P5": "error"}
    assert sheet["P2"].value == COLUMN
    shown = notes(sheet)
    assert set(shown) == {3, 5}
    assert shown[3].startswith("错误 D3：")
    assert "待确认 F3：" in shown[3]
    assert sheet["D3"].value == "车间微宣讲", "what was typed stays"


def test_the_list_names_every_finding_and_leads_to_its_cell(faulty):
    content = faulty.content
    checked = check(content)
    listed = opened(mark(content, "a.xlsx", checked, FRAMEWORK))["问题清单"]
    rows = list(listed.iter_rows(min_row=4))
    headings = [cell.value for cell in listed[3]]
    assert headings == ["序号", "级别", "代码", "工作表", "单元格", "发现", "应为", "怎么改", "建议值"]
    assert [(row[2].value, row[3].value, row[4].value) for row in rows] == [
        (finding.code, finding.where.sheet, finding.where.address) for finding in checked.findings
    ]
    assert [row[4].hyperlink.location for row in rows] == ["'活动台账'!D3", "'活动台账'!F3", "'活动台账'!C5"]
    assert [row[5].value for row in rows] == [finding.message for finding in checked.findings]
    assert rows[1][8].value == "220"
    assert "错误 2 处，待确认 1 处" in listed["A1"].value


def test_a_format_keeps_all_but_its_ground(faulty):
    cell = faulty.book[SHEET]["F3"]
    cell.number_format, cell.font = "0.00", openpyxl.styles.Font("黑体", 14, italic=True)
    cell.border = openpyxl.styles.Border(openpyxl.styles.Side("double"))
    before = openpyxl.load_workbook(BytesIO(faulty.content))[SHEET]
    after = opened(marked(faulty.content))[SHEET]
    for address in ("D3", "F3"):
        old, new = before[address], after[address]
        same = ("number_format", "font", "border", "alignment", "protection")
        assert [repr(getattr(new, name)) for name in same] == [repr(getattr(old, name)) for name in same]
        assert new.fill != old.fill
    assert repr(after["C3"].fill) == repr(before["C3"].fill)
    assert after["F3"].number_format == "0.00"


def test_a_cell_that_was_not_there_takes_the_format_of_its_column(faulty):
    with zipfile.ZipFile(BytesIO(content := faulty.content)) as archive:
        assert b'r="C5"' not in archive.read(ledger_parts(content)[SHEET])
    sheet = opened(marked(content))[SHEET]
    assert (sheet["C5"].value, sheet["C5"].number_format) == (None, "@")
    assert grounds(sheet)["C5"] == "error"


def test_white_letters_stay_readable(fill):
    """A header in white on red gets a ground on which white can be read."""
    book = fill()
    book.good(3)
    book.book[SHEET]["F2"] = "参加人次（万人）*"
    copy = opened(marked(book.content))[SHEET]
    header = copy["F2"]
    assert header.font.color.rgb == WHITE
    assert grounds(copy)["F2"] == "confirm"
    assert header.fill.bgColor.rgb == RED, "the ground below is remembered"


def test_only_what_must_differ_differs(faulty):
    content = faulty.content
    copy = marked(content)
    part = ledger_parts(content)[SHEET]
    new = set(raw_parts(copy.content)) - set(raw_parts(content))
    assert len(new) == 1
    assert changed_parts(content, copy.content) == {
        *(part, "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"),
        *new,
    }
    with zipfile.ZipFile(BytesIO(copy.content)) as archive:
        assert archive.testzip() is None


def test_the_row_codes_issued_are_written(faulty):
    checked = check(faulty.content)
    copy = marked(faulty.content)
    sheet = opened(copy)[SHEET]
    codes = ["A19-23Q4-001", "A19-23Q4-002", "A19-23Q4-003"]
    assert checked.ledgers["L05"].frame["activity_code"].tolist() == codes
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == codes
    assert sheet["A3"].number_format == "@"
    again = check(copy.content)
    assert again.ledgers["L05"].frame["activity_code"].tolist() == codes


def test_a_code_that_was_typed_stays(fill):
    book = fill()
    book.good(3, 活动编号="A19-23Q4-007")
    book.good(4)
    sheet = opened(marked(book.content))[SHEET]
    assert [sheet.cell(row, 1).value for row in (3, 4)] == ["A19-23Q4-007", "A19-23Q4-008"]


def test_a_clean_sheet_gets_codes_and_no_column(fill):
    book = fill()
    book.good(3)
    copy = opened(marked(book.content))
    assert copy[SHEET]["A3"].value == "A19-23Q4-001"
    assert COLUMN not in [cell.value for cell in copy[SHEET][2]]
    assert copy["问题清单"].max_row == 3


def test_names_print_titles_dropdowns_and_frozen_panes_still_belong_to_their_sheets(faulty):
    before = openpyxl.load_workbook(BytesIO(faulty.content))
    after = opened(marked(faulty.content))
    assert after.sheetnames[1:] == before.sheetnames
    assert set(before.defined_names) < set(after.defined_names)
    for name in before.sheetnames:
        old, new = before[name], after[name]
        assert new.print_title_rows == old.print_title_rows
        assert (new.freeze_panes, new.sheet_state) == (old.freeze_panes, old.sheet_state)
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
    assert after[SHEET].print_title_rows == "$1:$2"


def test_the_copy_opens_on_the_list_only_if_no_other_sheet_is_selected(faulty):
    def selected(copy):
        return [sheet.title for sheet in opened(copy) if sheet.sheet_view.tabSelected]

    book = faulty.book
    book.active = book.sheetnames.index(SHEET)
    for sheet in book:
        sheet.sheet_view.tabSelected = sheet.title == SHEET
    copy = marked(faulty.content)
    assert selected(copy) == ["问题清单"]
    assert opened(copy).active.title == "问题清单"
    book.active = 0
    for sheet in book:
        sheet.sheet_view.tabSelected = sheet.title == "封面"
    content = faulty.content
    copy = marked(content)
    assert selected(copy) == ["封面"]
    assert opened(copy).active.title == "封面"
    assert ledger_parts(content)["封面"] not in changed_parts(content, copy.content)


def test_uploaded_again_it_says_the_same(faulty):
    checked = check(faulty.content)
    copy = marked(faulty.content)
    assert said(check(copy.content)) == said(checked)


def test_corrected_in_the_copy_it_is_accepted(faulty):
    copy = marked(faulty.content)
    book = opened(copy)
    sheet = book[SHEET]
    sheet["D3"], sheet["F3"], sheet["C5"] = "微宣讲", 220, "夜校"
    buffer = BytesIO()
    book.save(buffer)
    corrected = check(buffer.getvalue(), copy.name)
    assert corrected.findings == ()
    assert corrected.accepted
    assert corrected.ledgers["L05"].frame["attendances"].tolist() == [220, 120, 120]
    final = marked(buffer.getvalue(), copy.name)
    assert final.name == copy.name
    sheet = opened(final)[SHEET]
    assert grounds(sheet) == {}
    assert [cell.value for cell in sheet[2]].count(COLUMN) == 0
    assert all(sheet.cell(row, 16).value is None for row in range(1, sheet.max_row + 1))
    assert opened(final).sheetnames.count("问题清单") == 1


def test_marked_again_the_marks_are_those_of_the_new_findings(faulty):
    copy = marked(faulty.content)
    book = opened(copy)
    sheet = book[SHEET]
    sheet["D3"], sheet["C4"] = "微宣讲", None
    buffer = BytesIO()
    book.save(buffer)
    again = opened(marked(buffer.getvalue()))[SHEET]
    assert grounds(again) == {
        "F3": "confirm",
        "P3": "confirm",
        "C4": "error",
        "P4": "error",
        "C5": "error",
        "P5": "error",
    }
    assert set(notes(again)) == {3, 4, 5}
    assert "D3" not in notes(again)[3]


def test_marking_again_and_again_adds_nothing(faulty):
    first = marked(faulty.content, "a.xlsx")
    second = marked(first.content, "a.xlsx")
    third = marked(second.content, "a.xlsx")
    assert third.content == second.content
    assert grounds(opened(second)[SHEET]) == grounds(opened(first)[SHEET])
    assert len(raw_parts(third.content)) == len(raw_parts(first.content))


def test_a_ground_of_the_persons_own_comes_back(faulty):
    cell = faulty.book[SHEET]["D3"]
    cell.fill = openpyxl.styles.PatternFill("solid", fgColor="FF00B050")
    copy = marked(faulty.content)
    assert grounds(opened(copy)[SHEET])["D3"] == "error"
    book = opened(copy)
    book[SHEET]["D3"] = "微宣讲"
    buffer = BytesIO()
    book.save(buffer)
    cell = opened(marked(buffer.getvalue()))[SHEET]["D3"]
    assert (cell.fill.patternType, cell.fill.fgColor.rgb) == ("solid", "FF00B050")


def test_a_sheet_of_the_persons_own_with_our_name_is_kept(faulty):
    own = faulty.book.create_sheet("问题清单")
    own["A1"] = "我自己的清单"
    book = opened(marked(faulty.content))
    assert book["问题清单"]["A1"].value == "我自己的清单"
    assert "校验结果" in book.worksheets[0]["A1"].value


def test_notes_right_of_the_table_are_not_written_over(faulty):
    sheet = faulty.book[SHEET]
    sheet["R9"] = "备查"
    sheet["T1"] = "标题旁"
    sheet.merge_cells("V4:X6")
    assert opened(marked(faulty.content))[SHEET]["Y2"].value == COLUMN


def test_of_a_very_wide_sheet_a_gap_is_used(faulty):
    faulty.book[SHEET].cell(9, 299).value = "很远"
    assert opened(marked(faulty.content))[SHEET].cell(2, 300).value == COLUMN
    faulty.book[SHEET].cell(9, 400).value = "更远"
    assert opened(marked(faulty.content))[SHEET]["P2"].value == COLUMN


def test_a_finding_on_the_cover_is_marked_there(fill):
    book = fill()
    book.good(3)
    content = book.content
    checked = check_workbook(content, "a.xlsx", FRAMEWORK, CONTEXT, "U18", QUARTER)
    copy = opened(mark(content, "a.xlsx", checked, FRAMEWORK))
    row = next(row for row in copy["问题清单"].iter_rows(min_row=4) if row[2].value == "E112")
    assert row[4].hyperlink.location.startswith("'封面'!")


def test_the_checks_of_another_file_are_refused(fill):
    book = fill()
    checked = check(book.content)
    book.good(3)
    with pytest.raises(ValueError, match=r"a\.xlsx"):
        mark(book.content, "a.xlsx", checked, FRAMEWORK)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("活动.xlsx", "活动_校验结果.xlsx"),
        ("活动.v2.XLS", "活动.v2_校验结果.xlsx"),
        ("活动_校验结果.xlsx", "活动_校验结果.xlsx"),
        ("活动_校验结果 (1).xlsx", "活动_校验结果.xlsx"),
        ("~$活动.xlsx", "活动_校验结果.xlsx"),
        ("上报/活动.csv", "活动_校验结果.xlsx"),
    ],
)
def test_names(file, name):
    assert marked_name(file) == name


@pytest.mark.breadth(2)
@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_every_faulty_workbook_of_the_sample(path: Path):
    content = path.read_bytes()
    checked = check_workbook(content, path.name, FRAMEWORK, CONTEXT)
    copy = mark(content, path.name, checked, FRAMEWORK)
    assert copy.remade == (path.stem in UNREADABLE | OTHER_FORMATS)
    book = opened(copy)
    listed = [row[2].value for row in book.worksheets[0].iter_rows(min_row=5 if copy.remade else 4)]
    assert listed == [finding.code for finding in checked.findings]
    if path.stem in UNREADABLE:
        assert book.sheetnames == ["问题清单"]
        assert "读不出来" in book["问题清单"]["A3"].value
        return
    again = check_workbook(copy.content, copy.name, FRAMEWORK, CONTEXT)
    if copy.remade:
        # In the copy the name no longer belies the format, and the only sheet is called after its ledger.
        wanted = [one[1:] for one in said(checked) if "W116" not in one]
        assert [one[1:] for one in said(again)] == wanted
    else:
        assert said(again) == said(checked)
    assert (again.unit, again.period) == (checked.unit, checked.period)
    shown = {sheet.title: shown_marks(sheet) for sheet in book}
    for finding in checked.findings:
        if finding.where.row and finding.where.column and finding.where.sheet in shown:
            assert finding.where.address in shown[finding.where.sheet]
    for name, rows in checked.ledgers.items():
        # A row whose code cannot be read keeps what was typed and has no lasting code yet.
        unread = [item.where.row for item in checked.findings if item.code == "E419"]
        lasting, key = ~rows.frame["_row"].isin(unread), FRAMEWORK.ledgers[name].key
        frames = [
            one.ledgers[name].frame.drop(columns=f"{key}__raw", errors="ignore") for one in (checked, again)
        ]
        assert frames[1][lasting].equals(frames[0][lasting])
    if not copy.remade:
        assert_same_cells(content, copy.content, {rows.sheet: rows for rows in checked.ledgers.values()})


def shown_marks(sheet):
    """Addresses with a ground of ours, and those that a merged area hides below one."""
    marked_cells = set(grounds(sheet))
    hidden = (
        {cell.coordinate for row in sheet[area.coord] for cell in row}
        for area in sheet.merged_cells.ranges
        if sheet.cell(area.min_row, area.min_col).coordinate in marked_cells
    )
    return marked_cells.union(*hidden)


def assert_same_cells(before, after, ledgers):
    """Every cell says what it said, but blank codes and our own column."""
    old, new = (read("a.xlsx", content) for content in (before, after))
    assert [sheet.name for sheet in new.sheets] == ["问题清单", *(sheet.name for sheet in old.sheets)]
    for sheet, copied in zip(old.sheets, new.sheets[1:], strict=True):
        key, ours = 0, next((at for at, column in enumerate(copied.columns, 1) if COLUMN in column.values), 0)
        if sheet.name in ledgers:
            rows = ledgers[sheet.name]
            key = rows.columns.get(FRAMEWORK.ledgers[rows.ledger].key, 0)
        for row in range(1, sheet.height + 1):
            pairs = zip(sheet.row(row), copied.row(row)[: sheet.width], strict=True)
            differing = {at: was for at, (was, now) in enumerate(pairs, 1) if was != now}
            blanks = {key: "", ours: ""}
            assert differing.items() <= blanks.items(), f"{sheet.name} {row}"
        assert copied.merges == sheet.merges


def test_a_row_of_a_register_the_office_knows_gets_its_old_code(fill):
    known = pd.DataFrame({"carrier_code": ["Z21-05"], "carrier_name": ["工会会客厅（开发区站）"]})
    context = replace(CONTEXT, prefill={"L03": known})
    book = fill("U21")
    book.put(3, "载体阵地台账", 载体名称="工会会客厅（开发区站）", 载体类型="工会会客厅", 状态="在用")
    content = book.content
    checked = check_workbook(content, "a.xlsx", FRAMEWORK, context, "U21", QUARTER)
    sheet = opened(mark(content, "a.xlsx", checked, FRAMEWORK))["载体阵地台账"]
    assert sheet["A3"].value == "Z21-05"
