"""Which rows of a ledger count: the latest by code of a register, every row of a flow."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.framework import LedgerSpec, Period, parse_period
from metrics.scoring.measures.columns import Columns


@dataclass(frozen=True, eq=False)
class LedgerView:
    """The rows of one ledger, seen from the end of a period.

    Args:
        spec: the ledger.
        columns: its rows.
        counts: rows that count at the period's end: the latest by code (register), every row (flow).
        reported: rows that stand in a submission of the period itself.
        latest: for a register, each row's latest row of the same code (−1 without a code); for a flow itself.
        quarterly: for a register, positions of the rows of the scope's quarters, one per code and quarter.
        history: positions of the rows known by the period's end, oldest first; of a register those with a
            code.
    """

    spec: LedgerSpec
    columns: Columns
    counts: np.ndarray
    reported: np.ndarray
    latest: np.ndarray
    quarterly: np.ndarray
    history: np.ndarray


def ledger_rows(
    spec: LedgerSpec, frame: pd.DataFrame, period: Period, scope: Period | None = None
) -> LedgerView:
    """Sort out a ledger's rows; those of submissions after the period's end never count.

    `scope` is the span over which a register's summed columns are added up, by default the period.
    Raises PeriodError when `_period` holds a text that is no period.
    """
    columns = Columns(frame)
    quarter, codes = columns.factor("_period")
    quarters = [parse_period(code) for code in codes]
    known = np.array([one.end <= period.end for one in quarters] + [False], dtype=bool)[quarter]
    reported = np.array([one in period for one in quarters] + [False], dtype=bool)[quarter]
    if spec.kind == "flow":
        itself = np.arange(len(frame))
        return LedgerView(spec, columns, known, reported, itself, np.flatnonzero(reported), itself[known])
    starts = np.array([one.start.toordinal() for one in quarters] + [0])[quarter]
    summed = np.array([one in (scope or period) for one in quarters] + [False], dtype=bool)[quarter]
    return _register(spec, columns, known, reported, starts, summed)


def last_stated(rows: LedgerView, stated: np.ndarray) -> np.ndarray:
    """For each row of a register the latest row of its code that states something; −1 without one.

    What a code's rows said once holds until another row says otherwise: a blank takes nothing back.

    Args:
        rows: of a register.
        stated: bool, by row.
    """
    item, codes = rows.columns.factor(rows.spec.key)
    last = _last_by(item, rows.history[stated[rows.history]], len(codes))
    return np.append(last, -1)[item]


def _register(
    spec: LedgerSpec,
    columns: Columns,
    known: np.ndarray,
    reported: np.ndarray,
    starts: np.ndarray,
    summed: np.ndarray,
) -> LedgerView:
    item, codes = columns.factor(spec.key)
    order = np.lexsort((columns.numbers("_submission"), starts))
    order = order[(item[order] >= 0) & known[order]]
    last = _last_by(item, order, len(codes))
    counts = np.zeros(len(columns), dtype=bool)
    counts[last[last >= 0]] = True
    different, numbers = np.unique(starts, return_inverse=True)
    slot = item * len(different) + numbers
    by_quarter = _last_by(slot, order[summed[order]], len(codes) * len(different))
    quarterly = np.sort(by_quarter[by_quarter >= 0])
    return LedgerView(spec, columns, counts, reported, np.append(last, -1)[item], quarterly, order)


def _last_by(number: np.ndarray, order: np.ndarray, size: int) -> np.ndarray:
    """The last row of each number in an order of rows; −1 where there is none."""
    last = np.full(size, -1)
    last[number[order]] = order  # of repeated indices numpy keeps the last
    return last
