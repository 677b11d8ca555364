"""The list of checks: one function a check, each saying which codes it may raise."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import pandas as pd

from metrics.ingest.catalogue import catalogue, finding, listed
from metrics.ingest.checks.wording import expected
from metrics.ingest.find import Scope, Table, positions
from metrics.ingest.model import CellRef, Finding
from metrics.ingest.read import Array

TableCheck = Callable[[Table, Scope], Iterable[Finding]]
BookCheck = Callable[[list[Table], Scope], Iterable[Finding]]

Check = TypeVar("Check", TableCheck, BookCheck)

#: In the order in which they run: of two equally grave findings about one cell, the first stands.
TABLE_CHECKS: list[TableCheck] = []
ROW_CHECKS: list[TableCheck] = []
BOOK_CHECKS: list[BookCheck] = []
#: Code → name of the check that raises it.
RAISED_BY: dict[str, str] = {}


def table_check(*codes: str) -> Callable[[TableCheck], TableCheck]:
    """Enter a check of one ledger sheet; `codes` are all it may raise."""
    return lambda check: _enter(TABLE_CHECKS, codes, check)


def row_check(*codes: str) -> Callable[[TableCheck], TableCheck]:
    """Enter a check of a ledger sheet's rows, which a sheet without rows is spared."""
    return lambda check: _enter(ROW_CHECKS, codes, check)


def book_check(*codes: str) -> Callable[[BookCheck], BookCheck]:
    """Enter a check of a whole workbook; `codes` are all it may raise."""
    return lambda check: _enter(BOOK_CHECKS, codes, check)


def _enter(checks: list[Check], codes: tuple[str, ...], check: Check) -> Check:
    for code in codes:
        if code not in catalogue():
            raise KeyError(f"no entry {code} in catalogue.toml")
        RAISED_BY[code] = check.__name__
    checks.append(check)
    return check


def at_rows(
    table: Table,
    scope: Scope,
    mask: pd.Series | Array,
    field: str,
    code: str,
    words: Callable[[int], Mapping[str, Any]] | None = None,
) -> Iterator[Finding]:
    """A finding for every data row where a mask holds, at the cell of a field.

    Args:
        table: the sheet.
        scope: what it is checked against.
        mask: per data row.
        field: whose cell is named.
        code: of the catalogue.
        words: from the 0-based position to further placeholders, and `choices` if there are any; `found` and
            `expected` have defaults.
    """
    rows = positions(mask)
    if not rows:
        return
    spec = table.ledger.by_id[field]
    common = {
        "header": spec.header,
        "unit": spec.unit,
        "field": field,
        "example": spec.example,
        "expected": expected(spec, scope),
    }

    def named(position: int) -> Finding:
        given = {**common, "found": table.text(field, position), **(words(position) if words else {})}
        return finding(code, table.place(field, position), **given)

    column = CellRef(table.sha256, table.area.sheet.name, 0, table.columns[field].position)
    yield from listed(rows, named, code, column, header=spec.header, field=field)
