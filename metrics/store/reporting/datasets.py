"""The approved rows a period's scores and facts are made of."""

from collections.abc import Iterable

from sqlalchemy import Connection

from metrics.county import Dataset, SubmissionInfo, mark_closed, version_of
from metrics.doubts import disown, leave_out
from metrics.framework import Framework, Period
from metrics.store.database import ROSTER, RowCache, today
from metrics.store.reporting import board, periods, rulings
from metrics.store.reporting.rulings import Ruling
from metrics.store.reporting.submissions import counted


def dataset(
    connection: Connection, cache: RowCache, framework: Framework, period: Period, *, ruled: bool = True
) -> Dataset:
    """Everything approved up to a period's end.

    Registers and flows alike; rows stand by quarter, revision, unit and row. A register's rows are not
    reduced to the latest of each code here. Rows that repeat a fact (协办) are left out and listed in
    `ruled_out`, and enterprises that were ruled closed are marked, and rows that were
    ruled not to be their brand's stand without it, unless `ruled` is false.

    Raises:
        PeriodError: the period is shorter than a quarter.
        StoreError: stored rows do not fit the framework's column types.
    """
    periods.quarters(period)
    approved = counted(connection, period.end)
    stored = cache.get(connection, [info.id for info in approved])
    progress = board.board(connection, framework, framework.scope(period), today())
    holding = rulings.concerning(connection, period.end)
    every = {code: cache.joined(spec, approved, stored) for code, spec in framework.ledgers.items()}
    every = disown(framework, every, rulings.disowned(holding) if ruled else ())
    ledgers, left_out = leave_out(framework, every, rulings.pairs(holding) if ruled else ())
    closed = rulings.closed(holding) if ruled else ()
    ledgers = mark_closed(ledgers, ROSTER, framework.ledgers[ROSTER].key, closed)
    return Dataset(
        period=period,
        ledgers=ledgers,
        submissions={info.id: info for info in approved},
        places={
            (number, code): (ledger.sheet, ledger.columns)
            for number, ledgers in stored.items()
            for code, ledger in ledgers.items()
        },
        expected=progress[["unit", "period", "approved", "state", "due_on"]],
        version=version(approved, holding if ruled else ()),
        ruled_out=left_out,
    )


def version(approved: Iterable[SubmissionInfo], holding: Iterable[Ruling] = ()) -> str:
    """The data version of what counts and of the rulings that change it (see `county.version_of`)."""
    return version_of(approved, ruled_rows(holding))


def ruled_rows(holding: Iterable[Ruling]) -> list[tuple[str, str]]:
    """Of rulings that change what counts, the key of the doubt and the row that counts or who closed."""
    return [(one.key, one.keep) for one in holding]


def leading(connection: Connection, period: Period) -> list[tuple[str, str]]:
    """The same of those that concern a period: what its data version holds beside the submissions."""
    return ruled_rows(rulings.concerning(connection, period.end))


def data_version(connection: Connection, period: Period) -> str:
    """The data version of a period, without loading rows."""
    return version(counted(connection, period.end), rulings.concerning(connection, period.end))
