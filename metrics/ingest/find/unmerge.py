"""Merged cells inside the data: words go down to every row they cover; numbers are never copied.

Of an area people see its first cell. What lies in the others is not read, and asked about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from metrics.framework import ColumnSpec, LedgerSpec
from metrics.ingest.catalogue import finding, listed
from metrics.ingest.find.header import Header
from metrics.ingest.model import CellRef, Finding
from metrics.ingest.read import RawColumn, RawSheet
from metrics.ingest.values import shown

#: Amounts: which row a merged one belongs to, only a person can say.
_AMOUNTS = ("int", "decimal")
#: An area over more rows than this is a slip of the hand, not a grouping.
_TALLEST = 1_000

Merge = tuple[int, int, int, int]


def unmerge(
    sheet: RawSheet, header: Header, ledger: LedgerSpec, sha256: str
) -> tuple[RawSheet, list[Finding]]:
    """Spread merged words over their rows.

    Args:
        sheet: as read.
        header: where the data begin and which columns are fields.
        ledger: the types of the fields.
        sha256: of the file, for the findings' places.

    Returns:
        The sheet with the words in every row they cover and without what nobody sees, and a finding an area
        (a hint for words, an error for amounts) and a question for every cell that is covered.
    """
    fields = {column: ledger.by_id[name] for name, column in header.fields.items()}
    sheet, unseen = _uncovered(sheet, header, fields, sha256)
    areas = [area for area in _below(sheet, header) if area[1] in fields and _said(sheet, area)]
    kinds: dict[str, list[Merge]] = {"E307": [], "W308": []}
    for area in areas:
        kinds[_code(area, fields[area[1]])].append(area)

    def named(area: Merge) -> Finding:
        top, left, bottom, _ = area
        words = {"header": fields[left].header, "field": fields[left].id, "detail": _said(sheet, area)}
        found = xl_range(top - 1, left - 1, bottom - 1, left - 1)
        where = CellRef(sha256, sheet.name, top, left)
        return finding(_code(area, fields[left]), where, found, **words)

    whole = CellRef(sha256, sheet.name)
    told = [one for code, some in kinds.items() for one in listed(some, named, code, whole)]
    return _spread_all(sheet, kinds["W308"]), [*told, *unseen]


def _uncovered(
    sheet: RawSheet, header: Header, fields: Mapping[int, ColumnSpec], sha256: str
) -> tuple[RawSheet, list[Finding]]:
    """The sheet without what lies in fields under merged areas, and the questions about it."""
    covered = sorted(_covered(sheet, header, fields))
    if not covered:
        return sheet, []

    def named(one: tuple[int, int, str]) -> Finding:
        row, column, area = one
        field, found = fields[column], shown(sheet.columns[column - 1].at(row))
        words = {"header": field.header, "detail": area, "cell": xl_rowcol_to_cell(row - 1, column - 1)}
        # About the row, not the cell: of that it may be said besides that it is empty.
        return finding("W427", CellRef(sha256, sheet.name, row), found, **words)

    told = list(listed(covered, named, "W427", CellRef(sha256, sheet.name)))
    gone: dict[int, list[int]] = {}
    for row, column, _ in covered:
        gone.setdefault(column, []).append(row)
    columns = tuple(
        _without(column, gone[number]) if number in gone else column
        for number, column in enumerate(sheet.columns, 1)
    )
    return replace(sheet, columns=columns), told


def _covered(
    sheet: RawSheet, header: Header, fields: Mapping[int, ColumnSpec]
) -> Iterator[tuple[int, int, str]]:
    """Row, column and area of every cell of a field that says something else than its area shows."""
    for top, left, bottom, right in sheet.merges:
        if not header.bottom < top <= sheet.height or left > sheet.width:
            continue
        seen = _said(sheet, (top, left, bottom, right))
        for column in range(left, min(right, sheet.width) + 1):
            if column not in fields:
                continue
            blank = sheet.columns[column - 1].blank[top - 1 : bottom]
            for row in (top + int(at) for at in (~blank).nonzero()[0]):
                if (row, column) != (top, left) and shown(sheet.columns[column - 1].at(row)) != seen:
                    yield row, column, xl_range(top - 1, left - 1, bottom - 1, right - 1)


def _without(column: RawColumn, rows: list[int]) -> RawColumn:
    codes = column.codes.copy()
    codes[[row - 1 for row in rows]] = len(column.values)
    return RawColumn([*column.values, ""], codes)


def _code(area: Merge, field: ColumnSpec) -> str:
    """E307 for an area whose value belongs to one unknown row, W308 for one that all its rows share."""
    top, _, bottom, _ = area
    return "E307" if field.type in _AMOUNTS or bottom - top >= _TALLEST else "W308"


def _spread_all(sheet: RawSheet, areas: list[Merge]) -> RawSheet:
    spreads: dict[int, list[Merge]] = {}
    for area in areas:
        spreads.setdefault(area[1], []).append(area)
    columns = tuple(
        _spread(column, spreads[number]) if number in spreads else column
        for number, column in enumerate(sheet.columns, 1)
    )
    return replace(sheet, columns=columns)


def _said(sheet: RawSheet, area: Merge) -> str:
    return shown(sheet.columns[area[1] - 1].at(area[0]))


def _below(sheet: RawSheet, header: Header) -> Iterator[Merge]:
    """Areas of several rows that begin below the header and inside the sheet."""
    for top, left, bottom, right in sheet.merges:
        if header.bottom < top < bottom and top <= sheet.height and left <= sheet.width:
            yield top, left, min(bottom, sheet.height), right


def _spread(column: RawColumn, areas: list[Merge]) -> RawColumn:
    codes = column.codes.copy()
    for top, _, bottom, _ in areas:
        codes[top - 1 : bottom] = codes[top - 1]
    return RawColumn(column.values, codes)
