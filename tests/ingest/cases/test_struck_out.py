"""Texts that are crossed out or raised: read as they are seen, and asked about."""

from io import BytesIO

import pytest
import xlsxwriter
import xlwt

from metrics.ingest import check_workbook
from metrics.ingest.read.struck import shared_seen, struck_styles
from tests.ingest.cases.test_kin import codes, looked_at, rows_with
from tests.kit.case_books import CONTEXT, FRAMEWORK, HEAD, QUARTER, ROW, values
from tests.kit.plain_books import repacked

OTHER = ("2023-11-05", "机电技能比武", *ROW[2:4], 80, *ROW[5:])


def drawn(write, file="活动台账.xlsx"):
    """What is said of a workbook of xlsxwriter after something was drawn in it."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet("活动台账")
    for at, cells in enumerate((HEAD, ROW, OTHER)):
        page.write_row(at, 0, cells)
    write(book, page)
    book.close()
    return check_workbook(buffer.getvalue(), file, FRAMEWORK, CONTEXT, "U08", QUARTER)


def runs(*parts):
    """Draws into E2 a text of several looks."""

    def write(book, page):
        looks = {"": {}, "s": {"font_strikeout": True}, "up": {"font_script": 1}, "low": {"font_script": 2}}
        pieces = [piece for look, text in parts for piece in (book.add_format(looks[look]), text)]
        page.write_rich_string(1, 4, *pieces)

    return write


@pytest.mark.parametrize(
    ("parts", "stored"),
    [
        ((("s", "120"), ("", "80")), 80),
        ((("", "80"), ("s", "（原120）")), 80),
        ((("s", "1"), ("", "1"), ("", "20人次")), 120),
    ],
)
def test_signs_that_are_struck_out_are_not_read_and_asked_about(parts, stored):
    book = drawn(runs(*parts))
    assert values(book, "L05", "attendances") == [stored, 80]
    (asked,) = [one for one in book.findings if one.code == "W425"]
    assert (asked.where.address, asked.severity) == ("E2", "confirm")
    assert next(text for look, text in parts if look == "s") in asked.message


@pytest.mark.parametrize("look", ["up", "low"])
def test_a_raised_digit_is_no_digit_of_the_number(look):
    book = drawn(runs(("", "120"), (look, "2")))
    assert values(book, "L05", "attendances") == [None, 80]
    assert ("E402", "error") in codes(book)


def test_looks_that_change_nothing_are_read_without_a_word():
    def write(book, page):
        page.write_rich_string(1, 1, book.add_format({"bold": True}), "车间", "宣讲")

    assert codes(drawn(write)) <= {("W201", "confirm"), ("W203", "hint")}


def crossed(columns, row=2):
    """Crosses cells of a row out as wholes."""

    def write(book, page):
        look = book.add_format({"font_strikeout": True})
        for column in columns:
            page.write(row, column, (HEAD, ROW, OTHER)[row][column], look)

    return write


def test_a_row_that_is_struck_out_is_asked_about_once():
    book = drawn(crossed(range(7)))
    assert len(book.ledgers["L05"].frame) == 2
    assert [one.flat for one in book.findings if one.code in ("W319", "W425")] == [
        ("活动台账", "3:3", "W319")
    ]


def test_a_cell_that_is_struck_out_is_asked_about():
    assert ("活动台账", "E3", "W425") in [one.flat for one in drawn(crossed([4])).findings]


def test_what_is_struck_out_in_the_heading_or_a_total_is_nobodys():
    assert not {"W319", "W425"} & {code for code, _ in codes(drawn(crossed(range(7), row=0)))}


def test_a_struck_out_row_of_an_old_workbook_is_asked_about():
    buffer, book = BytesIO(), xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("活动台账")
    look = xlwt.easyxf("font: struck_out on")
    for at, cells in enumerate((HEAD, ROW, OTHER, (*OTHER[:4], 70, *OTHER[5:]))):
        for column, value in enumerate(cells):
            marked = at == 2 or (at == 3 and column == 4)
            page.write(at, column, value, look if marked else xlwt.XFStyle())
    book.save(buffer)
    found = check_workbook(buffer.getvalue(), "活动台账.xls", FRAMEWORK, CONTEXT, "U08", QUARTER)
    told = [one.flat for one in found.findings if one.code in ("W319", "W425")]
    assert told == [("活动台账", "3:3", "W319"), ("活动台账", "E4", "W425")]


def test_a_reading_aid_is_no_part_of_the_text():
    aid = '<r><rPr><b/></rPr><t xml:space="preserve">车间</t></r><r><t>宣讲</t></r>'
    aid += '<rPh sb="0" eb="2"><t>チェジェン</t></rPh><phoneticPr fontId="1"/>'

    def change(name, data):
        return (
            data.replace("<t>车间宣讲</t>".encode(), aid.encode()) if name.endswith("Strings.xml") else data
        )

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for at, cells in enumerate((HEAD, ROW)):
        (book.get_worksheet_by_name("活动台账") or book.add_worksheet("活动台账")).write_row(at, 0, cells)
    book.close()
    content = repacked(buffer.getvalue(), change)
    assert content != buffer.getvalue()
    found = check_workbook(content, "活动台账.xlsx", FRAMEWORK, CONTEXT, "U08", QUARTER)
    assert values(found, "L05", "activity_name") == ["车间宣讲"]


def test_strikes_that_are_turned_off_strike_nothing():
    text = b'<sst><si><r><rPr><strike val="0"/></rPr><t>1</t></r></si><si><t>strike</t></si></sst>'
    assert shared_seen(text) == {}
    fonts = b'<fonts><font/><font><strike val="false"/></font><font><strike/></font></fonts>'
    styles = b'<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/><xf/></cellXfs>'
    assert struck_styles(fonts + styles) == {b"2": ""}


def test_an_ordinary_row_says_nothing_of_it():
    assert codes(looked_at("xls", rows_with())) <= {("W201", "confirm"), ("W203", "hint")}
