"""What the reader itself does not tell: places without addresses, lying sizes, formulas, hidden parts."""

import io
import zipfile

import pytest
import xlsxwriter

from metrics.ingest import check_workbook
from metrics.ingest.read.raw import RawBook, Refusal
from metrics.ingest.read.reader import read
from metrics.ingest.read.sniff import MOST_ENTRIES, sniff
from tests.kit.attacks.making import MAIN, archive, parts, rows, text
from tests.kit.plain_books import PLAIN, repacked
from tests.kit.templates import CONTEXT, FRAMEWORK


def sheet_of(body, before="", after=""):
    """The sheet 活动台账 of a workbook with these rows."""
    answer = read("a.xlsx", archive(parts(rows(body, after, before))))
    assert isinstance(answer, RawBook), answer
    return answer.sheets[0]


def test_cells_without_places_are_counted():
    body = (
        "<row><c><v>1</v></c><c t='s'/><c t=\"e\"><v>#REF!</v></c></row>"
        '<row r="7"><c r="C7"><v>1</v></c><c/><c t="e"><v>#N/A</v></c><c><f>1+1</f></c></row>'
        '<row><c t="e"><v>#NAME?</v></c></row>'
    )
    body = body.replace("<c t='s'/>", "<c/>")
    assert sheet_of(body).broken == {(1, 3): "#REF!", (7, 5): "#N/A", (7, 6): "formula", (8, 1): "#NAME?"}


@pytest.mark.parametrize(
    ("cell", "broken"),
    [
        ('<c r="A1"><f>1+1</f></c>', "formula"),
        ('<c r="A1"><f>1+1</f><v></v></c>', "formula"),
        ('<c r="A1"><f>1+1</f><v/></c>', "formula"),
        ('<c r="A1"><f t="shared" si="0"/></c>', "formula"),
        ('<c r="A1" t="str"><f>IF(1,"","")</f><v></v></c>', ""),
        ('<c r="A1" t="str"><f>"x"</f><v>x</v></c>', ""),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', ""),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    ],
)
def test_formulas_by_what_they_left_behind(cell, broken):
    assert sheet_of(f'<row r="1">{cell}</row>').broken == ({(1, 1): broken} if broken else {})


def test_prefixed_elements_are_scanned_too():
    body = '<x:row r="2"><x:c r="B2" t="e"><x:v>#REF!</x:v></x:c><x:c r="C2"><x:f>1</x:f></x:c></x:row>'
    xml = f"<x:worksheet {MAIN.replace('xmlns=', 'xmlns:x=')}><x:sheetData>{body}</x:sheetData></x:worksheet>"
    assert read("a.xlsx", archive(parts(xml))).sheets[0].broken == {(2, 2): "#REF!", (2, 3): "formula"}


def test_a_dimension_that_says_a1_hides_nothing():
    body = f'<row r="1">{text("甲", "A1")}</row><row r="3">{text("乙", "C3")}</row>'
    sheet = sheet_of(body, before='<dimension ref="A1"/>')
    assert (sheet.height, sheet.width, sheet.row(3)) == (3, 3, ["", "", "乙"])


def test_hidden_rows_and_columns_are_known():
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="9"/></cols>'
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row hidden="true" r="2"/>'
    body += '<row r="3" hidden="0"/><row r="4" hidden="1"/>'
    sheet = sheet_of(body, before=columns)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((2, 4), (2, 3))


def test_rows_and_columns_drawn_together_are_hidden():
    columns = (
        '<cols><col min="2" max="2" width="0" customWidth="1"/><col min="4" max="4" width="0.5"/></cols>'
    )
    body = '<row r="1" ht="12"><c r="A1"><v>1</v></c></row><row r="2" ht="0" customHeight="1"/>'
    body += '<row r="3" ht="0.75"/><row r="4" customHeight="1" ht="0.0"/>'
    sheet = sheet_of(body, before=columns)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((2, 4), (2,))


def test_attributes_in_single_quotes_are_scanned_too():
    body = (
        "<row r='2' hidden='1'><c r='B2' t='e'><v>#REF!</v></c><c r='C2'><f>'a b'!A1='x'!B2</f></c>"
        "<c r='D2' t='str'><f>\"x\"</f><v>x</v></c></row>"
    )
    sheet = sheet_of(body, before="<cols><col min='3' max='3' hidden='1'/></cols>")
    assert sheet.broken == {(2, 2): "#REF!", (2, 3): "formula"}
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((2,), (3,))


STYLES = (
    f"<styleSheet {MAIN}><numFmts count=\"1\"><numFmt numFmtId='170' formatCode='0\"百\"'/></numFmts>"
    "<cellXfs><xf numFmtId='{first}'/><xf numFmtId='{second}'/></cellXfs></styleSheet>"
)


@pytest.mark.parametrize(("first", "second", "told"), [(170, 0, 1), (0, 170, 2)])
def test_a_format_counts_in_single_quotes_and_as_the_first_style(first, second, told):
    content = archive(parts(rows('<row r="1"><c r="A1"><v>5</v></c><c r="B1" s="1"><v>5</v></c></row>')))
    content = repacked(content, extra=[("xl/styles.xml", STYLES.format(first=first, second=second).encode())])
    cells = read("a.xlsx", content).sheets[0].row(1)
    assert [isinstance(cell, tuple) for cell in cells] == [told == 1, told == 2]


def two_cells(*places):
    """A workbook with two cells, each in a row of its own."""
    numbers = [place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for place in places]
    pairs = zip(places, numbers, strict=True)
    return archive(parts(rows("".join(f'<row r="{n}"><c r="{p}"><v>1</v></c></row>' for p, n in pairs))))


@pytest.mark.parametrize(
    ("places", "told"),
    [(("A1", "O900000"), "O900000"), (("XFD2", "A700000"), "A700000"), (("A1", "XFD1048576"), "XFD1048576")],
)
def test_a_cell_far_away_is_named(places, told):
    checked = check_workbook(two_cells(*places), "a.xlsx", FRAMEWORK, CONTEXT)
    (finding,) = checked.findings
    assert finding.flat == ("活动台账", told, "E109")
    assert told in finding.message


def test_a_space_far_to_the_right_is_no_reason_to_refuse():
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')
    assert (sheet.height, sheet.width) == (1, 16384)


@pytest.mark.parametrize("quote", ["'", '"'], ids=["single quotes", "double quotes"])
def test_sheets_are_matched_to_their_parts_however_their_names_are_written(quote):
    files = parts(rows('<row r="1"><c r="B1" t="e"><v>#REF!</v></c></row>'))
    book = files["xl/workbook.xml"].replace('"活动台账"', f"{quote}甲&amp;乙{quote}")
    sheet = read("a.xlsx", archive(files | {"xl/workbook.xml": book})).sheets[0]
    assert (sheet.name, sheet.broken) == ("甲&乙", {(1, 2): "#REF!"})


def test_a_part_that_is_not_as_declared_is_refused():
    content = bytearray(PLAIN)
    size = next(
        e.file_size
        for e in zipfile.ZipFile(io.BytesIO(PLAIN)).infolist()
        if e.filename.endswith("sheet1.xml")
    )
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        place = content.find(mark)
        while place >= 0:
            if int.from_bytes(content[place + at : place + at + 4], "little") == size:
                content[place + at : place + at + 4] = (size - 9).to_bytes(4, "little")
            place = content.find(mark, place + 4)
    answer = read("a.xlsx", bytes(content))
    assert (answer.code, "大小" in answer.found) == ("E108", True)


@pytest.mark.parametrize("name", ["../x", "a/../../x", "..\\x", "/x", "\\x", "C:x", "a\\..\\x"])
def test_no_part_may_lead_outside(name):
    assert sniff("a.xlsx", repacked(PLAIN, extra=[(name, b"x")])).code == "E108"


@pytest.mark.parametrize("name", ["a..b/x", "...", "a/..b", "x..xml"])
def test_dots_inside_a_name_are_harmless(name):
    assert sniff("a.xlsx", repacked(PLAIN, extra=[(name, b"x")])) == "xlsx"


def test_limits_of_the_pre_check_are_exact():
    own = len(zipfile.ZipFile(io.BytesIO(PLAIN)).namelist())
    for count, answer in ((MOST_ENTRIES - own, str), (MOST_ENTRIES - own + 1, Refusal)):
        content = repacked(PLAIN, extra=[(f"m{n}", b"") for n in range(count)])
        assert isinstance(sniff("a.xlsx", content), answer), count
    noise = bytes(range(256)) * 4
    # The whole may not be more than 10 MB either when it is packed that tight.
    for size, answer in ((9 << 20, str), ((10 << 20) + 1, Refusal)):
        assert isinstance(sniff("a.xlsx", repacked(PLAIN, extra=[("m", bytes(size))])), answer), size
    assert sniff("a.xlsx", repacked(PLAIN, extra=[("m", noise * 30_000)])).code == "E108"


def test_large_parts_that_hardly_shrink_are_no_bombs():
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/photo.jpg", bytes(15 << 20))
    assert sniff("a.xlsx", buffer.getvalue()) == "xlsx"


@pytest.mark.parametrize("file", ["a.xlsm", "a.XLSM", "a.xlsb", "a.ods"])
def test_formats_that_are_refused_are_told_by_name_too(file):
    answer = sniff(file, PLAIN)
    assert (answer.code, "另存为" in answer.hint) == ("E105", True)


@pytest.mark.parametrize("file", ["~$a.xlsx", ".~a.xlsx", "上报/~$a.et"])
def test_lock_files_of_office_and_wps(file):
    assert sniff(file, PLAIN).code == "E106"


def test_a_text_of_two_byte_signs_without_a_mark_is_read():
    content = "活动名称,参加人次\r\n微宣讲,12\r\n".encode("utf-16-le")
    assert read("a.csv", content).sheets[0].row(2) == ["微宣讲", "12"]


def test_a_title_above_the_header_does_not_decide_the_delimiter():
    content = "某局,活动情况表\n活动名称\t参加人次\t场次\n微宣讲\t12\t1\n".encode()
    assert read("a.csv", content).sheets[0].row(3) == ["微宣讲", "12", "1"]


def test_too_many_different_values_are_refused_before_they_are_understood(monkeypatch):
    monkeypatch.setattr("metrics.ingest.read.csvreader.MOST_VALUES", 5)
    assert read("a.csv", b"a,b\n1,2\n3,4\n").code == "E109"


def test_hundreds_of_merged_words_are_counted():
    def write(sheet):
        sheet.write_row(0, 0, ["活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型"])
        for row in range(1, 3001, 2):
            sheet.merge_range(row, 2, row + 1, 2, "微宣讲")

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    write(book.add_worksheet("活动台账"))
    book.close()
    findings = check_workbook(buffer.getvalue(), "团县委_2023Q4.xlsx", FRAMEWORK, CONTEXT).findings
    assert sum(finding.code == "W308" for finding in findings) == 1000
    assert any(finding.code == "W414" and "500" in finding.message for finding in findings)
