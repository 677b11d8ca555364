"""Rows and cells that are struck out: read all the same, or without what is struck out, and asked about."""

from collections.abc import Iterator

from metrics.ingest.catalogue import finding, listed
from metrics.ingest.checks.registry import table_check
from metrics.ingest.find import Scope, Table
from metrics.ingest.model import CellRef, Finding
from metrics.ingest.values import shown


@table_check("W319", "W425")
def struck_out(table: Table, _: Scope) -> Iterator[Finding]:
    """Rows that are struck out from the first cell to the last, and single cells and signs."""
    sheet, rows = table.area.sheet, set(table.area.rows.data.tolist())
    fields = {column: name for name, column in table.area.header.fields.items()}
    cells = {cell: what for cell, what in sheet.struck.items() if cell[0] in rows and cell[1] in fields}
    whole = sorted({row for row, _ in cells if _is_whole(table, row)})
    left = sorted((cell, what) for cell, what in cells.items() if cell[0] not in whole)
    where = CellRef(table.sha256, sheet.name)

    def of_row(row: int) -> Finding:
        name = table.ledger.name_field or next(iter(fields.values()))
        said = shown(sheet.columns[table.area.header.fields.get(name, 1) - 1].at(row)).strip()
        return finding("W319", CellRef(table.sha256, sheet.name, row), str(row), detail=said)

    def of_cell(item: tuple[tuple[int, int], str]) -> Finding:
        (row, column), what = item
        spec, text = table.ledger.by_id[fields[column]], shown(sheet.columns[column - 1].at(row)).strip()
        words = {"header": spec.header, "field": spec.id, "proposal": text}
        detail = f"里的“{what}”划了删除线" if what else "划了删除线"
        return finding("W425", CellRef(table.sha256, sheet.name, row, column), text, detail=detail, **words)

    yield from listed(whole, of_row, "W319", where)
    yield from listed(left, of_cell, "W425", where)


def _is_whole(table: Table, row: int) -> bool:
    """Whether every field of a row that says something is struck out."""
    sheet = table.area.sheet
    said = [c for c in table.area.header.fields.values() if shown(sheet.columns[c - 1].at(row)).strip()]
    return len(said) > 1 and all(sheet.struck.get((row, column)) == "" for column in said)
