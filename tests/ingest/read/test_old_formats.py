"""Workbooks of Excel 97 and WPS (.xls, .et), and the other things people call .xls."""

from datetime import date
from struct import pack, unpack_from

import pytest
import xlwt

from metrics.ingest import ROW, check_workbook
from metrics.ingest.read.raw import RawBook, Refusal
from metrics.ingest.read.reader import read
from tests.kit.old_books import DAY, GOOD, HEADINGS, SHEET, activities, old_book
from tests.kit.templates import CONTEXT, FRAMEWORK, QUARTER, flat


@pytest.mark.parametrize("file", ["团县委_2023Q4.xls", "团县委_2023Q4.et", "团县委_2023Q4.xlsx"])
def test_a_ledger_is_read_whatever_its_name_ends_with(file):
    checked = check_workbook(activities(GOOD), file, FRAMEWORK, CONTEXT, "U19", QUARTER)
    frame = checked.ledgers["L05"].frame
    assert frame["held_on"].dt.date.tolist() == [day for day, _, _ in GOOD]
    assert frame["attendances"].tolist() == [120, 80]
    assert frame[ROW].tolist() == [2, 3]
    assert checked.accepted


def test_a_fault_is_named_at_its_cell():
    checked = check_workbook(activities([*GOOD, (date(2023, 1, 5), "早了", 9)]), "a.xls", FRAMEWORK, CONTEXT)
    assert (SHEET, "B4", "E407") not in flat(checked), "no period is known"
    given = check_workbook(
        activities([*GOOD, (date(2023, 1, 5), "早了", "若干")]), "a.xls", FRAMEWORK, CONTEXT, "U19", QUARTER
    )
    assert flat(given, "E407", "E402") == [(SHEET, "B4", "E407"), (SHEET, "F4", "E402")]


def test_errors_merges_and_hidden_parts_are_known():
    def write(book, sheet):
        sheet.row(2).set_cell_error(5, "#REF!")
        sheet.row(3).set_cell_error(1, "#DIV/0!")
        sheet.write_merge(4, 6, 1, 1, "合并")
        sheet.write(8, 0, "x")
        sheet.row(8).hidden = True
        sheet.col(2).hidden = True
        book.add_sheet("藏").visibility = 1

    found = read("a.xls", old_book(write))
    sheet = found.sheets[0]
    assert sheet.broken == {(3, 6): "#REF!", (4, 2): "#DIV/0!"}
    assert sheet.merges == ((5, 2, 7, 2),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((9,), (3,))
    assert [one.visible for one in found.sheets] == [True, False]


def test_a_formula_that_failed_is_an_error_at_its_cell():
    content = bytearray(old_book(lambda _, sheet: sheet.write(1, 2, xlwt.Formula("1/0"))))
    place = _formula(content)
    content[place + 10 : place + 18] = b"\2\0\7\0\0\0\xff\xff"
    assert read("a.xls", bytes(content)).sheets[0].broken == {(2, 3): "#DIV/0!"}


def _formula(content):
    """Where the record of the one formula begins."""
    return next(
        at
        for at in range(512, len(content) - 20)
        if unpack_from("<H", content, at)[0] == 6 and unpack_from("<HH", content, at + 4) == (1, 2)
    )


def test_dates_counted_from_1904_are_the_same_days():
    def write(book, sheet):
        book.dates_1904 = True
        sheet.write(0, 0, date(2024, 2, 6), DAY)

    assert read("a.xls", old_book(write)).sheets[0].row(1)[0] == ("d", 2024, 2, 6)


def test_a_protected_one_is_told():
    content = bytearray(old_book(lambda _, sheet: sheet.write(0, 0, "密")))
    bof = content.index(pack("<HH", 0x809, 16))
    # A record after the beginning says that all that follow are encrypted.
    content[bof + 20 : bof + 22] = pack("<H", 0x2F)
    answer = read("a.xls", bytes(content))
    assert (type(answer), answer.code) == (Refusal, "E104")


@pytest.mark.parametrize("share", [0.1, 0.4, 0.8])
def test_a_cut_off_one_is_refused_or_read(share):
    content = activities(GOOD * 200)
    answer = read("a.xls", content[: int(len(content) * share)])
    assert isinstance(answer, RawBook | Refusal)
    if isinstance(answer, Refusal):
        assert answer.code in ("E107", "E109")


HTML = "<html><head><meta charset='gbk'></head><body><table><tr><td>活动日期</td></tr></table></body></html>"
XML_2003 = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (HTML.encode("gbk"), "网页（HTML）"),
        (HTML.encode("utf-16"), "网页（HTML）"),
        (b"\xef\xbb\xbf\r\n" + HTML.encode(), "网页（HTML）"),
        (b"<!-- saved --><div><table><tr><td>1</td></tr></table></div>", "网页（HTML）"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "网页（HTML）"),
        (XML_2003.encode(), "XML 表格 2003"),
        (XML_2003.encode("utf-16"), "XML 表格 2003"),
        (b'<?xml version="1.0"?><note/>', "XML 文件"),
    ],
)
def test_other_formats_named_xls_are_told_with_the_way_out(content, what):
    checked = check_workbook(content, "活动台账.xls", FRAMEWORK, CONTEXT)
    (finding,) = checked.findings
    assert (finding.code, finding.found) == ("E103", what)
    assert "另存为“Excel 工作簿（.xlsx）”" in finding.hint


@pytest.mark.parametrize(
    ("stream", "what"),
    [("WordDocument", "Word 文档"), ("PowerPoint Document", "PowerPoint 演示文稿"), ("__substg1.0_", "邮件")],
)
def test_other_office_files_are_told(stream, what):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le") + bytes(600)
    assert (read("a.xls", content).code, read("a.xls", content).found) == ("E103", what)


def test_a_csv_named_xls_is_read_and_said():
    text = ",".join(HEADINGS) + "\r\n,2023-11-02,微宣讲进车间,微宣讲,1,120,,,,,,成员单位,,,\r\n"
    checked = check_workbook(text.encode("gbk"), "活动台账.xls", FRAMEWORK, CONTEXT, "U19", QUARTER)
    assert checked.rows == {SHEET: 1}
    assert flat(checked, "W116") == [("", "", "W116")]
