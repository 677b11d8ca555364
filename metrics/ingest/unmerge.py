"""Merged cells inside the data: words go down to every row they cover; numbers are never copied."""

from collections.abc import Iterator
from dataclasses import replace

from xlsxwriter.utility import xl_range

from metrics.framework import LedgerSpec
from metrics.ingest.catalogue import finding
from metrics.ingest.header import Header
from metrics.ingest.model import CellRef, Finding
from metrics.ingest.normalise import shown
from metrics.ingest.raw import RawColumn, RawSheet

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
    spreads: dict[int, list[Merge]] = {}
    findings = []
    for area in _below(sheet, header):
        top, left, bottom, _ = area
        spec, value = fields.get(left), sheet.columns[left - 1].at(top)
        if spec is None or value == "":
            continue
        words = {"header": spec.header, "field": spec.id, "detail": shown(value)}
        code = "E307" if spec.type in _AMOUNTS or bottom - top >= _TALLEST else "W308"
        found = xl_range(top - 1, left - 1, bottom - 1, left - 1)
        findings.append(finding(code, CellRef(sha256, sheet.name, top, left), found, **words))
        if code == "W308":
            spreads.setdefault(left, []).append(area)
    columns = tuple(
        _spread(column, spreads[number]) if number in spreads else column
        for number, column in enumerate(sheet.columns, 1)
    )
    return replace(sheet, columns=columns), findings


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
