"""Workbooks of other programs: whatever stands in them beside the cells comes back as it was."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest

from metrics.ingest.patch.marked import COLUMN, mark
from metrics.ingest.patch.sheet_xml import Sheet
from metrics.ingest.patch.xmltext import UnpatchableError
from tests.kit.handmade_books import (
    GOOD,
    HEAD,
    HEADERS,
    KIND,
    MAIN,
    OFFICE,
    SHEET,
    STYLES,
    bare,
    package,
    wps,
    zipped,
)
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
from tests.kit.templates import FRAMEWORK

FIRST = "xl/worksheets/sheet1.xml"


def cells_found(checked):
    """Address → severity of the findings about one cell of the ledger."""
    found = [item for item in checked.findings if item.where.row and item.where.column]
    assert "D" in {item.where.address[0] for item in found}
    return {item.where.address: item.severity for item in found}


def part(content, name):
    return all_parts(content)[name].decode()


def all_parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_workbook_of_wps_keeps_its_photos_to_the_byte():
    content = wps()
    copy = marked(content)
    assert not copy.remade
    assert changed_parts(content, copy.content) == {
        *(FIRST, "xl/worksheets/sheet3.xml", "xl/styles.xml"),
        *("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"),
    }
    kept = {"xl/cellimages.xml", "xl/media/image1.png", "xl/sharedStrings.xml", "xl/worksheets/sheet2.xml"}
    assert kept <= raw_parts(content).keys()
    before, after = part(content, FIRST), part(copy.content, FIRST)
    formulas = re.findall(r"<c [^>]*><f>_xlfn.DISPIMG.*?</c>", before)
    assert len(formulas) == 2
    assert all(formula in after for formula in formulas)
    tail = before[before.index("</sheetData>") :]
    assert "<conditionalFormatting" in tail
    assert after.endswith(tail), "merges, conditional formats and validations stand as they stood"
    assert 'ht="20" customHeight="1"' in after


def test_a_workbook_of_wps_is_marked_beside_its_photos():
    content = wps()
    copy = marked(content)
    book = opened(copy)
    sheet = book[SHEET]
    assert grounds(sheet) == {**cells_found(check(content)), "N2": "confirm", "N4": "error"}
    assert sheet["N2"].value == COLUMN
    assert notes(sheet)[4].startswith("错误 D4")
    assert [sheet.cell(row, 1).value for row in (3, 4)] == ["A19-23Q4-001", "A19-23Q4-002"]
    assert (sheet["B4"].number_format, sheet["D4"].alignment.horizontal) == ("yyyy/m/d;@", "center")
    assert sheet["D4"].border.left.style == "thin"
    after = part(copy.content, FIRST)
    assert '<dimension ref="A1:N1"/>' in after
    assert "spans" in re.search(r'<row r="1"[^>]*>', after)[0]
    assert "spans" not in re.search(r'<row r="4"[^>]*>', after)[0]
    ranges = sorted(
        (int(re.search(r'min="(\d+)"', tag)[1]), int(re.search(r'max="(\d+)"', tag)[1]))
        for tag in re.findall(r"<col [^>]*>", after)
    )
    assert ranges == [(1, 2), (3, 13), (14, 14), (15, 16384)]
    assert said(check(copy.content)) == said(check(content))


def test_a_workbook_of_wps_corrected_is_accepted():
    book = opened(marked(wps()))
    book[SHEET]["D4"] = "微宣讲"
    buffer = BytesIO()
    book.save(buffer)
    checked = check(buffer.getvalue())
    assert checked.accepted
    assert "error" not in {finding.severity for finding in checked.findings}


def test_a_bare_workbook_with_prefixes_and_without_places_formats_or_views():
    content = bare()
    checked = check(content)
    copy = marked(content)
    assert not copy.remade
    assert "xl/styles.xml" in raw_parts(copy.content)
    sheet = opened(copy)[SHEET]
    assert [cell.value for cell in sheet[1]] == [*HEADERS, COLUMN]
    flagged = {f.where.address for f in checked.findings if f.where.row and f.where.column}
    assert {"D3", "F3"} <= flagged <= set(grounds(sheet)), "F3 did not exist before"
    assert set(notes(sheet)) >= {3}
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["A19-23Q4-001", "A19-23Q4-002"]
    assert sheet["C3"].value == "夜校"
    assert said(check(copy.content)) == said(checked)


def test_without_views_no_other_sheet_is_opened_together_with_the_list():
    book = opened(marked(bare()))
    assert book.active.title == "问题清单"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["问题清单"]


def row(number, cells):
    return f'<row r="{number}">{cells}</row>'


def written(body, before="", after="", *, root="", parts=None, **options):
    """A workbook of one ledger sheet with this XML inside."""
    sheet = f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"{root}>{before}{body}{after}</worksheet>'
    return zipped(package(sheet, parts=parts, **options))


def inline(number, values):
    return "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for at, value in enumerate(values)
        if value != ""
    )


FINE = [*GOOD[:1], "2023-11-02", *GOOD[2:]]


def plain_rows(*rows):
    rows = [HEADERS, *(rows if len(rows) > 1 else (FINE, *rows))]
    return "".join(row(number, inline(number, values)) for number, values in enumerate(rows, 1))


BAD = ["", "2023-11-03", "夜校", "车间微宣讲", 1, 20, "", "", "", "", "", "成员单位"]


@pytest.mark.breadth(4)
@pytest.mark.parametrize(
    ("spell", "before"),
    [
        (lambda rows: rows, '<dimension ref="A1"/>'),
        (lambda rows: f"\n{rows}\n", "<cols><col min='13' max='13' width='3'/></cols>"),
        (lambda rows: rows.replace("<row ", "<row spans='1:12' "), ""),
        (lambda rows: rows.replace("r=", "r ="), ""),
        (lambda rows: rows.replace('"', "'"), ""),
        (lambda rows: rows.replace("</c>", "</c >").replace("</row>", "</row >"), ""),
        (lambda rows: rows.replace(' r="', ' x="'), ""),
        (lambda rows: rows + '<row r="4"/><row r="9" ht="3"/>', ""),
    ],
    ids=[
        *("dimension A1", "white space", "spans", "spaced attributes", "single quotes", "spaced ends"),
        *("no places", "empty rows"),
    ],
)
def test_unusual_but_legal_spelling(spell, before):
    # Without places a cell stands where it is counted, so that here every cell must be written.
    full = [[value if value != "" else " " for value in values] for values in (FINE, BAD)]
    content = written(f"<sheetData>{spell(plain_rows(*full))}</sheetData>", before)
    checked = check(content)
    copy = marked(content)
    assert not copy.remade
    sheet = opened(copy)[SHEET]
    assert "error" in {finding.severity for finding in checked.findings}
    flagged = {f.where.address: f.severity for f in checked.findings if f.where.row and f.where.column}
    assert {place: severity for place, severity in grounds(sheet).items() if place[0] != "M"} == flagged
    assert notes(sheet).keys() == {3}
    assert said(check(copy.content)) == said(checked)


STYLED = {
    "parts": {"xl/styles.xml": STYLES},
    "kinds": [("xl/styles.xml", f"{KIND}.styles+xml")],
    "relations": [("styles", "styles.xml")],
}


def test_the_format_of_a_row_is_taken_for_a_new_cell():
    body = plain_rows(["", "2023-11-03", "", "微宣讲", 1, 20, *[""] * 5, "成员单位"])
    body = body.replace('<row r="3">', '<row r="3" s="2" customFormat="1">')
    sheet = opened(marked(written(f"<sheetData>{body}</sheetData>", **STYLED)))[SHEET]
    assert sheet["C3"].number_format == "yyyy/m/d;@"
    assert grounds(sheet)["C3"] == "error"


def test_a_coloured_cell_of_a_theme_gets_its_ground_back():
    body = plain_rows(BAD).replace('<c r="D3"', '<c r="D3" s="3"')
    copy = marked(written(f"<sheetData>{body}</sheetData>", **STYLED))
    cell = opened(copy)[SHEET]["D3"]
    assert grounds(opened(copy)[SHEET])["D3"] == "error"
    assert cell.font.color.rgb == "FFFFFFFF"
    corrected = part(copy.content, FIRST).replace("车间微宣讲", "微宣讲")
    again = opened(marked(zipped({**all_parts(copy.content), FIRST: corrected})))[SHEET]["D3"]
    assert (again.fill.fgColor.theme, again.fill.fgColor.tint) == (4, 0.4)


def test_remarks_totals_and_repeated_headers_are_still_known_as_such():
    remark = ["", "", "备注：本表由团委填报", *[""] * 5, "填表人", *[""] * 2, "2023-12-1"]
    total = ["合计", *[""] * 4, 140]
    content = written(f"<sheetData>{plain_rows(FINE, BAD, HEADERS, total, remark)}</sheetData>")
    checked = check(content)
    assert {finding.code for finding in checked.findings} >= {"W303", "W304", "E408"}
    copy = marked(content)
    assert said(check(copy.content)) == said(checked)
    assert set(notes(opened(copy)[SHEET])) == {3}


def test_the_heading_stands_in_the_first_header_row_where_the_header_is_repeated_at_once():
    copy = marked(written(f"<sheetData>{plain_rows(HEADERS, FINE, BAD)}</sheetData>"))
    assert opened(copy)[SHEET]["M1"].value == COLUMN


def test_a_formula_is_never_replaced():
    body = plain_rows(BAD).replace(
        '<row r="3">', '<row r="3"><c r="A3" t="str"><f>"A19-"&amp;"9"</f><v>A19-9</v></c>'
    )
    content = written(f"<sheetData>{body}</sheetData>")
    after = part(marked(content).content, FIRST)
    assert '<f>"A19-"&amp;"9"</f><v>A19-9</v>' in after


@pytest.mark.parametrize(
    "spoil",
    [
        lambda xml: xml.replace("<sheetData>", "<sheetData><!-- <row r='1'> -->"),
        lambda xml: xml.replace("<t>夜校</t>", "<t><![CDATA[夜校]]></t>"),
    ],
    ids=["comment", "CDATA"],
)
def test_what_cannot_be_changed_as_text_is_made_anew(spoil):
    sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{plain_rows(BAD)}</sheetData></worksheet>'
    content = zipped(package(spoil(sheet)))
    checked = check(content)
    copy = mark(content, "a.xlsx", checked, FRAMEWORK)
    assert copy.remade
    book = opened(copy)
    assert "不能原样标注" in book["问题清单"]["A3"].value
    assert grounds(book[SHEET]) == {**cells_found(checked), "M1": "hint", "M3": "error"}
    assert said(check(copy.content)) == said(checked)


@pytest.mark.parametrize(
    "xml",
    [
        f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"/>'.encode("utf-16"),
        f'<?xml version="1.0" encoding="GBK"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode(),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet><sheetData/></worksheet>",
        b"<worksheet><sheetData><row><c/></sheetData></worksheet>",
        b"<worksheet><sheetData><row>",
        b"<chartsheet/>",
    ],
    ids=["UTF-16", "GBK", "entity", "row not closed", "cut off", "no worksheet"],
)
def test_a_sheet_that_is_no_plain_text_is_not_patched(xml):
    with pytest.raises(UnpatchableError):
        Sheet(xml)


def test_a_patch_that_would_not_be_well_formed_is_given_up():
    content = written(f"<sheetData>{plain_rows(BAD)}</sheetData><broken>")
    checked = check(content)
    assert mark(content, "a.xlsx", checked, FRAMEWORK).remade


def test_names_of_other_sheets_and_an_open_sheet_move_along():
    views = '<bookViews><workbookView firstSheet="1" activeTab="1"/></bookViews>'
    area = '<definedName name="_xlnm.Print_Area" localSheetId="1">二!$A$1:$B$2</definedName>'
    selected = '<sheetView tabSelected="1" workbookViewId="0"/>'
    sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{plain_rows(BAD)}</sheetData></worksheet>'
    parts = package(sheet, workbook=views, sheets=(SHEET, "二"))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        "</sheets>", f"</sheets><definedNames>{area}</definedNames><calcPr calcId='1'/>"
    )
    parts["xl/worksheets/sheet2.xml"] = (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews>{selected}</sheetViews><sheetData/></worksheet>'
    )
    book = opened(marked(zipped(parts)))
    assert book.sheetnames == ["问题清单", SHEET, "二"]
    assert book["二"].print_area == "'二'!$A$1:$B$2"
    assert book.active.title == "二"
    assert not book["问题清单"].sheet_view.tabSelected


def test_an_et_file_that_is_a_zip_is_patched_too():
    content = wps()
    copy = mark(content, "活动.et", check(content, "活动.et"), FRAMEWORK)
    assert (copy.name, copy.remade) == ("活动_校验结果.xlsx", False)
    assert isinstance(openpyxl.load_workbook(BytesIO(copy.content))[SHEET]["N4"].value, str)
