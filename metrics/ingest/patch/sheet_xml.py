"""A sheet's XML with other formats and texts in some cells; all else of it stays as it was."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from metrics.ingest.patch.plan import COLUMN, COLUMN_WIDTH, Layout, SheetMarks, layout
from metrics.ingest.patch.styles import StylesXml
from metrics.ingest.patch.xmltext import (
    UnpatchableError,
    attributes,
    checked_text,
    find,
    inline_text,
    prefix,
    said,
    with_attribute,
    with_child,
    without_attribute,
)

_LAST_COLUMN = 16_384
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})\d+["']""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_INDEX = re.compile(rb"""\st\s*=\s*["']s["']""")
_TAG = re.compile(rb"<[^<>]*>")
_CORNERS = re.compile(rb"""ref\s*=\s*["']([A-Za-z]+)(\d+)(?::([A-Za-z]+)(\d+))?["']""")


@dataclass(frozen=True)
class CellChange:
    """What happens to one cell.

    Args:
        severity: its ground; empty for none of ours.
        text: replaces the content; None keeps it, an empty one clears the cell.
        only_blank: write the text only if the cell is blank.
        style: the format to go by instead of the cell's own.
    """

    severity: str = ""
    text: str | None = None
    only_blank: bool = False
    style: int | None = None


class Row(NamedTuple):
    """Where a row stands in the XML, as Element; `number` is Excel's."""

    number: int
    start: int
    inner: int
    close: int
    end: int


class CellXml(NamedTuple):
    """A cell's column, its attributes and content as written, and where it stands."""

    column: int
    tag: bytes
    content: bytes
    start: int
    end: int

    @property
    def style(self) -> int:
        """The number of its format."""
        match = _STYLE.search(self.tag)
        return int(match[1]) if match else 0


@lru_cache(maxsize=1 << 14)
def column_number(letters: bytes) -> int:
    """Excel's letters as a number, 1-based."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class Sheet:
    """The XML of a worksheet, taken apart into rows.

    Args:
        xml: the part.

    Raises:
        UnpatchableError: it is not UTF-8, or holds comments among the cells.
    """

    def __init__(self, xml: bytes) -> None:
        self.xml = checked_text(xml)
        self.mark = prefix(xml, b"worksheet")
        data = find(xml, self.mark + b"sheetData")
        if data is None or xml.find(b"<!", data.inner, data.close) >= 0:
            raise UnpatchableError("no plain cells")
        self.data = data
        mark = re.escape(self.mark)
        self._row = re.compile(rb"<%brow(?=[\s/>])[^<>]*>" % mark)
        self._row_end = b"</" + self.mark + b"row"
        self._cell = re.compile(rb"<%bc(?=[\s/>])([^<>]*?)(?:/>|>(.*?)</%bc\s*>)" % (mark, mark), re.DOTALL)
        self._filled = re.compile(
            rb"""<%bc\s(?:[^<>]*\s)?r\s*=\s*["']([A-Za-z]+)\d+["'][^<>]*(?<!/)>""" % mark
        )
        self._unplaced = re.compile(rb"<%bc(?=[\s/>])(?![^<>]*\sr\s*=)" % mark)
        self._formula = b"<" + self.mark + b"f"
        self.rows = list(self._all_rows())

    def _all_rows(self) -> Iterator[Row]:
        number, at = 0, self.data.inner
        while match := self._row.search(self.xml, at, self.data.close):
            given = _NUMBER.search(match[0])
            number = int(given[1]) if given else number + 1
            inner = close = at = match.end()
            if not match[0].endswith(b"/>"):
                close = self.xml.find(self._row_end, inner, self.data.close)
                at = self.xml.find(b">", close) + 1
                if close < 0:
                    raise UnpatchableError("a row is not closed")
            yield Row(number, match.start(), inner, close, at)

    def cells(self, row: Row) -> Iterator[CellXml]:
        """The cells of a row, in order."""
        column = 0
        for match in self._cell.finditer(self.xml, row.inner, row.close):
            place = _PLACE.search(match[1])
            column = column_number(place[1]) if place else column + 1
            yield CellXml(column, match[1], match[2] or b"", match.start(), match.end())

    def is_blank(self, cell: CellXml) -> bool:
        """Whether a cell holds neither text, number nor formula."""
        return self._formula not in cell.content and not _TAG.sub(b"", cell.content).strip()

    def has_formula(self, cell: CellXml) -> bool:
        """Whether a formula stands in a cell."""
        return self._formula in cell.content

    def says(self, cell: CellXml, text: str, numbers: frozenset[int]) -> bool:
        """Whether a cell shows a text, written in it or shared under one of the numbers."""
        content = said(cell.content)
        if _INDEX.search(cell.tag):
            return content.isdecimal() and int(content) in numbers
        return content == text

    def filled(self, row: Row, headings: frozenset[int]) -> dict[int, bool]:
        """The columns of a row with anything in them, and whether that is the heading of ours."""
        return {
            cell.column: self.says(cell, COLUMN, headings)
            for cell in self.cells(row)
            if not self.is_blank(cell)
        }

    def used_columns(self) -> set[int]:
        """Columns with anything in them."""
        if not self._unplaced.search(self.xml, self.data.inner, self.data.close):
            letters = set(self._filled.findall(self.xml, self.data.inner, self.data.close))
            return {column_number(name) for name in letters}
        return {cell.column for row in self.rows for cell in self.cells(row) if not self.is_blank(cell)}

    def new_cell(self, row: int, column: int, style: int, text: str) -> bytes:
        """A cell: empty, or with a text that is never a formula."""
        head = b'<%bc r="%b%d" s="%d"' % (self.mark, xl_col_to_name(column - 1).encode(), row, style)
        if not text:
            return head + b"/>"
        return head + b' t="inlineStr">%b</%bc>' % (inline_text(self.mark, text), self.mark)


def patched_sheet(xml: bytes, marks: SheetMarks, styles: StylesXml, headings: frozenset[int]) -> bytes:
    """A sheet with its marks, those of an earlier marking removed.

    Args:
        xml: the part.
        marks: what to mark.
        styles: the workbook's formats; those needed are added.
        headings: the numbers of shared texts that are the heading of our column.

    Returns:
        The part; the very same object when there is nothing to change.

    Raises:
        UnpatchableError: see `Sheet`.
    """
    sheet = Sheet(xml)
    rows = ((row.number, sheet.filled(row, headings)) for row in sheet.rows)
    place = layout(marks, rows, lambda header: sheet.used_columns() | _merged_columns(sheet, header))
    changes = _column_changes(sheet, marks, styles, place)
    for row, code in marks.codes.items():
        if marks.code_column:
            changes[row][marks.code_column] = CellChange(text=code, only_blank=True)
    for (row, at), severity in marks.shades.items():
        changes[row][at] = replace(changes[row].get(at, CellChange()), severity=severity)
    new = 0 if place.column == place.old_column else place.column
    return _Patch(sheet, styles, changes).written(new)


def _column_changes(
    sheet: Sheet, marks: SheetMarks, styles: StylesXml, place: Layout
) -> dict[int, dict[int, CellChange]]:
    """Row → column → change, for the cells of 校验结果: the old ones cleared, the new ones written."""
    changes: dict[int, dict[int, CellChange]] = defaultdict(dict)
    for row in sheet.rows:
        if place.old_column and row.number >= place.old_row:
            changes[row.number][place.old_column] = CellChange(text="", style=0)
    if place.column:
        above = marks.notes.get(place.header)
        style = _beside(sheet, marks, place.header)
        changes[place.header][place.column] = CellChange(above.severity if above else "", COLUMN, style=style)
        look = styles.look("note")
        for number, note in place.notes.items():
            changes[number][place.column] = CellChange(note.severity, note.text, style=look)
    return changes


def _beside(sheet: Sheet, marks: SheetMarks, header: int) -> int:
    """The format of the header's last field."""
    row = next(row for row in sheet.rows if row.number == header)
    return next(
        (cell.style for cell in reversed(list(sheet.cells(row))) if cell.column in marks.columns),
        0,
    )


def _merged_columns(sheet: Sheet, header: int) -> set[int]:
    """Columns under merged areas that reach into the data."""
    area = find(sheet.xml, sheet.mark + b"mergeCells", sheet.data.end)
    columns: set[int] = set()
    if area is not None:
        for left, top, right, bottom in _CORNERS.findall(sheet.xml, area.inner, area.close):
            if right and int(bottom or top) >= header:
                columns |= set(range(column_number(left), min(column_number(right), _LAST_COLUMN) + 1))
    return columns


class _Patch:
    """The writing of a sheet's changes."""

    def __init__(
        self, sheet: Sheet, styles: StylesXml, changes: Mapping[int, Mapping[int, CellChange]]
    ) -> None:
        self._sheet, self._styles, self._changes = sheet, styles, changes
        self._columns = _column_styles(sheet)
        ours = b"|".join(b"%d" % number for number in sorted(styles.ours))
        self._ours = re.compile(rb"""\ss\s*=\s*["'](?:%b)["']""" % ours) if ours else None

    def written(self, wide: int) -> bytes:
        """The part; `wide` is a column that needs width and a place in the sheet's dimension."""
        xml, data = self._sheet.xml, self._sheet.data
        body = b"".join(self._body())
        if body == xml[data.inner : data.close]:
            return xml
        xml = with_child(xml, data, body) if data.empty else xml[: data.inner] + body + xml[data.close :]
        return _with_dimension(_with_width(xml, self._sheet, wide), self._sheet.mark, wide) if wide else xml

    def _body(self) -> Iterator[bytes]:
        """The rows, changed ones written anew and missing ones put in their places."""
        sheet, at = self._sheet, self._sheet.data.inner
        present = {row.number for row in sheet.rows}
        missing = sorted(set(self._changes) - present, reverse=True)
        for row in sheet.rows:
            while missing and missing[-1] < row.number:
                yield sheet.xml[at : row.start]
                at = row.start
                yield self._new_row(missing.pop())
            changes = self._changes.get(row.number, {})
            if changes or (self._ours and self._ours.search(sheet.xml, row.inner, row.close)):
                yield sheet.xml[at : row.start]
                yield self._row(row, changes)
                at = row.end
        yield sheet.xml[at : sheet.data.close]
        yield from (self._new_row(number) for number in reversed(missing))

    def _new_row(self, number: int) -> bytes:
        cells = b"".join(
            self._new(number, column, change, None)
            for column, change in sorted(self._changes[number].items())
        )
        mark = self._sheet.mark
        return b'<%brow r="%d">%b</%brow>' % (mark, number, cells, mark) if cells else b""

    def _row(self, row: Row, changes: Mapping[int, CellChange]) -> bytes:
        sheet, waiting = self._sheet, sorted(changes.items(), reverse=True)
        tag = sheet.xml[row.start : row.inner]
        pieces, at, last = [], row.inner, row.inner
        for cell in sheet.cells(row):
            last = cell.end
            while waiting and waiting[-1][0] < cell.column:
                pieces += [sheet.xml[at : cell.start], self._new(row.number, *waiting.pop(), tag)]
                at = cell.start
            change = CellChange()
            if waiting and waiting[-1][0] == cell.column:
                change = waiting.pop()[1]
            elif cell.style not in self._styles.ours:
                continue
            pieces += [sheet.xml[at : cell.start], self._changed(row.number, cell, change)]
            at = cell.end
        pieces.append(sheet.xml[at:last])
        pieces += [self._new(row.number, column, change, tag) for column, change in reversed(waiting)]
        return self._closed(row, tag, b"".join(pieces), sheet.xml[last : row.end])

    def _closed(self, row: Row, tag: bytes, cells: bytes, rest: bytes) -> bytes:
        """The row's tags around its cells; `spans` is a hint that may no longer hold."""
        if not cells:
            return tag + rest
        tag = without_attribute(tag, "spans")
        if row.close == row.end:
            return tag[:-2].rstrip() + b">" + cells + b"</" + self._sheet.mark + b"row>"
        return tag + cells + rest

    def _changed(self, row: int, cell: CellXml, change: CellChange) -> bytes:
        sheet = self._sheet
        text = change.text
        if (change.only_blank and not sheet.is_blank(cell)) or (text is not None and sheet.has_formula(cell)):
            # A formula that vanished would still stand in the chain of calculation.
            text = None
        style = self._style(cell.style if change.style is None else change.style, change.severity)
        if text is not None:
            return sheet.new_cell(row, cell.column, style, text)
        whole = sheet.xml[cell.start : cell.end]
        if style == cell.style:
            return whole
        end = whole.index(b">") + 1
        return with_attribute(whole[:end], "s", style) + whole[end:]

    def _new(self, row: int, column: int, change: CellChange, tag: bytes | None) -> bytes:
        """A cell that was not there, in the format of its row or column."""
        if not change.text and not change.severity:
            return b""
        style = change.style
        if style is None:
            given = attributes(tag) if tag else {}
            own = given.get("s", "") if given.get("customFormat") in ("1", "true") else ""
            style = int(own) if own.isdecimal() else self._column_style(column)
        return self._sheet.new_cell(row, column, self._style(style, change.severity), change.text or "")

    def _style(self, style: int, severity: str) -> int:
        return self._styles.marked(style, severity) if severity else self._styles.plain(style)

    def _column_style(self, column: int) -> int:
        return next((style for first, last, style in self._columns if first <= column <= last), 0)


def _columns(sheet: Sheet) -> Iterable[tuple[bytes, int, int]]:
    """The elements that describe columns: as one tag, first and last column."""
    section = find(sheet.xml, sheet.mark + b"cols", 0, sheet.data.start)
    if section is None:
        return
    pattern = re.compile(rb"<%bcol(?=[\s/>])[^<>]*>" % re.escape(sheet.mark))
    for tag in pattern.findall(sheet.xml, section.inner, section.close):
        given = attributes(tag)
        first, last = given.get("min", ""), given.get("max", "")
        if first.isdecimal() and last.isdecimal():
            yield tag.rstrip(b"/>") + b"/>", int(first), int(last)


def _column_styles(sheet: Sheet) -> list[tuple[int, int, int]]:
    styles = ((attributes(tag).get("style", "0"), first, last) for tag, first, last in _columns(sheet))
    return [(first, last, int(style)) for style, first, last in styles if style.isdecimal()]


def _with_width(xml: bytes, sheet: Sheet, column: int) -> bytes:
    """The sheet with a column made wide; one that others are described with is taken out of them."""
    mark = sheet.mark
    own = b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (mark, column, column, COLUMN_WIDTH)
    tags = [(column, own)]
    for tag, first, last in _columns(sheet):
        for start, end in ((first, min(last, column - 1)), (max(first, column + 1), last)):
            if start <= end:
                tags.append((start, with_attribute(with_attribute(tag, "min", start), "max", end)))
    made = b"<%bcols>%b</%bcols>" % (mark, b"".join(tag for _, tag in sorted(tags)), mark)
    section = find(xml, mark + b"cols", 0, sheet.data.start)
    start, end = (section.start, section.end) if section else (sheet.data.start, sheet.data.start)
    return xml[:start] + made + xml[end:]


def _with_dimension(xml: bytes, mark: bytes, column: int) -> bytes:
    """The sheet with a dimension that reaches to a column."""
    element = find(xml, mark + b"dimension")
    corners = _CORNERS.search(xml, element.start, element.inner) if element else None
    if element is None or corners is None:
        return xml
    left, top, right, bottom = corners.groups()
    last = max(column_number(right or left), column)
    corner = f"{xl_col_to_name(last - 1)}{(bottom or top).decode()}"
    tag = with_attribute(xml[element.start : element.inner], "ref", f"{left.decode()}{top.decode()}:{corner}")
    return xml[: element.start] + tag + xml[element.inner :]
