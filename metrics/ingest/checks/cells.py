"""Checks of single cells: broken formulas, private data, what the readers could not take, limits."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from metrics.ingest.catalogue import finding, listed
from metrics.ingest.checks.registry import at_rows, row_check, table_check
from metrics.ingest.checks.wording import expected
from metrics.ingest.find import Column, Scope, Table, written
from metrics.ingest.model import ROW, CellRef, Finding
from metrics.ingest.read import Array, Raw, RawColumn, spread
from metrics.ingest.values import shown

#: Every private number has at least so many digits in a row.
_LONG_NUMBER = re.compile(r"\d{11}")
_BIRTHDAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PRIVATE = {
    "身份证号": re.compile(rf"(?<!\d)[1-9]\d{{5}}{_BIRTHDAY}\d{{3}}[\dXx](?!\d)"),
    "手机号": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "银行卡号": re.compile(r"(?<!\d)62\d{14,17}(?!\d)"),
}


@table_check("E416", "E420")
def broken_cells(table: Table, scope: Scope) -> Iterator[Finding]:
    """Cells whose formula failed or was never computed; they read as blank."""
    fields = {column: name for name, column in table.area.header.fields.items()}
    sheet, rows = table.area.sheet, table.area.rows
    above = range(1, table.area.header.bottom + 1)
    left_out = {*rows.totals, *rows.notes, *rows.headers, *rows.asides, *above}
    for code in ("E416", "E420"):
        cells = [
            (row, column)
            for (row, column), what in sheet.broken.items()
            if column in fields and row not in left_out and (what == "formula") == (code == "E420")
        ]

        def named(cell: tuple[int, int], code: str = code) -> Finding:
            spec = table.ledger.by_id[fields[cell[1]]]
            found = sheet.broken[cell] if code == "E416" else ""
            words = {"header": spec.header, "field": spec.id, "expected": expected(spec, scope)}
            return finding(code, CellRef(table.sha256, sheet.name, *cell), found, **words)

        yield from listed(cells, named, code, CellRef(table.sha256, sheet.name))


@row_check("E415")
def private_values(table: Table, _: Scope) -> Iterator[Finding]:
    """Identity, telephone and bank card numbers, in whatever column; never repeated in the finding."""
    for position, column in enumerate(table.area.sheet.columns, 1):
        only_texts = set(map(type, column.values)) == {str}
        long = not only_texts and any(map(_is_long, column.values))
        if not long and not _LONG_NUMBER.search(column.all_text):
            continue
        kinds = [_private_kind(value) for value in column.values]
        if any(kinds):
            yield from _private_cells(table, position, column, kinds)


def _private_cells(table: Table, position: int, column: RawColumn, kinds: list[str]) -> Iterator[Finding]:
    rows = table.frame[ROW].to_numpy()
    header = shown(column.at(table.area.header.bottom)).strip()
    sheet = table.area.sheet.name

    def named(row: int) -> Finding:
        value = column.at(row)
        where = CellRef(table.sha256, sheet, row, position)
        return finding("E415", where, **_masked(value), header=header, detail=_private_kind(value))

    hits = rows[spread([bool(kind) for kind in kinds], column.codes[rows - 1])].tolist()
    yield from listed(hits, named, "E415", CellRef(table.sha256, sheet, 0, position))


def _is_long(value: Raw) -> bool:
    """Whether a number has as many digits as a private one."""
    stored = value[1] if isinstance(value, tuple) and value[0] == "f" else value
    return isinstance(stored, float) and stored > 1e10


def _private_kind(value: Raw) -> str:
    if isinstance(value, tuple) and value[0] == "f":
        value = value[1]
    text = value if isinstance(value, str) else shown(value) if _is_long(value) else ""
    if not _LONG_NUMBER.search(text):
        return ""
    return next((kind for kind, pattern in _PRIVATE.items() if pattern.search(text)), "")


@row_check(
    *("E402", "E403", "E405", "E406", "E408", "E409", "E415", "E417", "E418", "E419"),
    *("E422", "E423", "E424", "E425"),
    *("W401", "W403", "W404", "W405", "W406", "W409", "W410", "W411", "W412", "W413", "W416", "W417"),
    *("W420", "W421", "W424"),
)
def readings(table: Table, scope: Scope) -> Iterator[Finding]:
    """Whatever the readers of `normalise` had to say about a cell."""
    for name, column in table.columns.items():
        problems = [reading.problem for reading in column.readings]
        for code in dict.fromkeys(filter(None, problems)):
            mask = column.flagged([problem == code for problem in problems])
            yield from at_rows(table, scope, mask, name, code, _words(column))


def _words(column: Column) -> Callable[[int], dict[str, Any]]:
    def words(position: int) -> dict[str, Any]:
        """The placeholders of the message about the cell at a position of the column."""
        reading = column.readings[column.codes[position]]
        near = reading.detail or reading.proposal
        told = _masked(column.raws[column.codes[position]]) if reading.problem == "E415" else {}
        return {
            **told,
            "detail": reading.detail,
            "proposal": reading.proposal or (written(reading.value) if reading.problem == "W403" else ""),
            "suggestion": f"是不是“{near}”？" if near else "",
            "choices": reading.choices,
        }

    return words


def _masked(raw: Raw) -> dict[str, str]:
    """What is said of a personal number in place of the number."""
    return {"found": f"{shown(raw).strip()[:3]}…"}


def _where(column: Column, test: Callable[[Any], bool]) -> Array:
    """Per data row, whether its value passes a test; a missing value never does."""
    return column.flagged([r.value is not None and test(r.value) for r in column.readings])


def _outside(least: float | date, most: float | date) -> Callable[[Any], bool]:
    return lambda value: not least <= value <= most


def _longer(most: int) -> Callable[[Any], bool]:
    return lambda text: len(text) > most


@row_check("E404")
def limits(table: Table, scope: Scope) -> Iterator[Finding]:
    """Numbers below the least or above the greatest that makes sense."""
    for spec in table.ledger.columns:
        if spec.type in ("int", "decimal") and (spec.minimum, spec.maximum) != (None, None):
            low = float("-inf") if spec.minimum is None else spec.minimum
            high = float("inf") if spec.maximum is None else spec.maximum
            mask = _where(table.columns[spec.id], _outside(low, high))
            yield from at_rows(table, scope, mask, spec.id, "E404")


@row_check("E407")
def outside_period(table: Table, scope: Scope) -> Iterator[Finding]:
    """Dates of events that belong to another reporting period."""
    period = scope.period
    for spec in table.ledger.columns:
        if spec.within_period and period is not None:
            mask = _where(table.columns[spec.id], _outside(period.start, period.end))
            yield from at_rows(table, scope, mask, spec.id, "E407")


#: Years before the period after which a day is asked about, of what happens and of what is kept.
_YEARS_BACK = {"flow": 2, "register": 20}


#: A plan reaches so far.
_YEARS_AHEAD = 10


@row_check("W418", "W419")
def far_dates(table: Table, scope: Scope) -> Iterator[Finding]:
    """Days after the period's end, unless they are planned, and days years before it."""
    period = scope.period
    if period is None:
        return
    for spec in table.ledger.columns:
        if spec.type != "date" or spec.within_period:
            continue
        column = table.columns[spec.id]
        if not spec.planned:
            # What follows another day of the row, such as a case's end, is told when it has come.
            latest = max(period.end, scope.context.today) if spec.not_before else period.end
            later = _where(column, _outside(date.min, latest))
            yield from at_rows(table, scope, later, spec.id, "W418", _day_words(column))
        back = _YEARS_BACK[table.ledger.kind] if spec.years_back is None else spec.years_back
        first = period.start.replace(year=max(1, period.start.year - back))
        last = period.end.replace(year=period.end.year + _YEARS_AHEAD, day=28)
        far = _where(column, _outside(first, last if spec.planned else date.max))
        yield from at_rows(table, scope, far, spec.id, "W419", _day_words(column))


def _day_words(column: Column) -> Callable[[int], dict[str, str]]:
    return lambda at: {"proposal": str(column.readings[column.codes[at]].value)}


@row_check("E410")
def lengths(table: Table, scope: Scope) -> Iterator[Finding]:
    """Texts longer than the column takes."""
    for spec in table.ledger.columns:
        if spec.type == "text" and spec.max_length:
            column = table.columns[spec.id]
            texts = [reading.value for reading in column.readings if isinstance(reading.value, str)]
            if max(map(len, texts), default=0) <= spec.max_length:
                continue
            mask = _where(column, _longer(spec.max_length))

            def told(at: int, field: str = spec.id) -> dict[str, str]:
                return {"detail": str(len(table.text(field, at).strip()))}

            yield from at_rows(table, scope, mask, spec.id, "E410", told)
