"""Reads workbooks in a process of its own, with limits: a hostile file kills this process and nothing else.

Run as `python -I worker.py`; imports nothing of the project. Standard input: a marshalled list of (kind,
content). Standard output: one marshalled reply a file, in order; a missing one means that its file killed it.
A reply is `("ok", sheets)` or `(reason, detail)` with reason password, damaged, entity, memory or large.
A sheet is (name, visible, height, columns, merges, broken): a column is its distinct values and, per row, the
position among them (bytes of C ints); merges are (top, left, bottom, right), broken (row, column, what).
Truth values, dates, times and spans are tuples: ("b", …), ("d", y, m, d), ("dt", …), ("t", …), ("s", …).
"""

import datetime as dt
import gc
import html
import io
import marshal
import re
import sys
import zipfile
from array import array

import python_calamine as calamine

try:
    import resource
except ImportError:  # Windows: the caller's time limit has to do
    resource = None

CPU_SECONDS = 20
MEMORY = 2 << 30
MOST_SHEETS = 200
MOST_CELLS = 20_000_000
LARGEST_PART = 120 << 20

_ODD = (bool, dt.date, dt.time, dt.timedelta)
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?c\b([^>]*[^>/])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR_TEXT = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')


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
    if any(issubclass(kind, _ODD) for kind in set(map(type, values))):
        values = [plain(value) if isinstance(value, _ODD) else value for value in values]
    distinct = list(dict.fromkeys(values))
    places = dict(zip(distinct, range(len(distinct)), strict=True))
    return distinct, array("i", map(places.__getitem__, values)).tobytes()


def trimmed(rows: list[list]) -> list[list]:
    """The rows without the blank ones at the end."""
    end = len(rows)
    while end and rows[end - 1].count("") == len(rows[end - 1]):
        end -= 1
    return rows[:end]


def read(kind: str, content: bytes) -> tuple:
    """One file's reply."""
    broken = broken_cells(content) if kind == "xlsx" else {}
    if broken is None:
        return ("entity", "")
    sheets = []
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        if len(book.sheets_metadata) > MOST_SHEETS:
            return ("large", f"{len(book.sheets_metadata)} 张工作表")
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                return ("large", f"工作表“{meta.name}”")
            rows = trimmed(sheet.to_python(skip_empty_area=False))
            columns = [encode(column) for column in zip(*rows, strict=True)]
            visible = meta.visible == calamine.SheetVisibleEnum.Visible
            sheets.append((meta.name, visible, len(rows), columns, merges(sheet), broken.get(meta.name, [])))
    return ("ok", sheets)


def merges(sheet: calamine.CalamineSheet) -> list[tuple[int, int, int, int]]:
    """Merged areas as (top, left, bottom, right), 1-based."""
    areas = sheet.merged_cell_ranges or []
    return [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in areas]


def broken_cells(content: bytes) -> dict[str, list] | None:
    """Cells that a reader takes for blank though they are not: errors and formulas never computed.

    Gives sheet name → [(row, column, what)]; None when a part declares a document type (entities).
    """
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, part in parts_of(archive).items():
            xml = part_bytes(archive, part)
            if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:4096]:
                return None
            found[name] = list(broken_in(xml))
    return found


def broken_in(xml: bytes) -> list[tuple[int, int, str]]:
    """Broken cells of one sheet; a sheet without errors and formulas is passed by at two looks."""
    cells = []
    end = xml.rfind(b"sheetData>")
    if xml.find(b't="e"', 0, end) >= 0:
        for match in _ERROR.finditer(xml, 0, end):
            text = _ERROR_TEXT.search(match[2])
            cells.append((match[1], text[1].decode("ascii", "replace") if text else "#ERROR!"))
    formula = b"<f" if b"<worksheet" in xml[:4096] else b":f"
    if xml.find(formula, 0, end) >= 0:
        cells += [(match[1], "formula") for match in _NO_VALUE.finditer(xml, 0, end)]
    places = [(_PLACE.search(attributes), what) for attributes, what in cells]
    return [(int(place[2]), letters(place[1]), what) for place, what in places if place]


def letters(text: bytes) -> int:
    """Column number of Excel's letters."""
    number = 0
    for byte in text:
        number = number * 26 + byte - 64
    return number


def parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → name of its part in the archive."""
    known = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= known:
        return {}
    relations = part_bytes(archive, "xl/_rels/workbook.xml.rels")
    targets = {
        found.get("Id", ""): found.get("Target", "")
        for found in map(attributes, _RELATION.findall(relations))
    }
    parts = {}
    for found in map(attributes, _SHEET.findall(part_bytes(archive, "xl/workbook.xml"))):
        target = targets.get(next((v for k, v in found.items() if k.endswith(":id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in known:
            parts[found.get("name", "")] = part
    return dict(list(parts.items())[:MOST_SHEETS])


def attributes(text: bytes) -> dict[str, str]:
    """Attributes of an element's opening tag."""
    return {
        key.decode("ascii", "replace"): html.unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(text)
    }


def part_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part's content up to the largest size allowed, whatever its header claims."""
    with archive.open(name) as stream:
        return stream.read(LARGEST_PART)


def reply(kind: str, content: bytes) -> tuple:
    """Read one file; what cannot be read gives a reason. A panic or an abort ends the process instead."""
    try:
        return read(kind, content)
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
        sys.stdout.buffer.write(marshal.dumps(reply(kind, content)))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
