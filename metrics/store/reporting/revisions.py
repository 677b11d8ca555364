"""The newest revision of each unit-quarter beside the one it replaces."""

from itertools import groupby

import pandas as pd
from sqlalchemy import Connection

from metrics.county import Dataset, SubmissionInfo
from metrics.doubts import Revisions
from metrics.framework import Framework, Period
from metrics.store.database import RowCache, joined
from metrics.store.reporting import periods
from metrics.store.reporting.found import COUNTED, every

_NOT_COMPARED = ("withdrawn", "returned", "draft")


def revisions(connection: Connection, cache: RowCache, framework: Framework, period: Period) -> Revisions:
    """The rows of both revisions of every unit-quarter of a period that was revised.

    The later one is the newest that was neither withdrawn nor returned; the earlier one is the newest
    approved before it, else the one just before it.

    Raises:
        PeriodError: the period is shorter than a quarter.
    """
    periods.quarters(period)
    infos = [info for info in every(connection, period, None) if info.state not in _NOT_COMPARED]
    chains = [list(chain) for _, chain in groupby(infos, key=lambda info: (info.unit, info.period))]
    both = [(_replaced(chain), chain[-1]) for chain in chains if len(chain) > 1]
    wanted = sorted((info for pair in both for info in pair), key=lambda info: info.id)
    stored = cache.get(connection, [info.id for info in wanted])
    rows = Dataset(
        period=period,
        ledgers={code: joined(spec, wanted, stored) for code, spec in framework.ledgers.items()},
        submissions={info.id: info for info in wanted},
        places={
            (number, code): (ledger.sheet, ledger.columns)
            for number, ledgers in stored.items()
            for code, ledger in ledgers.items()
        },
        expected=pd.DataFrame(),
        version="",
    )
    return Revisions(rows, tuple((earlier.id, later.id) for earlier, later in both))


def _replaced(chain: list[SubmissionInfo]) -> SubmissionInfo:
    before = chain[:-1]
    return next((info for info in reversed(before) if info.state in COUNTED), before[-1])
