"""Reads workbooks in a process of its own, with limits: a hostile file kills this process and nothing else.

Run as `python -I worker.py`; imports nothing of the project but the plain files beside it. Standard input: a
marshalled list of (kind, content). Standard output: for each file, in order, the length (8 bytes,
little-endian) of its marshalled reply and the reply; a missing one means that its file killed the process.
A reply is `("ok", sheets)` or `(reason, detail)` with reason password, damaged, entity, encoding, memory,
sizes, large (detail a phrase) or far (detail sheet, row, column).
A sheet is (name, visible, height, columns, merges, (broken, hidden rows, hidden columns, struck)): a column
is its distinct values and, per row, the position among them (bytes of C ints); merges are (top, left, bottom,
right), broken and struck (row, column, what). Truth values, dates, times and spans are tuples: ("b", …),
("d", y, m, d), ("dt", …), ("t", …), ("s", …); a value whose number format says something else than the value
is ("f", value, format), a picture in a cell ("i",).
"""

import datetime as dt
import gc
import io
import marshal
import os
import sys
import types
import zipfile
from array import array
from collections import defaultdict
from itertools import count
from pathlib import Path

import python_calamine as calamine

if __name__ == "__main__":
    # The files beside this one under their own names, without what their rooms import on entering.
    _folder = Path(__file__).parent
    for _room, _path in (
        ("metrics", _folder.parent.parent),
        ("metrics.ingest", _folder.parent),
        ("metrics.ingest.read", _folder),
    ):
        sys.modules[_room] = types.ModuleType(_room)
        sys.modules[_room].__path__ = [str(_path)]

from metrics.ingest.read.old_book import old_scanned
from metrics.ingest.read.package import LARGEST_PART, MOST_SHEETS, PICTURE_TEXT, Unfit
from metrics.ingest.read.process_limits import allow_seconds, limit
from metrics.ingest.read.sheet_scan import MOST_CELLS, NOTHING_SPECIAL, SheetScan, scanned

__all__ = ["LARGEST_PART", "main"]

CPU_SECONDS = 18
MEMORY = 2 << 30
MOST_MERGES = 20_000
#: Different values of a workbook, column by column: what understanding and checking it costs hangs on these.
MOST_VALUES = 600_000
#: Characters of a sheet's distinct texts, however often each is repeated.
MOST_TEXT = 60_000_000

#: Types that marshal does not carry, and truth values, which would be taken for 0 and 1.
_ODD = frozenset({bool, dt.date, dt.datetime, dt.time, dt.timedelta})
PICTURE = ("i",)


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
                sheets.append(sheet_of(book, meta, scans.get(meta.name, NOTHING_SPECIAL), left))
                left -= sum(len(values) for values, _ in sheets[-1][3])
        return ("ok", sheets)


def sheet_of(
    book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata, scan: SheetScan, left: int
) -> tuple:
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
    put_in(rows, scan)
    columns = [encode(column) for column in zip(*rows, strict=True)]
    if sum(len(values) for values, _ in columns) > left:
        raise Unfit("large", f"工作表“{meta.name}”里各不相同的内容超过 {MOST_VALUES // 10_000} 万格")
    if sum(len(value) for values, _ in columns for value in values if type(value) is str) > MOST_TEXT:
        raise Unfit("large", f"工作表“{meta.name}”的文字太多")
    visible = meta.visible == calamine.SheetVisibleEnum.Visible
    seen = (scan.broken, scan.hidden_rows, scan.hidden_columns, scan.struck)
    return (meta.name, visible, len(rows), columns, merges, seen)


def put_in(rows: list[list], scan: SheetScan) -> None:
    """Pictures, and formats that say something, into the cells they belong to."""
    for row, column, text in scan.texts:
        if row <= len(rows) and column <= len(rows[row - 1]) and type(rows[row - 1][column - 1]) is str:
            rows[row - 1][column - 1] = text
    for row, column, code in scan.formats:
        if row <= len(rows) and column <= len(rows[row - 1]):
            value = rows[row - 1][column - 1]
            if value != "" and type(value) is not bool and (type(value) is not str or "@" in code):
                rows[row - 1][column - 1] = ("f", plain(value), code)
    if scan.names_pictures:
        for cells in rows:
            cells[:] = [PICTURE if type(cell) is str and PICTURE_TEXT.match(cell) else cell for cell in cells]
    for row, column in scan.pictures:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = PICTURE


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
    limit(MEMORY)
    for kind, content in files:
        allow_seconds(CPU_SECONDS)
        answer = marshal.dumps(reply(kind, content))
        sys.stdout.buffer.write(len(answer).to_bytes(8, "little") + answer)
        sys.stdout.buffer.flush()
    # Everything was said: no time is spent on tidying up millions of values.
    os._exit(0)


if __name__ == "__main__":
    main()
