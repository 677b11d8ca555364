"""Reads workbooks in a process of its own, with limits: a hostile file kills this process and nothing else.

Run as `python -I worker.py`; imports nothing of the project. Standard input: a marshalled list of (kind,
content). Standard output: for each file, in order, the length (8 bytes, little-endian) of its marshalled
reply and the reply; a missing one means that its file killed the process.
A reply is `("ok", sheets)` or `(reason, detail)` with reason password, damaged, entity, encoding, memory,
sizes, large (detail a phrase) or far (detail sheet, row, column).
A sheet is (name, visible, height, columns, merges, (broken, hidden rows, hidden columns)): a column is its
distinct values and, per row, the position among them (bytes of C ints); merges are (top, left, bottom,
right), broken (row, column, what). Truth values, dates, times and spans are tuples: ("b", …),
("d", y, m, d), ("dt", …), ("t", …), ("s", …).
On Windows there is no `resource`: the caller's time limit is the only one there.
"""

import datetime as dt
import gc
import html
import io
import marshal
import os
import re
import struct
import sys
import zipfile
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import count

import python_calamine as calamine

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment] # what uses it asks first

CPU_SECONDS = 20
MEMORY = 2 << 30
MOST_SHEETS = 200
#: Cells of the rectangle a sheet's content spans, blank ones included.
MOST_CELLS = 5_000_000
MOST_MERGES = 20_000
#: Different values of a workbook, column by column: what understanding and checking it costs hangs on these.
MOST_VALUES = 600_000
#: Characters of a sheet's distinct texts, however often each is repeated.
MOST_TEXT = 60_000_000
LARGEST_PART = 120 << 20

#: Types that marshal does not carry, and truth values, which would be taken for 0 and 1.
_ODD = frozenset({bool, dt.date, dt.datetime, dt.time, dt.timedelta})
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
_SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\b([^<>]*)>")
_RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship\b([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]{1,200})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""")
#: Cells right of column ZZ, rows below 199,999: only with these the whole sheet is measured.
_FAR_RIGHT = re.compile(rb'r="[A-Z]{3}')
_FAR_DOWN = re.compile(rb'row r="(?:[2-9]\d{5}|\d{7})')
#: A document type can only stand before the first element.
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!", re.DOTALL)
_HIDDEN_ROW = re.compile(rb'<(?:\w{1,20}:)?row\b[^<>]{0,1000}\bhidden="(?:1|true)"[^<>]*>')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w{1,20}:)?col\b[^<>]{0,1000}\bhidden="(?:1|true)"[^<>]*>')
_SPAN = re.compile(rb'\b(min|max)="(\d{1,5})"')
_OLE_END = 0xFFFFFFFA
_PASSWORD = 0x2F
_EOF, _BOUNDSHEET, _ROW_RECORD, _COLUMNS, _ERROR_VALUE, _FORMULA_VALUE = 0x0A, 0x85, 0x208, 0x7D, 0x205, 0x06
_OLD_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_COMMON_PARTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml")


class Unfit(Exception):  # noqa: N818 - names what the file is, not what failed
    """A file that is not read on; carries the reply."""

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(reason)
        self.reply = (reason, detail)


def limit() -> None:
    """Take away what reading does not need: memory, writing files, many open files, core dumps."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_seconds(seconds: int) -> None:
    """Grant CPU time for the next file, from now on."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def plain(value: object) -> object:
    """A value that marshal can carry and that equals no value of another kind."""
    if isinstance(value, bool):
        return ("b", value)
    if isinstance(value, dt.datetime):
        return ("dt", value.year, value.month, value.day, value.hour, value.minute, value.second)
    if isinstance(value, dt.date):
        return ("d", value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return ("t", value.hour, value.minute, value.second)
    return ("s", value.total_seconds()) if isinstance(value, dt.timedelta) else value


def encode(values: tuple) -> tuple[list, bytes]:
    """Distinct values of a column in order of appearance, and each row's position among them."""
    kinds = _ODD.intersection(map(type, values))
    if bool in kinds:
        values = tuple(map(plain, values))
    places: dict[object, int] = defaultdict(count().__next__)
    codes = array("i", map(places.__getitem__, values)).tobytes()
    return list(map(plain, places)) if kinds else list(places), codes


def trimmed(rows: list[list]) -> list[list]:
    """The rows without the blank ones at the end."""
    end = len(rows)
    while end and rows[end - 1].count("") == len(rows[end - 1]):
        end -= 1
    return rows[:end]


def read(kind: str, content: bytes) -> tuple:
    """One file's reply."""
    scans = scanned(content) if kind == "xlsx" else old_scanned(content)
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        if len(book.sheets_metadata) > MOST_SHEETS:
            raise Unfit("large", f"{len(book.sheets_metadata)} 张工作表")
        left, sheets = MOST_VALUES, []
        for meta in book.sheets_metadata:
            if meta.typ == calamine.SheetTypeEnum.WorkSheet:
                sheets.append(sheet_of(book, meta, scans.get(meta.name, ([], [], [])), left))
                left -= sum(len(values) for values, _ in sheets[-1][3])
        return ("ok", sheets)


def sheet_of(book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata, scan: tuple, left: int) -> tuple:
    """One sheet of the reply; its rows are let go before the next sheet is read.

    Raises:
        Unfit: it spans too much, or holds more than the different values that are left.
    """
    sheet = book.get_sheet_by_name(meta.name)
    bottom, right = sheet.end or (0, 0)
    if (bottom + 1) * (right + 1) > MOST_CELLS:
        raise Unfit("far", (meta.name, bottom + 1, right + 1))
    areas = sheet.merged_cell_ranges or []
    if len(areas) > MOST_MERGES:
        raise Unfit("large", f"工作表“{meta.name}”有 {len(areas)} 处合并单元格")
    merges = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in areas]
    rows = trimmed(sheet.to_python(skip_empty_area=False))
    columns = [encode(column) for column in zip(*rows, strict=True)]
    if sum(len(values) for values, _ in columns) > left:
        raise Unfit("large", f"工作表“{meta.name}”里各不相同的内容超过 {MOST_VALUES // 10_000} 万格")
    if sum(len(value) for values, _ in columns for value in values if type(value) is str) > MOST_TEXT:
        raise Unfit("large", f"工作表“{meta.name}”的文字太多")
    visible = meta.visible == calamine.SheetVisibleEnum.Visible
    return (meta.name, visible, len(rows), columns, merges, scan)


def scanned(content: bytes) -> dict[str, tuple]:
    """What the reader does not tell, or would not survive: looked up in the parts themselves.

    Gives sheet name → (broken cells, hidden rows, hidden columns).

    Raises:
        Unfit: a document type is declared, a part is larger than the archive says, a sheet spans too much.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    common = {name: part_bytes(content, entries[name]) for name in _COMMON_PARTS if name in entries}
    found = {}
    for name, part in parts_of(common, entries).items():
        xml = part_bytes(content, entries[part])
        measure(name, xml)
        found[name] = (broken_in(xml), *hidden_in(xml))
    return found


def part_bytes(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """A part's content, inflated no further than the archive says, and without a document type.

    Raises:
        Unfit: it goes on after its declared size, declares a document type, or is not written in UTF-8.
        BadZipFile: it is cut off, changed, or packed in a way that office programs do not use.
    """
    start = entry.header_offset
    names, extras = (int.from_bytes(content[start + at : start + at + 2], "little") for at in (26, 28))
    if content[start : start + 4] != b"PK\3\4" or entry.compress_type not in (0, 8):
        raise zipfile.BadZipFile("no local header")
    first = start + 30 + names + extras
    packed = content[first : first + entry.compress_size]
    data = inflated(packed, entry.file_size) if entry.compress_type else packed
    if len(data) != entry.file_size:
        raise Unfit("sizes")
    if zlib.crc32(data) != entry.CRC:
        raise zipfile.BadZipFile("wrong checksum")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit("encoding")
    if _DOCTYPE.match(data):
        raise Unfit("entity")
    return data


def inflated(packed: bytes, size: int) -> bytes:
    """A deflated part, at most one byte more than declared."""
    try:
        return zlib.decompressobj(-15).decompress(packed, min(size, LARGEST_PART) + 1)
    except zlib.error as error:
        raise zipfile.BadZipFile("not deflated") from error


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
    if xml.find(b'hidden="') < 0:
        return [], []
    numbers = (_ROW_NUMBER.search(match[0]) for match in _HIDDEN_ROW.finditer(xml))
    columns: list[int] = []
    for match in _HIDDEN_COLUMN.finditer(xml):
        span = {key: int(value) for key, value in _SPAN.findall(match[0])}
        columns += range(span.get(b"min", 1), min(span.get(b"max", 0), 300) + 1)
    return [int(number[1]) for number in numbers if number], columns


def old_scanned(content: bytes) -> dict[str, tuple]:
    """As `scanned`, for an .xls: its errors read as blank too, and hidden rows are not told either.

    What cannot be followed is left to the reader, which refuses what is no workbook.
    """
    try:
        stream = workbook_stream(content)
        return {name: old_sheet(stream, start) for name, start in old_sheets(stream)}
    except (struct.error, IndexError):
        return {}


def workbook_stream(content: bytes) -> bytes:
    """The stream `Workbook` of an OLE2 file: sectors in the order of the allocation table [MS-CFB]."""
    size = {9: 512, 12: 4096}.get(struct.unpack_from("<H", content, 30)[0], 512)

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    tables = [*struct.unpack_from("<109I", content, 76)]
    further, most = struct.unpack_from("<I", content, 68)[0], len(content) // size
    while further < _OLE_END and len(tables) <= most:
        *more, further = struct.unpack(f"<{size // 4}I", sector(further))
        tables += more
    tables = [number for number in tables if number < _OLE_END]
    chain = struct.unpack(f"<{size // 4 * len(tables)}I", b"".join(map(sector, tables)))

    def joined(first: int) -> bytes:
        parts: list[bytes] = []
        while first < _OLE_END and len(parts) <= most:
            parts.append(sector(first))
            first = chain[first]
        return b"".join(parts)

    directory = joined(struct.unpack_from("<I", content, 48)[0])
    for start in range(0, len(directory) - 127, 128):
        name = directory[start : start + 64].decode("utf-16-le", "ignore").partition("\0")[0]
        if name in ("Workbook", "Book"):
            return joined(*struct.unpack_from("<I", directory, start + 116))
    return b""


def records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records of a substream, up to its end [MS-XLS]."""
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + length]
        if kind == _EOF:
            return
        start += 4 + length


def old_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Name and start of every sheet.

    Raises:
        Unfit: the records are encrypted.
    """
    for kind, data in records(stream, 0):
        if kind == _PASSWORD:
            raise Unfit("password")
        if kind == _BOUNDSHEET and len(data) > 8:
            encoding, width = ("utf-16-le", 2) if data[7] & 1 else ("latin-1", 1)
            name = data[8 : 8 + data[6] * width].decode(encoding, "ignore")
            yield name, *struct.unpack_from("<I", data)


def old_sheet(stream: bytes, start: int) -> tuple[list[tuple[int, int, str]], list[int], list[int]]:
    """Broken cells, hidden rows and hidden columns of one sheet."""
    broken: list[tuple[int, int, str]] = []
    rows: list[int] = []
    columns: list[int] = []
    for kind, data in records(stream, start):
        if kind == _ROW_RECORD and data[12] & 0x20:
            rows.append(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _COLUMNS and data[8] & 1:
            first, last = struct.unpack_from("<HH", data)
            columns += range(first + 1, min(last, 299) + 2)
        elif (kind == _ERROR_VALUE and data[7]) or (kind == _FORMULA_VALUE and data[6:13:6] == b"\2\xff"):
            row, column = struct.unpack_from("<HH", data)
            code = data[6 if kind == _ERROR_VALUE else 8]
            broken.append((row + 1, column + 1, _OLD_ERRORS.get(code, "#ERROR!")))
    return broken, rows, columns


def letters(text: bytes) -> int:
    """Column number of Excel's letters."""
    number = 0
    for byte in text:
        number = number * 26 + byte - 64
    return number


def parts_of(common: dict[str, bytes], known: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Sheet name → name of its part in the archive."""
    relations = _RELATION.findall(common.get("xl/_rels/workbook.xml.rels", b""))
    targets = {found.get("Id", ""): found.get("Target", "") for found in map(attributes, relations)}
    parts = {}
    for found in map(attributes, _SHEET.findall(common.get("xl/workbook.xml", b""))):
        target = targets.get(next((v for k, v in found.items() if k.endswith(":id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in known:
            parts[found.get("name", "")] = part
    return dict(list(parts.items())[:MOST_SHEETS])


def attributes(text: bytes) -> dict[str, str]:
    """Attributes of an element's opening tag."""
    return {
        key.decode("ascii", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(text)
    }


def reply(kind: str, content: bytes) -> tuple:
    """Read one file; what cannot be read gives a reason. A panic or an abort ends the process instead."""
    try:
        return read(kind, content)
    except Unfit as unfit:
        return unfit.reply
    except calamine.PasswordError:
        return ("password", "")
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError, EOFError) as error:
        return ("damaged", f"{type(error).__name__}: {error}"[:200])
    except MemoryError:
        return ("memory", "")


def main() -> None:
    """Answer every file on standard input."""
    files = marshal.load(sys.stdin.buffer)  # noqa: S302 - written by reader.py
    gc.disable()
    limit()
    for kind, content in files:
        allow_seconds(CPU_SECONDS)
        answer = marshal.dumps(reply(kind, content))
        sys.stdout.buffer.write(len(answer).to_bytes(8, "little") + answer)
        sys.stdout.buffer.flush()
    # Everything was said: no time is spent on tidying up millions of values.
    os._exit(0)


if __name__ == "__main__":
    main()
