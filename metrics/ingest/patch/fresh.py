"""A new workbook with all that was read from a file and the same marks, where the file cannot carry them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time
from io import BytesIO
from math import isfinite
from typing import Any

from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.framework import Framework
from metrics.ingest.model import CheckedWorkbook, Finding
from metrics.ingest.patch.list_xml import MOST_LINKS, TAB
from metrics.ingest.patch.plan import (
    COLUMN,
    COLUMN_WIDTH,
    LINK,
    LIST_COLUMNS,
    LONGEST_TEXT,
    Layout,
    ListRow,
    SheetMarks,
    heading,
    layout,
    line_height,
    list_rows,
    sheet_marks,
)
from metrics.ingest.patch.styles import SHADES
from metrics.ingest.read import Raw, RawBook, RawSheet
from metrics.ingest.values import shown
from metrics.ingest.write import DATE_FORMAT, FONT, LIST_SHEET, SAFE, print_set_up

_BASE = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
_BOXED = {**_BASE, "border": 1, "border_color": "#C5D3E0"}
_LOOKS: dict[str, dict[str, Any]] = {
    "": _BASE,
    "text": {**_BASE, "num_format": "@"},
    "d": {**_BASE, "num_format": DATE_FORMAT},
    "dt": {**_BASE, "num_format": f"{DATE_FORMAT} hh:mm"},
    "t": {**_BASE, "num_format": "hh:mm:ss"},
    "s": {**_BASE, "num_format": "[h]:mm:ss"},
    "title": {**_BASE, "font_size": 14, "bold": True},
    "header": {**_BOXED, "bold": True, "bg_color": "#DCE6F1", "text_wrap": True},
    "entry": {**_BOXED, "num_format": "@", "text_wrap": True},
    "link": {**_BOXED, "num_format": "@", "font_color": "#0563C1", "underline": 1},
}
_WHY = {
    "": "原文件读不出来，本表只列出原因。",
    "csv": "CSV 文件不能带标注，这是按读到的内容另做的 Excel 工作簿。",
    "xls": ".xls 文件不能原样标注，这是按读到的内容另做的 .xlsx 工作簿，原来的格式和图片不在其中。",
    "xlsx": "这份文件的内部结构特殊，不能原样标注，这是按读到的内容另做的工作簿，原来的格式和图片不在其中。",
}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
#: Of a column as it was read, whatever it holds.
_WIDTH = 16
#: Cells of a merged area that is kept.
_LARGEST_AREA = 100_000
_DAY = 86_400
#: Excel knows no earlier dates.
_FIRST_YEAR = 1900


class _Pen:
    """A workbook being written, with one format a look and ground."""

    def __init__(self) -> None:
        self.buffer = BytesIO()
        self.book = Workbook(self.buffer, SAFE)
        self._formats: dict[tuple[str, str, str], Format] = {}

    def look(self, name: str, severity: str = "", own: str = "") -> Format:
        """The format of a look on the ground of a severity; `own` is a number format of the cell itself."""
        key = name, severity, own
        if key not in self._formats:
            ground = {"bg_color": f"#{SHADES[severity][0]:X}".replace("#FF", "#")} if severity else {}
            shown_as = {"num_format": own} if own else {}
            self._formats[key] = self.book.add_format({**_LOOKS[name], **ground, **shown_as})
        return self._formats[key]

    def text(self, sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
        """Write a text (row and column 1-based) as a text, cut where a cell ends."""
        sheet.write_string(row - 1, column - 1, text[:LONGEST_TEXT], look)


def fresh(book: RawBook | None, checked: CheckedWorkbook, framework: Framework) -> bytes:
    """Make a marked copy from what was read.

    Args:
        book: every cell as it stood; None when the file could not be read: the list alone is written.
        checked: what was found.
        framework: says which column holds the row codes.

    Returns:
        The bytes of an .xlsx file; every text in it stays a text.
    """
    pen = _Pen()
    sheets = [] if book is None else [sheet for sheet in book.sheets if not _is_list(sheet)]
    titles = _titles(sheets, book, checked, framework)
    findings = [_renamed(item, titles) for item in checked.findings]
    lines = heading(checked, _WHY[book.kind if book else ""])
    _write_list(pen, lines, list_rows(findings, titles.values()))
    marks = sheet_marks(checked, framework)
    for sheet in sheets:
        _write_sheet(pen, titles[sheet.name], sheet, marks.get(sheet.name, SheetMarks()))
    pen.book.close()
    return pen.buffer.getvalue()


def _is_list(sheet: RawSheet) -> bool:
    """Whether a sheet is a list of ours, which is written anew."""
    head = list(LIST_COLUMNS)
    return sheet.name.startswith(LIST_SHEET) and any(
        sheet.row(number)[: len(head)] == head for number in range(1, min(sheet.height, 5) + 1)
    )


def _titles(
    sheets: Sequence[RawSheet], book: RawBook | None, checked: CheckedWorkbook, framework: Framework
) -> dict[str, str]:
    """Sheet → what it is called in the copy: its own name, as far as Excel takes it; a CSV by its ledger."""
    meant = {}
    if book is not None and book.kind == "csv":
        meant = {rows.sheet: framework.ledgers[rows.ledger].sheet for rows in checked.ledgers.values()}
    titles: dict[str, str] = {}
    taken = {LIST_SHEET.casefold(), ""}
    for sheet in sheets:
        name = _FORBIDDEN.sub("_", meant.get(sheet.name, sheet.name)).strip("'")[:_LONGEST_NAME]
        number = 1
        title = name
        while title.casefold() in taken:
            number += 1
            title = f"{name[: _LONGEST_NAME - 8]}（{number}）"
        titles[sheet.name] = title
        taken.add(title.casefold())
    return titles


def _renamed(item: Finding, titles: Mapping[str, str]) -> Finding:
    sheet = item.where.sheet
    return replace(item, where=replace(item.where, sheet=titles.get(sheet, sheet)))


def _write_list(pen: _Pen, lines: Sequence[str], rows: Sequence[ListRow]) -> None:
    sheet = pen.book.add_worksheet(LIST_SHEET)
    sheet.set_tab_color(f"#{TAB[2:]}")
    sheet.hide_gridlines(2)
    for number, line in enumerate(lines, 1):
        pen.text(sheet, number, 1, line, pen.look("text" if number > 1 else "title"))
    top = len(lines) + 1
    for column, (name, width) in enumerate(LIST_COLUMNS.items(), 1):
        sheet.set_column(column - 1, column - 1, width)
        pen.text(sheet, top, column, name, pen.look("header"))
    for number, row in enumerate(rows, top + 1):
        sheet.set_row(number - 1, line_height(row))
        for column, text in enumerate(row.texts, 1):
            pen.text(sheet, number, column, text, pen.look("entry", row.severity if column == 2 else ""))
        if row.target and number - top <= MOST_LINKS:
            link, place = pen.look("link"), f"internal:{row.target}"
            sheet.write_url(number - 1, LINK, place, link, string=row.texts[LINK])
    sheet.freeze_panes(top, 0)
    sheet.autofilter(top - 1, 0, top - 1 + max(len(rows), 1), len(LIST_COLUMNS) - 1)
    print_set_up(sheet, LIST_SHEET, top)


def _write_sheet(pen: _Pen, title: str, sheet: RawSheet, marks: SheetMarks) -> None:
    """Write what was read, then the marks over it."""
    target = pen.book.add_worksheet(title)
    if not sheet.visible:
        target.hide()
    print_set_up(target, title, 0)
    target.set_column(0, max(sheet.width - 1, 0), _WIDTH)
    for row in sheet.hidden_rows:
        target.set_row(row - 1, options={"hidden": True})
    for hidden in sheet.hidden_columns:
        target.set_column(hidden - 1, hidden - 1, _WIDTH, options={"hidden": True})
    _merge(pen, target, sheet)
    place = layout(marks, _filled(sheet), lambda _: set(_columns(sheet)))
    for number, column in enumerate(sheet.columns, 1):
        first = place.old_row if number == place.old_column else len(column.codes) + 1
        for row, code in enumerate(column.codes.tolist()[: first - 1], 1):
            value = column.values[code]
            severity = marks.shades.get((row, number), "")
            if value != "" or severity:
                _write(pen, target, (row, number), value, severity)
    _write_marks(pen, target, sheet, marks)
    _write_notes(pen, target, marks, place)


def _columns(sheet: RawSheet) -> Iterator[int]:
    """The columns with anything in them."""
    return (number for number, column in enumerate(sheet.columns, 1) if not column.blank.all())


def _filled(sheet: RawSheet) -> Iterator[tuple[int, dict[int, bool]]]:
    """The rows from the top: column → whether its cell says 校验结果."""
    for number in range(1, sheet.height + 1):
        cells = enumerate(sheet.row(number), 1)
        yield number, {column: value == COLUMN for column, value in cells if value != ""}


def _merge(pen: _Pen, target: Worksheet, sheet: RawSheet) -> None:
    for top, left, bottom, right in sheet.merges:
        last, end = min(bottom, sheet.height), min(right, max(sheet.width, left))
        size = (last - top + 1) * (end - left + 1)
        if last < top or not 1 < size <= _LARGEST_AREA:
            continue
        # Areas of a damaged file may overlap; then the first one stands, as in Excel's own repair.
        with suppress(OverlappingRange):
            target.merge_range(top - 1, left - 1, last - 1, end - 1, "", pen.look(""))


def _write(pen: _Pen, target: Worksheet, place: tuple[int, int], value: Raw, severity: str) -> None:
    """Write a cell as it was read."""
    row, column = place
    own = ""
    if isinstance(value, tuple) and value[0] == "f":
        _, value, own = value
    kind, parts = (value[0], value[1:]) if isinstance(value, tuple) else ("", ())
    at = (row - 1, column - 1)
    if kind == "b":
        target.write_boolean(*at, parts[0], pen.look("", severity))
    elif kind == "s":
        target.write_number(*at, parts[0] / _DAY, pen.look(kind, severity))
    elif kind == "t":
        target.write_datetime(*at, time(*parts), pen.look(kind, severity))
    elif kind in ("d", "dt") and parts[0] >= _FIRST_YEAR:
        day = datetime(*parts)  # noqa: DTZ001 - a cell has no zone
        target.write_datetime(*at, day, pen.look(kind, severity, own))
    elif not isinstance(value, tuple | str) and isfinite(value):
        target.write_number(*at, value, pen.look("", severity, own))
    elif value == "":
        target.write_blank(*at, None, pen.look("", severity))
    else:
        pen.text(target, row, column, shown(value), pen.look("text", severity))


def _write_marks(pen: _Pen, target: Worksheet, sheet: RawSheet, marks: SheetMarks) -> None:
    """Codes issued, errors of formulas as the texts they showed, and grounds where nothing stood."""
    for row, code in marks.codes.items():
        if marks.code_column and not shown(sheet.row(row)[marks.code_column - 1]).strip():
            severity = marks.shades.get((row, marks.code_column), "")
            pen.text(target, row, marks.code_column, code, pen.look("text", severity))
    for (row, column), what in sheet.broken.items():
        severity = marks.shades.get((row, column), "")
        if what.startswith("#"):
            pen.text(target, row, column, what, pen.look("text", severity))
    for (row, column), severity in marks.shades.items():
        if row > sheet.height or column > sheet.width:
            target.write_blank(row - 1, column - 1, None, pen.look("", severity))


def _write_notes(pen: _Pen, target: Worksheet, marks: SheetMarks, place: Layout) -> None:
    if not place.column:
        return
    above = marks.notes.get(place.header)
    pen.text(target, place.header, place.column, COLUMN, pen.look("header", above.severity if above else ""))
    target.set_column(place.column - 1, place.column - 1, COLUMN_WIDTH)
    for row, note in place.notes.items():
        pen.text(target, row, place.column, note.text, pen.look("text", note.severity))
