"""Merged cells inside the data: words go down to every row they cover; numbers are never copied."""

from collections.abc import Iterator
from dataclasses import replace

from xlsxwriter.utility import xl_range

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
        The sheet with the words in every row they cover, and a finding an area: a hint for words, an error
        for amounts.
    """
    fields = {column: ledger.by_id[name] for name, column in header.fields.items()}
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
    return _spread_all(sheet, kinds["W308"]), told


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
