"""The sheet with the list of all findings, as XML."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from metrics.ingest.patch.plan import LINK, LIST_COLUMNS, ListRow, line_height
from metrics.ingest.patch.styles import StylesXml
from metrics.ingest.patch.xmltext import inline_text, quoted

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TAB = "FFC00000"
#: Excel takes no more links on a sheet.
MOST_LINKS = 65_000


def list_sheet(lines: Sequence[str], rows: Sequence[ListRow], styles: StylesXml, *, selected: bool) -> bytes:
    """Make the list's XML.

    Args:
        lines: above the table; the first is its title.
        rows: of the table.
        styles: the workbook's formats; those needed are added.
        selected: whether the workbook opens on this sheet.
    """
    top = len(lines) + 1
    title, line, header = (styles.look(name) for name in ("title", "line", "header"))
    body = [_row(number, [text], [line if number > 1 else title]) for number, text in enumerate(lines, 1)]
    body.append(_row(top, list(LIST_COLUMNS), [header] * len(LIST_COLUMNS)))
    looks = _looks(rows, styles)
    body += [
        _row(top + number, row.texts, looks[row.severity, bool(row.target)], line_height(row))
        for number, row in enumerate(rows, 1)
    ]
    return b"".join([_head(top, selected), *body, _foot(top, rows)])


def _looks(rows: Sequence[ListRow], styles: StylesXml) -> dict[tuple[str, bool], list[int]]:
    """(severity, whether linked) → the formats of a line."""
    text, link = styles.look("text"), styles.look("link")
    looks = {}
    for severity, linked in {(row.severity, bool(row.target)) for row in rows}:
        line = [text] * len(LIST_COLUMNS)
        line[1] = styles.marked(text, severity)
        line[LINK] = link if linked else text
        looks[severity, linked] = line
    return looks


def _row(number: int, texts: Sequence[str], looks: Sequence[int], height: int = 20) -> bytes:
    cells = (
        b'<c r="%b%d" s="%d" t="inlineStr">%b</c>'
        % (xl_col_to_name(position).encode(), number, look, inline_text(b"", text))
        if text
        else b'<c r="%b%d" s="%d"/>' % (xl_col_to_name(position).encode(), number, look)
        for position, (text, look) in enumerate(zip(texts, looks, strict=True))
    )
    return b'<row r="%d" ht="%d" customHeight="1">%b</row>' % (number, height, b"".join(cells))


def _head(top: int, selected: bool) -> bytes:
    widths = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (position, position, width)
        for position, width in enumerate(LIST_COLUMNS.values(), 1)
    )
    chosen = b' tabSelected="1"' if selected else b""
    pane = b'<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>' % (top, top + 1)
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%b">' % _MAIN
        + b'<sheetPr><tabColor rgb="%b"/><pageSetUpPr fitToPage="1"/></sheetPr>' % TAB.encode()
        + b'<sheetViews><sheetView showGridLines="0"%b workbookViewId="0">%b</sheetView></sheetViews>'
        % (chosen, pane)
        + b'<sheetFormatPr defaultRowHeight="15"/><cols>%b</cols><sheetData>' % widths
    )


def _foot(top: int, rows: Sequence[ListRow]) -> bytes:
    last = xl_col_to_name(len(LIST_COLUMNS) - 1).encode()
    column = xl_col_to_name(LINK).encode()
    links = [
        b'<hyperlink ref="%b%d" location=%b display=%b/>'
        % (column, top + number, quoted(row.target), quoted(row.texts[LINK]))
        for number, row in enumerate(rows, 1)
        if row.target
    ][:MOST_LINKS]
    return (
        b'</sheetData><autoFilter ref="A%d:%b%d"/>' % (top, last, top + max(len(rows), 1))
        + (b"<hyperlinks>%b</hyperlinks>" % b"".join(links) if links else b"")
        + b'<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        + b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )
