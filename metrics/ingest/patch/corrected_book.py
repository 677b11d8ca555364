"""A new workbook with what was read and what was corrected, where the file itself is not an .xlsx."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from math import isfinite

from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.ingest.patch.corrected_sheet import is_number
from metrics.ingest.patch.parted import touched
from metrics.ingest.read import Raw, RawBook, RawSheet
from metrics.ingest.values import shown
from metrics.ingest.write import DATE_FORMAT, FONT, SAFE, Value, write_value

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME, _LARGEST_AREA, _FIRST_YEAR = 31, 100_000, 1900
#: The same corrections of the same file give the same bytes, whenever they are made.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)


def new_book(
    book: RawBook, corrections: Mapping[tuple[str, int, int], str], sheets: Mapping[str, str]
) -> bytes:
    """Write every cell as it was read, those corrected with their new text.

    Args:
        book: what was read; an error of a formula stays as the text it showed, so that it is found again.
        corrections: (sheet, row, column), 1-based → text.
        sheets: sheet → its name in the workbook, where another.
    """
    buffer = BytesIO()
    target = Workbook(buffer, SAFE)
    target.set_properties({"created": _MADE})
    looks = [
        target.add_format({"font_name": FONT, "font_size": 11, "num_format": number_format})
        for number_format in ("General", DATE_FORMAT)
    ]

    @cache
    def look_of(code: str) -> Format:
        """The look of a cell under a number format of its own."""
        return target.add_format({"font_name": FONT, "font_size": 11, "num_format": code})

    taken: set[str] = set()
    for sheet in book.sheets:
        title = _title(sheets.get(sheet.name, sheet.name), taken)
        own = {(row, column): text for (name, row, column), text in corrections.items() if name == sheet.name}
        _write_sheet(target.add_worksheet(title), sheet, own, looks, look_of)
    target.close()
    return buffer.getvalue()


def _title(name: str, taken: set[str]) -> str:
    plain = _FORBIDDEN.sub("_", name).strip("'")[:_LONGEST_NAME] or "Sheet"
    numbered = (f"{plain[: _LONGEST_NAME - 8]}（{number}）" for number in range(2, len(taken) + 3))
    title = next(text for text in (plain, *numbered) if text.casefold() not in taken)
    taken.add(title.casefold())
    return title


def _write_sheet(
    target: Worksheet,
    sheet: RawSheet,
    corrected: Mapping[tuple[int, int], str],
    looks: list[Format],
    look_of: Callable[[str], Format],
) -> None:
    if not sheet.visible:
        target.hide()
    parted = touched(sheet.merges, corrected)
    for top, left, bottom, right in (area for area in sheet.merges if area not in parted):
        last, end = min(bottom, sheet.height), min(right, max(sheet.width, left))
        if last >= top and 1 < (last - top + 1) * (end - left + 1) <= _LARGEST_AREA:
            # Areas of a damaged file may overlap; then the first one stands, as in Excel's own repair.
            with suppress(OverlappingRange):
                target.merge_range(top - 1, left - 1, last - 1, end - 1, "", looks[0])
    for number, column in enumerate(sheet.columns, 1):
        for row, code in enumerate(column.codes.tolist(), 1):
            raw = column.values[code]
            if (row, number) in corrected:
                continue
            if isinstance(raw, tuple) and raw[0] == "f":
                write_value(target, row - 1, number - 1, _value(raw[1]), look_of(raw[2]))
            else:
                _write(target, row, number, _value(raw), looks)
    broken = {place: what for place, what in sheet.broken.items() if what.startswith("#")}
    for (row, number), text in {**broken, **corrected}.items():
        _write(target, row, number, float(text) if is_number(text) else text, looks)


def _write(target: Worksheet, row: int, column: int, value: Value, looks: list[Format]) -> None:
    write_value(target, row - 1, column - 1, value, looks[isinstance(value, date)])


def _value(raw: Raw) -> Value:
    """A cell as it was read, as a value to be written."""
    if isinstance(raw, tuple):
        kind, parts = raw[0], raw[1:]
        if kind in ("d", "dt") and parts[0] >= _FIRST_YEAR and not any(parts[3:]):
            return date(*parts[:3])
        return bool(parts[0]) if kind == "b" else shown(raw)
    return raw if isinstance(raw, str) or isfinite(raw) else shown(raw)
