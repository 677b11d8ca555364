"""A sheet's XML with other contents in some cells; formats and all else of it stay as they were."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from xlsxwriter.utility import xl_col_to_name

from metrics.ingest.patch.sheet_xml import CellXml, Row, Sheet
from metrics.ingest.patch.xmltext import attributes, find, inline_text, prefix, with_child, without_attribute
from metrics.ingest.read import styles_in

#: Excel row and column, 1-based.
Place = tuple[int, int]

#: What is surely a number and keeps its digits as one: no leading zeros, no more than 15 digits.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")
#: Built-in formats of dates and times, those of Chinese Excel and WPS among them.
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_SHOWN = re.compile(r'"[^"]{0,255}"|\[[^\]]{0,255}\]|\\.')
_SHARED = re.compile(
    rb"""<(?:[\w.-]{1,40}:)?f\s(?=[^<>]{0,300}t\s{0,9}=\s{0,9}["']shared["'])[^<>]{0,300}si\s{0,9}=\s{0,9}["'](\d+)["'][^<>]*>"""
)


def is_number(text: str) -> bool:
    """Whether a text is written into a cell as a number."""
    return bool(_NUMBER.fullmatch(text)) and len(re.sub(r"\D", "", text)) <= 15


def corrected_sheet(xml: bytes, cells: Mapping[Place, str], styles: bytes) -> tuple[bytes, bool]:
    """Write texts into cells.

    Args:
        xml: the part.
        cells: row and column → text.
        styles: the part with the formats: a number under a date format would be read as a day, one under a
            format with words or a scale as another number; such a number is written as a text.

    Returns:
        The part, and whether a formula was replaced.

    Raises:
        UnpatchableError: see `Sheet`.
    """
    sheet = Sheet(xml)
    writer = _SheetWriter(sheet, cells, _date_formats(styles) | _telling_formats(styles))
    body = b"".join(writer.body())
    data = sheet.data
    if data.empty:
        return with_child(xml, data, body), False
    changed = xml[: data.inner] + body + xml[data.close :]
    for number in writer.shared:
        changed = _without_shared(changed, sheet.mark, number)
    return changed, writer.formulas


def _without_shared(xml: bytes, mark: bytes, number: bytes) -> bytes:
    """The sheet without a shared formula whose first cell is gone: its other cells keep their values."""
    tag = rb"""<%bf\s(?=[^<>]*si\s*=\s*["']%b["'])[^<>]*?(?:/>|>[^<]*</%bf\s*>)""" % (mark, number, mark)
    return re.sub(tag, b"", xml)


def _date_formats(styles: bytes) -> frozenset[int]:
    """The numbers of the cell formats that show dates or times."""
    mark = prefix(styles, b"styleSheet")
    own = {
        int(given["numFmtId"])
        for given in _items(styles, mark, b"numFmts", b"numFmt")
        if re.search("[ymdhs年月日]", _NOT_SHOWN.sub("", given.get("formatCode", "")).lower())
        and given.get("numFmtId", "").isdecimal()
    }
    formats = [given.get("numFmtId", "0") for given in _items(styles, mark, b"cellXfs", b"xf")]
    dates = own | _DATES
    return frozenset(
        place for place, number in enumerate(formats) if number.isdecimal() and int(number) in dates
    )


def _telling_formats(styles: bytes) -> frozenset[int]:
    """The numbers of the cell formats under which a number says something else."""
    return frozenset(int(number) for number in styles_in(styles))


def _items(xml: bytes, mark: bytes, section: bytes, item: bytes) -> list[dict[str, str]]:
    found = find(xml, mark + section)
    tags = (
        re.findall(rb"<%b(?=[\s/>])[^<>]*>" % (mark + item), xml[found.inner : found.close]) if found else []
    )
    return [attributes(tag) for tag in tags]


class _SheetWriter:
    """The rows of a sheet with some cells written anew."""

    def __init__(self, sheet: Sheet, cells: Mapping[Place, str], dates: frozenset[int]) -> None:
        self._sheet, self._dates = sheet, dates
        self._rows: dict[int, dict[int, str]] = defaultdict(dict)
        for (row, column), text in cells.items():
            self._rows[row][column] = text
        cols = find(sheet.xml, sheet.mark + b"cols", 0, sheet.data.start)
        head = sheet.xml[cols.inner : cols.close] if cols else b""
        self._columns = [attributes(tag) for tag in re.findall(rb"<[^<>/]*col\s[^<>]*>", head)]
        self.formulas = False
        self.shared: set[bytes] = set()

    def body(self) -> Iterator[bytes]:
        """The content of sheetData."""
        sheet, at = self._sheet, self._sheet.data.inner
        present = {row.number for row in sheet.rows}
        missing = sorted(self._rows.keys() - present, reverse=True)
        for row in sheet.rows:
            while missing and missing[-1] < row.number:
                yield sheet.xml[at : row.start] + self._new_row(missing.pop())
                at = row.start
            if row.number in self._rows:
                yield sheet.xml[at : row.start] + self._row(row)
                at = row.end
        yield sheet.xml[at : sheet.data.close]
        yield from (self._new_row(number) for number in reversed(missing))

    def _new_row(self, number: int) -> bytes:
        cells = (
            self._cell(number, column, self._style_of(column), text)
            for column, text in sorted(self._rows[number].items())
        )
        mark = self._sheet.mark
        return b'<%brow r="%d">%b</%brow>' % (mark, number, b"".join(cells), mark)

    def _row(self, row: Row) -> bytes:
        sheet = self._sheet
        waiting = dict(sorted(self._rows[row.number].items()))
        pieces, at = [], row.inner
        for cell in sheet.cells(row):
            for column in [column for column in waiting if column < cell.column]:
                new = self._cell(row.number, column, self._style_of(column), waiting.pop(column))
                pieces += [sheet.xml[at : cell.start], new]
                at = cell.start
            if cell.column in waiting:
                self._note_formula(cell)
                new = self._cell(row.number, cell.column, cell.style, waiting.pop(cell.column))
                pieces += [sheet.xml[at : cell.start], new]
                at = cell.end
        pieces.append(sheet.xml[at : row.close])
        pieces += [
            self._cell(row.number, column, self._style_of(column), text) for column, text in waiting.items()
        ]
        tag = without_attribute(sheet.xml[row.start : row.inner], "spans")
        if row.close == row.end:
            tag = tag[:-2].rstrip() + b">"
        return tag + b"".join(pieces) + b"</" + sheet.mark + b"row>"

    def _note_formula(self, cell: CellXml) -> None:
        if self._sheet.has_formula(cell):
            self.formulas = True
            first = _SHARED.search(cell.content)
            if first and b"ref" in first[0]:
                self.shared.add(first[1])

    def _cell(self, row: int, column: int, style: int, text: str) -> bytes:
        """A cell with a number or a text that is never a formula."""
        mark = self._sheet.mark
        head = b'<%bc r="%b%d" s="%d"' % (mark, xl_col_to_name(column - 1).encode(), row, style)
        if not text:
            return head + b"/>"
        if is_number(text) and style not in self._dates:
            return head + b"><%bv>%b</%bv></%bc>" % (mark, text.encode(), mark, mark)
        return head + b' t="inlineStr">%b</%bc>' % (inline_text(mark, text), mark)

    def _style_of(self, column: int) -> int:
        """The format of a column, for cells that were not there."""
        for given in self._columns:
            first, last, style = (given.get(name, "") for name in ("min", "max", "style"))
            if all(map(str.isdecimal, (first, last, style))) and int(first) <= column <= int(last):
                return int(style)
        return 0
