"""Totals that people write under (or above) their rows, added up again."""

import re
from collections.abc import Iterator

import pandas as pd

from metrics.framework import ColumnSpec, name_key
from metrics.ingest.catalogue import finding, listed
from metrics.ingest.checks.registry import row_check
from metrics.ingest.checks.wording import plain
from metrics.ingest.find import Column, Scope, Table
from metrics.ingest.model import ROW, CellRef, Finding
from metrics.ingest.values import reader_for, shown

_FRACTION = re.compile(r"\.(\d+)")
#: Sums over more than this table.
_RUNNING = ("累计", "全年", "本年")
#: A sheet of thousands of totals is no ledger: only its first ones are added up.
_MOST_COMPARED = 100
_PART = ("小计", "本页")


@row_check("W311")
def totals(table: Table, scope: Scope) -> Iterator[Finding]:
    """Sums in rows of totals that are not the sum of any rows they could stand for."""
    labels = {row: _label(table, row) for row in table.area.rows.totals}
    rows = [row for row, label in labels.items() if not any(word in label for word in _RUNNING)]
    where = CellRef(table.sha256, table.area.sheet.name)
    del rows[_MOST_COMPARED:]
    for spec in table.ledger.columns:
        column = table.columns[spec.id]
        if spec.type in ("int", "decimal") and "%" not in spec.unit and _countable(column):
            wrong = [found for row in rows for found in _compared(table, scope, spec, row, labels[row])]
            yield from listed(wrong, lambda found: found, "W311", where)


def _countable(column: Column) -> bool:
    """Whether a column is there and each of its cells holds one exact number or none."""
    sure = all((r.value is not None or r.blank) and not r.bound for r in column.readings)
    return bool(column.position) and sure


def _label(table: Table, row: int) -> str:
    texts = [name_key(shown(value)) for value in table.area.sheet.row(row)]
    return next((text for text in texts if "计" in text), "")


def _compared(table: Table, scope: Scope, spec: ColumnSpec, row: int, label: str) -> Iterator[Finding]:
    """The finding about one cell of a row of totals, if its number fits none of the sums."""
    column = table.columns[spec.id]
    raw = table.area.sheet.columns[column.position - 1].at(row)
    unit = table.area.header.units.get(spec.id, "")
    reading = reader_for(scope.framework, spec, scope.period, {}, unit)(raw)
    stated = raw if reading.problem == "E403" and isinstance(raw, float) else reading.value
    if not isinstance(stated, int | float) or reading.bound:
        return
    sums = _sums(table, spec.id, row)
    if any(_same(float(stated), total, shown(raw)) for total in sums.values()):
        return
    words = next((key for key in _likely(label) if key in sums), "全表")
    where = CellRef(table.sha256, table.area.sheet.name, row, column.position)
    told = {
        "header": spec.header,
        "field": spec.id,
        "detail": words,
        "expected": plain(sums[words]),
    }
    yield finding("W311", where, shown(raw), **told, proposal=told["expected"])


def _likely(label: str) -> tuple[str, ...]:
    """What a total most likely adds up, by its name."""
    return ("本段", "下一段", "全表") if any(word in label for word in _PART) else ("全表",)


def _sums(table: Table, field: str, row: int) -> dict[str, float]:
    """What the total in a row can be of: every row, those above it, those up to the next total either way."""
    values = table.frame[field].astype("Float64").fillna(0)
    rows, others = table.frame[ROW], table.area.rows.totals
    last = max((other for other in others if other < row), default=0)
    following = min((other for other in others if other > row), default=table.area.sheet.height + 1)
    parts = {
        "全表": rows > 0,
        "以上": rows < row,
        "本段": rows.between(last, row),
        "下一段": rows.between(row, following),
    }
    return {name: float(values[mask].sum()) for name, mask in parts.items() if _any(mask)}


def _any(mask: pd.Series) -> bool:
    return bool(mask.any())


def _same(stated: float, total: float, text: str) -> bool:
    """Whether a total agrees with a sum as precisely as it was written."""
    fraction = _FRACTION.search(text)
    decimals = len(fraction[1]) if fraction else 6
    return abs(stated - total) <= 0.5 * 10.0**-decimals + 1e-9
