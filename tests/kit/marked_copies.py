"""Marking as the upload page does it, and a look into the copy."""

import zipfile
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import column_index_from_string

from metrics.ingest import check_workbook
from metrics.ingest.patch.marked import COLUMN, mark
from metrics.ingest.patch.styles import SHADES
from tests.kit.templates import CONTEXT, FRAMEWORK, QUARTER

UNIT = "U19"
#: Ground of a cell → severity, as openpyxl names colours.
GROUNDS = {
    f"{shade + step:X}": severity for severity, pair in SHADES.items() for shade in pair for step in (0, 1)
}


BOOK_ORDER = (
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches extLst"
)
STYLE_ORDER = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
SHEET_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetProtection autoFilter mergeCells "
    "conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter"
)


def check(content, file="a.xlsx", **options):
    """The upload, checked for one unit and quarter."""
    return check_workbook(content, file, FRAMEWORK, CONTEXT, UNIT, QUARTER, **options)


def marked(content, file="a.xlsx", **options):
    """The marked copy of an upload."""
    return mark(content, file, check(content, file), FRAMEWORK, **options)


def opened(copy):
    """The copy as openpyxl reads it, after a look whether Excel would take it."""
    assert_sound(copy.content)
    return openpyxl.load_workbook(BytesIO(copy.content))


def assert_sound(content):
    """Order, counts and references that Excel insists on and openpyxl overlooks."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        trees = {
            name: ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    formats = sound_styles(trees["xl/styles.xml"])
    types = {element.get("PartName") for element in trees["[Content_Types].xml"]}
    links = {element.get("Id"): element.get("Target") for element in trees["xl/_rels/workbook.xml.rels"]}
    assert len(links) == len(trees["xl/_rels/workbook.xml.rels"])
    sheets = list(trees["xl/workbook.xml"].find("{*}sheets"))
    for key in ("name", "sheetId"):
        assert len({sheet.get(key) for sheet in sheets}) == len(sheets)
    for sheet in sheets:
        target = links[next(value for key, value in sheet.items() if key.endswith("}id"))]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        assert f"/{part}" in types
        sound_sheet(trees[part], formats)
    in_order(trees["xl/workbook.xml"], BOOK_ORDER)


def sound_styles(tree):
    """Counts are right and formats refer to what is there; gives the number of formats."""
    in_order(tree, STYLE_ORDER)
    sections = {element.tag.split("}")[1]: element for element in tree}
    for name in ("fonts", "fills", "borders", "cellXfs"):
        assert sections[name].get("count", str(len(sections[name]))) == str(len(sections[name]))
    for xf in sections["cellXfs"]:
        for key, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            assert int(xf.get(key, 0)) < len(sections[name])
    return len(sections["cellXfs"])


def sound_sheet(tree, formats):
    """Rows and cells ascend, formats exist, columns are described once."""
    in_order(tree, SHEET_ORDER)
    number = 0
    for row in tree.find("{*}sheetData"):
        given = int(row.get("r", number + 1))
        assert given > number, "rows ascend"
        number, column = given, 0
        for cell in row:
            place = cell.get("r")
            at = column_index_from_string(place.rstrip("0123456789")) if place else column + 1
            assert at > column, f"cells ascend: {place}"
            assert place is None or place.endswith(str(number))
            assert int(cell.get("s", 0)) < formats
            column = at
    columns = [(int(c.get("min")), int(c.get("max"))) for c in tree.iterfind("{*}cols/{*}col")]
    assert columns == sorted(columns)
    assert all(end < start for (_, end), (start, _) in pairwise(columns))


def in_order(tree, order):
    """The children of an element stand in the order of the format."""
    names = [element.tag.split("}")[1] for element in tree]
    places = [order.split().index(name) for name in names]
    assert places == sorted(places), names


def said(checked):
    """What can be compared between a file and its copy."""
    return [(*finding.flat, finding.message) for finding in checked.findings]


def grounds(sheet):
    """Address → severity of every cell on a ground of ours."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    shown = {
        cell.coordinate: GROUNDS.get(cell.fill.fgColor.rgb)
        for cell in cells
        if cell.fill.patternType == "solid"
    }
    return {address: severity for address, severity in shown.items() if severity}


def notes(sheet):
    """Row → text of 校验结果."""
    found = {cell.column for row in sheet.iter_rows() for cell in row if cell.value == COLUMN}
    assert len(found) == 1, f"{COLUMN} stands in {len(found)} columns"
    (column,) = found
    texts = {row: sheet.cell(row, column).value for row in range(1, sheet.max_row + 1)}
    return {row: text for row, text in texts.items() if text and text != COLUMN}


def raw_parts(content):
    """Part → its local header's fixed part and name, compressed bytes and CRC, straight from the file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
    parts = {}
    for entry in entries:
        start = entry.header_offset
        lengths = [int.from_bytes(content[start + at : start + at + 2], "little") for at in (26, 28)]
        data = start + 30 + sum(lengths)
        parts[entry.filename] = (content[start:data], content[data : data + entry.compress_size], entry.CRC)
    return parts


def changed_parts(before, after):
    """Names of parts that are not byte-identical in a copy, new ones included."""
    old, new = raw_parts(before), raw_parts(after)
    assert set(old) <= set(new)
    return {name for name in new if new[name] != old.get(name)}
