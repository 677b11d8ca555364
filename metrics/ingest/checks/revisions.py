"""Checks of a revision against the unit's last one for the same quarter: nothing is lost by accident."""

from collections.abc import Iterator
from functools import partial

from metrics.framework import LedgerSpec
from metrics.ingest.catalogue import finding, listed
from metrics.ingest.checks.registry import book_check
from metrics.ingest.find import Scope, Table
from metrics.ingest.model import CellRef, Finding
from metrics.ingest.revisions import compare

#: Below so many rows before, each that is gone is named, however many they are.
_FEW = 4


@book_check("W601", "W602")
def lost_rows(tables: list[Table], scope: Scope) -> Iterator[Finding]:
    """Rows that were reported before and are gone; one finding for all where most of them are."""
    present = {table.ledger.code: table for table in tables}
    for code, before in scope.context.previous.items():
        table, spec = present.get(code), scope.framework.ledgers[code]
        if code in scope.unread or before.empty:
            continue
        where = CellRef(scope.sha256, table.area.sheet.name if table else "")
        gone = compare(spec, before, table.frame).dropped if table else before
        kept = len(before) - len(gone)
        if len(before) >= _FEW and kept * 2 < len(before):
            yield finding("W602", where, str(kept), expected=str(len(before)), detail=spec.sheet)
        else:
            rows = gone[[name for name in (spec.key, spec.name_field) if name]].fillna("").values.tolist()
            yield from listed(rows, partial(_gone, where=where, spec=spec), "W601", where)


def _gone(row: list[str], where: CellRef, spec: LedgerSpec) -> Finding:
    return finding("W601", where, " ".join(filter(None, row)), field=spec.key, detail=spec.sheet)
