"""The approved rows a period's scores and facts are made of."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection

from metrics.framework import Framework, Period
from metrics.ingest.model import Dataset, SubmissionInfo
from metrics.store import board, periods
from metrics.store.rows import RowCache, joined
from metrics.store.schema import today
from metrics.store.submissions import counted


def dataset(connection: Connection, cache: RowCache, framework: Framework, period: Period) -> Dataset:
    """Everything approved up to a period's end.

    Registers and flows alike; rows stand by quarter, revision, unit and row. A register's rows are not
    reduced to the latest of each code here.

    Raises:
        PeriodError: the period is shorter than a quarter.
        StoreError: stored rows do not fit the framework's column types.
    """
    periods.quarters(period)
    approved = counted(connection, period.end)
    stored = cache.get(connection, [info.id for info in approved])
    progress = board.board(connection, framework, period, today())
    return Dataset(
        period=period,
        ledgers={code: joined(spec, approved, stored) for code, spec in framework.ledgers.items()},
        submissions={info.id: info for info in approved},
        places={
            (number, code): (ledger.sheet, ledger.columns)
            for number, ledgers in stored.items()
            for code, ledger in ledgers.items()
        },
        expected=progress[["unit", "period", "approved", "state", "due_on"]],
        version=version(approved),
    )


def version(approved: Iterable[SubmissionInfo]) -> str:
    """The data version: sha256 over unit, period, revision and file of what counts, whatever its order."""
    lines = sorted(f"{info.unit}\t{info.period}\t{info.revision}\t{info.sha256}\n" for info in approved)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def data_version(connection: Connection, period: Period) -> str:
    """The data version of a period, without loading rows."""
    return version(counted(connection, period.end))
