"""A marked copy that comes back: what we wrote beside the rows is no part of them."""

import zipfile
from io import BytesIO

import openpyxl
import pytest

from metrics.ingest.patch.marked import COLUMN
from tests.kit.marked_copies import check, grounds, marked, notes, opened, said

SHEET = "活动台账"
#: Texts that would change what a row is, or be a finding themselves, if they were read.
MISLEADING = [
    "合计：5",
    "备注：请核对",
    "13812345678",
    "320123199001011234",
    "填表人：某某",
    "一、甲",
    "=1+1",
]


@pytest.fixture
def faulty(fill):
    """Two rows with faults, a good one, a remark and a total."""
    book = fill()
    book.good(3, 活动类型="车间微宣讲", 参加人次="220余人").good(4).good(5, 活动名称=None)
    sheet = book.book[SHEET]
    sheet["B6"], sheet["F6"] = "合计", 240
    sheet["B7"], sheet["C7"], sheet["D7"] = "填表人：", "某某", "审核人：某某"
    return book


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows_of(checked):
    """What was understood of the sheet's rows."""
    frame = checked.ledgers["L05"].frame
    return frame.drop(columns=[name for name in frame if name.endswith("__raw")]).to_dict("list")


@pytest.mark.breadth(3)
@pytest.mark.parametrize("text", MISLEADING)
def test_whatever_stands_in_our_column_changes_nothing(faulty, text):
    before = check(faulty.content)
    book = opened(marked(faulty.content))
    sheet = book[SHEET]
    (column,) = (cell.column for cell in sheet[2] if cell.value == COLUMN)
    for row in range(3, 10):
        cell = sheet.cell(row, column, text)
        cell.data_type = "s"
    again = check(saved(book))
    assert said(again) == said(before)
    assert rows_of(again) == rows_of(before)
    assert set(again.ledgers["L05"].columns.values()) == set(before.ledgers["L05"].columns.values())


def test_our_column_moved_to_the_front_changes_nothing_but_addresses(faulty):
    before = check(faulty.content)
    book = opened(marked(faulty.content))
    sheet = book[SHEET]
    (column,) = (cell.column for cell in sheet[2] if cell.value == COLUMN)
    told = {row: sheet.cell(row, column).value for row in range(2, 8)}
    sheet.delete_cols(column)
    sheet.insert_cols(1)
    for row, text in told.items():
        sheet.cell(row, 1).value = text
    again = check(saved(book))
    assert [(item.code, item.where.row) for item in again.findings] == [
        (item.code, item.where.row) for item in before.findings
    ]


@pytest.mark.parametrize("name", ["问题清单（2）", "问题清单 (3)", "封面 (2)"])
def test_a_second_list_is_ours_too(faulty, name):
    before = check(faulty.content)
    book = opened(marked(faulty.content))
    copied = book.copy_worksheet(book["问题清单"])
    copied.title = name
    assert said(check(saved(book))) == said(before)


def test_a_persons_list_and_ours_are_both_passed_over(faulty):
    faulty.book.create_sheet("问题清单")["A1"] = "我自己的清单"
    content = faulty.content
    copy = marked(content)
    assert "问题清单（2）" in opened(copy).sheetnames
    assert said(check(copy.content)) == said(check(content))


@pytest.mark.parametrize("lxml", [True, False], ids=["references", "plain"])
def test_marks_are_known_again_however_the_texts_are_spelt(faulty, lxml):
    """Some programs write Chinese as numbered references, some share the texts of a workbook."""
    copy = marked(faulty.content)
    with zipfile.ZipFile(BytesIO(copy.content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if lxml:
        parts = {
            name: xml.decode().encode("ascii", "xmlcharrefreplace") if name.endswith(".xml") else xml
            for name, xml in parts.items()
        }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    again = marked(buffer.getvalue())
    assert not again.remade
    book = opened(again)
    assert book.sheetnames.count("问题清单") == 1
    assert grounds(book[SHEET]) == grounds(opened(copy)[SHEET])
    assert notes(book[SHEET]) == notes(opened(copy)[SHEET])


def test_a_column_of_a_persons_own_below_the_header_keeps_its_title(fill):
    book = fill()
    book.good(3)
    sheet = book.book[SHEET]
    sheet["P1"], sheet["P2"], sheet["P3"] = "单位：元", COLUMN, "随便写的"
    assert check(book.content).findings == ()
    assert openpyxl.load_workbook(BytesIO(marked(book.content).content))[SHEET]["P1"].value == "单位：元"
