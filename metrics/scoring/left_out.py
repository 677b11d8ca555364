"""Nothing is dropped silently: which rows no score of the period counts, and why."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from metrics.scoring.measures import ENTERPRISES, LedgerTable, Prepared, level_of

COLUMNS = ("ledger", "sheet", "why", "rows")


def left_out(prepared: Prepared) -> pd.DataFrame:
    """Rows of scored ledgers that the period's scores leave out.

    One row a ledger and reason: ledger, sheet, why (Chinese), rows (how many). Flows: no date, or a date
    outside the period in which they were submitted. Registers: no code; an innovation without a date of
    completion, a project without a date due. Every ledger: an enterprise that is not on the roster (no
    enterprise's score counts the row).
    """
    return prepared.once(("left out",), lambda: pd.DataFrame(list(_all(prepared)), columns=list(COLUMNS)))


def _all(prepared: Prepared) -> Iterator[tuple[str, str, str, int]]:
    used = {code for measure in prepared.framework.measures for code in measure.ledger.source}
    for code in sorted(used):
        table = prepared.tables[code]
        for why, rows in _reasons(prepared, table):
            if rows.any():
                yield code, table.rows.spec.sheet, why, int(np.count_nonzero(rows))


def _reasons(prepared: Prepared, table: LedgerTable) -> Iterator[tuple[str, np.ndarray]]:
    rows, columns, spec = table.rows, table.columns, table.rows.spec
    if spec.kind == "register":
        yield f"没有{spec.by_id[spec.key].header}", rows.reported & (rows.latest < 0)
    if spec.date:
        dated = ~np.isnat(columns.days(spec.date))
        header = spec.by_id[spec.date].header
        mine = rows.counts & rows.reported
        yield f"没有{header}", mine & ~dated & _needs_date(table)
        if spec.kind == "flow":
            yield f"{header}不在本期", mine & dated & ~columns.within(spec.date, prepared.window)
    for field in _due_fields(prepared, spec.code):
        yield f"没有{spec.by_id[field].header}", rows.counts & np.isnat(columns.days(field))
    yield from _strangers(prepared, table)


def _needs_date(table: LedgerTable) -> np.ndarray:
    """Rows whose date somebody should have given: all of a flow, the counted ones of a dated register."""
    if table.rows.spec.kind == "flow":
        return np.ones(len(table.columns), dtype=bool)
    wanted = table.rows.spec.by_id[table.rows.spec.date].required_when
    held = np.zeros(len(table.columns), dtype=bool)
    for field, values in wanted.items():
        held |= table.columns.equal_one_of(field, values)
    return held


def _due_fields(prepared: Prepared, code: str) -> set[str]:
    measures = (m.ledger for m in prepared.framework.measures if code in m.ledger.source)
    return {ledger.options["due"] for ledger in measures if "due" in ledger.options}


def _strangers(prepared: Prepared, table: LedgerTable) -> Iterator[tuple[str, np.ndarray]]:
    if table.rows.spec.code == ENTERPRISES:
        return
    entity = level_of(prepared, "enterprise").of[table.enterprise]
    off_roster = (table.enterprise > 0) & (entity == 0)
    yield "企业不在在册名单，不计入任何企业", table.rows.counts & table.rows.reported & off_roster
