"""The records of an .xls or .et: what a reader does not tell of them [MS-CFB, MS-XLS]."""

import struct
from collections.abc import Iterator

from metrics.ingest.read.number_formats import telling
from metrics.ingest.read.package import Unfit
from metrics.ingest.read.sheet_scan import SheetScan

_OLE_END = 0xFFFFFFFA
_PASSWORD = 0x2F
#: Kind of the directory's first entry; streams shorter than this are kept in small sectors.
_ROOT, _LEAST_WHOLE, _SMALL = 5, 4096, 64
_EOF, _BOUNDSHEET, _ROW_RECORD, _COLUMNS, _ERROR_VALUE, _FORMULA_VALUE = 0x0A, 0x85, 0x208, 0x7D, 0x205, 0x06
_FORMAT, _STYLE, _FONT = 0x41E, 0xE0, 0x31
#: A font's sign that it strikes out; no font has the number 4.
_STRIKES, _NO_FONT = 0x08, 4
#: Records that hold cells: a number, a short number, several of these, a formula, a text.
_NUMBERS_IN_A_ROW = 0xBD
_STYLED = frozenset((0x203, 0x27E, _NUMBERS_IN_A_ROW, _FORMULA_VALUE, 0xFD))
_OLD_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def old_scanned(content: bytes) -> dict[str, SheetScan]:
    """As `scanned`, for an .xls: its errors read as blank too, and hidden rows are not told either.

    What cannot be followed is left to the reader, which refuses what is no workbook.
    """
    try:
        stream = workbook_stream(content)
        styles, struck = old_styles(stream), old_struck(stream)
        return {name: old_sheet(stream, start, styles, struck) for name, start in old_sheets(stream)}
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
    small_chain = joined(struct.unpack_from("<I", content, 60)[0])
    smalls = struct.unpack(f"<{len(small_chain) // 4}I", small_chain)
    small = b""
    for start in range(0, len(directory) - 127, 128):
        name = directory[start : start + 64].decode("utf-16-le", "ignore").partition("\0")[0]
        first, length = struct.unpack_from("<II", directory, start + 116)
        if directory[start + 66] == _ROOT:
            small = joined(first)
        if name in ("Workbook", "Book"):
            if length >= _LEAST_WHOLE or not smalls:
                return joined(first)
            # A short stream lies in the small sectors, which are kept in the root's own stream.
            return b"".join(small[at * _SMALL : (at + 1) * _SMALL] for at in _followed(smalls, first))[
                :length
            ]
    return b""


def _followed(chain: tuple[int, ...], first: int) -> Iterator[int]:
    """The small sectors of a stream in their order."""
    for _ in chain:
        if first >= len(chain):
            return
        yield first
        first = chain[first]


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


def old_styles(stream: bytes) -> dict[int, str]:
    """Numbers of the cell styles whose format may say something else than the value → the format."""
    own: dict[int, str] = {}
    formats: list[int] = []
    for kind, data in records(stream, 0):
        if kind == _FORMAT and len(data) > 5:
            number, length, flags = struct.unpack_from("<HHB", data)
            wide = flags & 1
            text = data[5 : 5 + length * (2 if wide else 1)]
            own[number] = text.decode("utf-16-le" if wide else "latin-1", "ignore")
        elif kind == _STYLE and len(data) > 3:
            formats.append(struct.unpack_from("<H", data, 2)[0])
    return telling(own, formats)


def old_struck(stream: bytes) -> dict[int, str]:
    """Numbers of the cell styles whose font strikes out."""
    fonts: list[bool] = []
    styles: list[int] = []
    for kind, data in records(stream, 0):
        if kind == _FONT and len(data) > 3:
            fonts.append(bool(data[2] & _STRIKES))
        elif kind == _STYLE and len(data) > 3:
            styles.append(struct.unpack_from("<H", data)[0])
    struck = {at + (at >= _NO_FONT) for at, strikes in enumerate(fonts) if strikes}
    return {style: "" for style, font in enumerate(styles) if font in struck}


def old_sheet(stream: bytes, start: int, styles: dict[int, str], struck: dict[int, str]) -> SheetScan:
    """Broken cells, hidden rows and columns, and cells of those styles, of one sheet."""
    broken: list[tuple[int, int, str]] = []
    rows: list[int] = []
    columns: list[int] = []
    formats: list[tuple[int, int, str]] = []
    crossed: list[tuple[int, int, str]] = []
    for kind, data in records(stream, start):
        if kind == _ROW_RECORD and data[12] & 0x20:
            rows.append(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _COLUMNS and (data[8] & 1 or data[4:6] == b"\0\0"):
            first, last = struct.unpack_from("<HH", data)
            columns += range(first + 1, min(last, 299) + 2)
        elif (kind == _ERROR_VALUE and data[7]) or (kind == _FORMULA_VALUE and data[6:13:6] == b"\2\xff"):
            row, column = struct.unpack_from("<HH", data)
            code = data[6 if kind == _ERROR_VALUE else 8]
            broken.append((row + 1, column + 1, _OLD_ERRORS.get(code, "#ERROR!")))
        elif styles and kind in _STYLED:
            formats += old_formats(kind, data, styles)
        if struck and kind in _STYLED:
            crossed += old_formats(kind, data, struck)
    told = "DISPIMG".encode("utf-16-le") in stream or b"DISPIMG" in stream
    return SheetScan(broken, rows, columns, formats, [], told, tuple(crossed))


def old_formats(kind: int, data: bytes, styles: dict[int, str]) -> Iterator[tuple[int, int, str]]:
    """The cells of a record whose style is one of those, with the format."""
    row, column, style = struct.unpack_from("<HHH", data)
    if kind != _NUMBERS_IN_A_ROW:
        if style in styles:
            yield row + 1, column + 1, styles[style]
        return
    for place, at in enumerate(range(4, len(data) - 2, 6)):
        style = struct.unpack_from("<H", data, at)[0]
        if style in styles:
            yield row + 1, column + place + 1, styles[style]
