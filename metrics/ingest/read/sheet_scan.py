"""What a reader does not tell of an .xlsx, or would not survive: looked up in its parts themselves."""

import io
import re
import zipfile
from typing import NamedTuple

from metrics.ingest.read.number_formats import telling
from metrics.ingest.read.package import Unfit, attributes, part_bytes, parts_of
from metrics.ingest.read.struck import Seen, cells_seen, shared_seen, struck_styles

#: Cells of the rectangle a sheet's content spans, blank ones included.
MOST_CELLS = 5_000_000
#: A cell ends where the next one begins, closed or not: else each would be looked through to the end.
_ERROR = re.compile(
    rb'<(?:\w{1,20}:)?c\b([^<>]{0,300}\bt="e"[^<>]{0,300})>'
    rb"((?:[^<]++|<(?!/?(?:\w{1,20}:)?c\b))*+)</(?:\w{1,20}:)?c>"
)
_FORMULA = re.compile(
    rb"<(?:\w{1,20}:)?c\b((?:[^<>]*[^<>/])?)>\s*+<(?:\w{1,20}:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w{1,20}:)?f>)"
    rb"\s*+(<(?:\w{1,20}:)?v\s*+/>|<(?:\w{1,20}:)?v>\s*+</(?:\w{1,20}:)?v>)?\s*+</(?:\w{1,20}:)?c>"
)
_TAG = re.compile(rb"<(?:\w{1,20}:)?(row|c)\b([^<>]*)>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR_TEXT = re.compile(rb"<(?:\w{1,20}:)?v>([^<]*)</")
#: Cells right of column ZZ, rows below 199,999: only with these the whole sheet is measured.
_FAR_RIGHT = re.compile(rb'r="[A-Z]{3}')
_FAR_DOWN = re.compile(rb'row r="(?:[2-9]\d{5}|\d{7})')
#: Hidden, or drawn together until nothing is left to see.
_HIDDEN_ROW = re.compile(
    rb'<(?:\w{1,20}:)?row\b[^<>]{0,1000}\b(?:hidden="(?:1|true)"|ht="0(?:\.0{1,9})?")[^<>]*>'
)
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(
    rb'<(?:\w{1,20}:)?col\b[^<>]{0,1000}\b(?:hidden="(?:1|true)"|width="0(?:\.0{1,9})?")[^<>]*>'
)
#: Signs of one of these.
_HIDING = (b'hidden="', b' ht="0', b' width="0')
_SPAN = re.compile(rb'\b(min|max)="(\d{1,5})"')
_CELL_TAG = re.compile(rb"<(?:\w{1,20}:)?c\b([^<>/]*)>")
_RICH_VALUE = re.compile(rb'<(?:\w{1,20}:)?c\b((?=[^<>]{0,300}\bvm=")(?=[^<>]{0,300}\bt="e")[^<>/]{0,300})>')
_NUMBER_FORMAT = re.compile(rb'<(?:\w{1,20}:)?numFmt\b((?:[^<>"]|"[^"]*")*)>')
_CELL_FORMATS = re.compile(rb"<(?:\w{1,20}:)?cellXfs\b[^<>]*>")
_CELL_FORMATS_END = re.compile(rb"</(?:\w{1,20}:)?cellXfs>")
_FORMAT_NUMBER = re.compile(rb'<(?:\w{1,20}:)?xf\b(?:[^<>]{0,1000}?\bnumFmtId="(\d{1,5})")?[^<>]*>')
#: An attribute in single quotes, as some programs write all of them.
_SINGLE_QUOTED = re.compile(rb"(\s[\w:]{1,40})\s?=\s?'([^'<]*)'")
_COMMON_PARTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml")


class SheetScan(NamedTuple):
    """What was seen in a sheet: places are (row, column), 1-based.

    Args:
        broken: cells that read as blank though they are not, each with what is wrong.
        hidden_rows: rows that are not shown.
        hidden_columns: likewise columns.
        formats: cells whose number format may say something else than their value, each with the format.
        pictures: cells that hold a picture of Excel.
        names_pictures: whether some cell speaks of a picture of WPS.
        struck: cells with something struck out, each with that; empty for all of it.
        texts: cells whose text is seen otherwise than it is read, each with what is seen.
    """

    broken: list[tuple[int, int, str]]
    hidden_rows: list[int]
    hidden_columns: list[int]
    formats: list[tuple[int, int, str]]
    pictures: list[tuple[int, int]]
    names_pictures: bool = False
    struck: tuple[tuple[int, int, str], ...] = ()
    texts: tuple[tuple[int, int, str], ...] = ()


NOTHING_SPECIAL = SheetScan([], [], [], [], [])


def scanned(content: bytes) -> dict[str, SheetScan]:
    """What the reader does not tell, or would not survive: looked up in the parts themselves.

    Gives sheet name → what was seen.

    Raises:
        Unfit: a document type is declared, a part is larger than the archive says, a sheet spans too much.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    common = {
        name: double_quoted(part_bytes(content, entries[name])) for name in _COMMON_PARTS if name in entries
    }
    styles = styles_in(common.get("xl/styles.xml", b""))
    texts = common.get("xl/sharedStrings.xml", b"")
    names_pictures, shared = b"DISPIMG" in texts, shared_seen(texts)
    struck = struck_styles(common.get("xl/styles.xml", b""))
    found = {}
    for name, part in parts_of(common, entries).items():
        xml = double_quoted(part_bytes(content, entries[part]))
        measure(name, xml)
        pictures = pictures_in(xml)
        broken = [cell for cell in broken_in(xml) if cell[:2] not in pictures]
        shown = formats_in(xml, styles)
        told = names_pictures or b"DISPIMG" in xml
        seen = seen_in(xml, shared, struck)
        found[name] = SheetScan(broken, *hidden_in(xml), shown, sorted(pictures), told, *seen)
    return found


def double_quoted(xml: bytes) -> bytes:
    """A part whose attributes stand in the quotes that are looked for here."""
    # The declaration at the beginning often has such quotes where nothing else does.
    if xml.find(b"='", xml.find(b"?>", 0, 200) + 1) < 0:
        return xml
    return _SINGLE_QUOTED.sub(lambda found: b'%b="%b"' % (found[1], found[2].replace(b'"', b"&quot;")), xml)


def styles_in(xml: bytes) -> dict[bytes, str]:
    """Numbers of the cell styles, as cells write them, whose format may say something else → the format."""
    own = {}
    for found in map(attributes, _NUMBER_FORMAT.findall(xml)):
        if found.get("numFmtId", "").isdecimal():
            own[int(found["numFmtId"])] = found.get("formatCode", "")
    cells = _CELL_FORMATS.search(xml)
    end = _CELL_FORMATS_END.search(xml, cells.end()) if cells else None
    formats = []
    if cells and end:
        formats = [int(number or b"0") for number in _FORMAT_NUMBER.findall(xml, cells.end(), end.start())]
    return {b"%d" % style: code for style, code in telling(own, formats).items()}


def formats_in(xml: bytes, styles: dict[bytes, str]) -> list[tuple[int, int, str]]:
    """Cells of those styles with their format; a sheet without such a cell costs a look for each style."""
    cells: list[tuple[re.Match[bytes], str]] = []
    for style, code in styles.items():
        sign = b' s="%b"' % style
        at = xml.find(sign)
        while at >= 0:
            tag = _CELL_TAG.match(xml, xml.rfind(b"<", 0, at))
            if tag:
                cells.append((tag, code))
            at = xml.find(sign, at + 1)
    if b"0" in styles:
        # The first style is that of the cells that name none.
        bare = (tag for tag in _CELL_TAG.finditer(xml) if b' s="' not in tag[1])
        cells += [(tag, styles[b"0"]) for tag in bare]
    return placed(xml, sorted(cells, key=lambda cell: cell[0].start()))


def seen_in(
    xml: bytes, shared: dict[int, Seen], styles: dict[bytes, str]
) -> tuple[tuple[tuple[int, int, str], ...], tuple[tuple[int, int, str], ...]]:
    """Cells with something struck out, each with that, and cells with texts to be read otherwise."""
    cells = sorted(cells_seen(xml, shared), key=lambda cell: cell[0].start())
    places = placed(xml, [(cell, "") for cell, _ in cells])
    found = [(row, column, seen) for (row, column, _), (_, seen) in zip(places, cells, strict=True)]
    struck = {(row, column): what for row, column, what in (formats_in(xml, styles) if styles else [])}
    # What is struck out in all its looks is a cell that is struck out.
    struck |= {
        (row, column): seen.struck if seen.kept.strip() else "" for row, column, seen in found if seen.struck
    }
    texts = [(row, column, seen.kept) for row, column, seen in found if seen.kept.strip()]
    return tuple((*cell, what) for cell, what in sorted(struck.items())), tuple(texts)


def pictures_in(xml: bytes) -> set[tuple[int, int]]:
    """Cells that hold a picture as their value: for older programs they are an error."""
    cells = [(tag, "") for tag in _RICH_VALUE.finditer(xml)] if b' vm="' in xml else []
    if b"DISPIMG" in xml:
        # A program that does not know the formula of WPS keeps it without a result.
        cells += [(formula, "") for formula in _FORMULA.finditer(xml) if b"DISPIMG" in formula[0]]
    cells.sort(key=lambda cell: cell[0].start())
    return {(row, column) for row, column, _ in placed(xml, cells)}


def measure(name: str, xml: bytes) -> None:
    """Refuse a sheet whose outermost cells span a rectangle too large to be laid out in memory."""
    if not (_FAR_RIGHT.search(xml) or _FAR_DOWN.search(xml)):
        return
    places = [(int(row), letters(column)) for column, row in _PLACE.findall(xml)]
    bottom, right = max(row for row, _ in places), max(column for _, column in places)
    if bottom * right > MOST_CELLS:
        raise Unfit("far", (name, *max(places)))


def broken_in(xml: bytes) -> list[tuple[int, int, str]]:
    """Cells that a reader takes for blank though they are not: errors and formulas never computed.

    A sheet without errors and formulas is passed by at two looks.
    """
    cells = []
    end = xml.rfind(b"sheetData>")
    if xml.find(b't="e"', 0, end) >= 0:
        for match in _ERROR.finditer(xml, 0, end):
            text = _ERROR_TEXT.search(match[2])
            cells.append((match, text[1].decode("ascii", "replace") if text else "#ERROR!"))
    formula = b"<f" if b"<worksheet" in xml[:4096] else b":f"
    if xml.find(formula, 0, end) >= 0:
        # A text formula with an empty value was computed: it says nothing on purpose.
        uncomputed = (m for m in _FORMULA.finditer(xml, 0, end) if not (m[2] and b't="str"' in m[1]))
        cells += [(match, "formula") for match in uncomputed]
    return placed(xml, sorted(cells, key=lambda cell: cell[0].start()))


def placed(xml: bytes, cells: list[tuple[re.Match[bytes], str]]) -> list[tuple[int, int, str]]:
    """Row, column and what is wrong of cells in the order of the sheet; those without a place are counted."""
    found, at, row, column = [], 0, 0, 0
    for cell, what in cells:
        place = _PLACE.search(cell[1])
        if place:
            found.append((int(place[2]), letters(place[1]), what))
            continue
        for tag in _TAG.finditer(xml, at, cell.start()):
            row, column = passed(tag, row, column)
        at = cell.start()
        found.append((row, column + 1, what))
    return found


def passed(tag: re.Match[bytes], row: int, column: int) -> tuple[int, int]:
    """Where the count stands after the tag of a row or a cell."""
    if tag[1] == b"row":
        number = _ROW_NUMBER.search(tag[2])
        return (int(number[1]) if number else row + 1), 0
    place = _PLACE.search(tag[2])
    return row, letters(place[1]) if place else column + 1


def hidden_in(xml: bytes) -> tuple[list[int], list[int]]:
    """Rows and columns that are not shown, whether by hand or by a filter."""
    if not any(sign in xml for sign in _HIDING):
        return [], []
    numbers = (_ROW_NUMBER.search(match[0]) for match in _HIDDEN_ROW.finditer(xml))
    columns: list[int] = []
    for match in _HIDDEN_COLUMN.finditer(xml):
        span = {key: int(value) for key, value in _SPAN.findall(match[0])}
        columns += range(span.get(b"min", 1), min(span.get(b"max", 0), 300) + 1)
    return [int(number[1]) for number in numbers if number], columns


def letters(text: bytes) -> int:
    """Column number of Excel's letters."""
    number = 0
    for byte in text:
        number = number * 26 + byte - 64
    return number
