"""What a unit reports this quarter beside what it reported in the one before: rows and sums."""

from collections.abc import Mapping

import pandas as pd

from metrics.framework import Framework, LedgerSpec
from metrics.ingest.model import CheckedWorkbook

#: Headings of the table.
LEDGER, WHAT, BEFORE, NOW = "台账", "项目", "上季度", "本期"
_ROWS = "行数"


def quarter_changes(
    framework: Framework, before: Mapping[str, pd.DataFrame], checked: CheckedWorkbook
) -> pd.DataFrame:
    """How a workbook differs from its unit's last quarter.

    Args:
        framework: the ledgers.
        before: ledger code → the rows of the last quarter, as in `LedgerRows`.
        checked: this quarter's workbook.

    Returns:
        A line for each number of rows and each sum that differs, in the order of the ledgers: 台账, 项目,
        上季度 and 本期 (numbers; missing where nothing was reported).
    """
    lines = []
    for code, spec in framework.ledgers.items():
        now = checked.ledgers[code].frame if code in checked.ledgers else None
        for what, old, new in _figures(spec, before.get(code), now):
            lines.append((spec.sheet, what, old, new))
    return pd.DataFrame(lines, columns=[LEDGER, WHAT, BEFORE, NOW])


def _figures(
    spec: LedgerSpec, before: pd.DataFrame | None, now: pd.DataFrame | None
) -> list[tuple[str, float | None, float | None]]:
    old, new = (0 if frame is None else len(frame) for frame in (before, now))
    found: list[tuple[str, float | None, float | None]] = [(_ROWS, old, new)]
    found += [
        (column.heading, _sum(before, column.id), _sum(now, column.id))
        for column in spec.columns
        if column.type in ("int", "decimal") and "%" not in column.unit and not column.unit_from
    ]
    return [one for one in found if one[1] != one[2]]


def _sum(frame: pd.DataFrame | None, field: str) -> float | None:
    """The sum of what was filled in; None when nothing was."""
    if frame is None or field not in frame or not frame[field].notna().any():
        return None
    return float(frame[field].sum())
