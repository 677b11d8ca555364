"""The one gate for ledger rows: whatever of them is shown or handed out to somebody passes here."""

from collections.abc import Iterable
from typing import TypeVar

import pandas as pd
from sqlalchemy import Connection, select

from metrics.county import VisibleRows
from metrics.doubts import Doubt
from metrics.framework import rights
from metrics.store.database import submission
from metrics.store.people import permits
from metrics.store.reporting.found import COUNTED

#: Where a table says which submission a row stands in: as stored, or as the rows behind a figure.
_SUBMISSION = ("submission", "_submission")
_ROWS, _REPORT = "see-rows", "see-submission"
_Found = TypeVar("_Found", bound=Doubt)


def rows_for(connection: Connection, account: str, rows: pd.DataFrame) -> VisibleRows:
    """The rows of a table that an account may see, as account and submissions stand at this moment.

    Args:
        connection: of a reading transaction.
        account: whom they are for.
        rows: a table with the submission of each row; rows of submissions that there are not are left out.

    Raises:
        StoreError: nobody asks, or the account is unknown or disabled.
        KeyError: the table does not say which submissions its rows stand in.
    """
    column = next((name for name in _SUBMISSION if name in rows), None)
    if column is None:
        raise KeyError(f"none of {_SUBMISSION} among {list(rows.columns)}")
    found = permits.acting(connection, account, _ROWS)
    numbers = sorted({int(number) for number in rows[column].dropna().unique()})
    query = select(submission.c.id, submission.c.unit, submission.c.state)
    asked = {
        number: (_ROWS if state in COUNTED else _REPORT, unit)
        for number, unit, state in connection.execute(query.where(submission.c.id.in_(numbers)))
    }
    seen = {number: ask for number, ask in asked.items() if found is None or rights.may(found, *ask)}
    kept = rows[rows[column].isin(list(seen))]
    return VisibleRows(account.strip(), kept, frozenset(seen.values()), len(rows) - len(kept))


def rows_of_unit(connection: Connection, account: str, unit: str, rows: pd.DataFrame) -> VisibleRows:
    """Rows of one unit's workbook, for an account that may see what the unit reports.

    Args:
        connection: of a reading transaction.
        account: whom they are for.
        unit: whose workbook it is; empty for a file that was just uploaded and names none.
        rows: its rows, cells, or what was found in them.

    Raises:
        StoreError: it may not.
    """
    permits.require(connection, account, _REPORT, *filter(None, [unit]))
    return VisibleRows(account.strip(), rows, frozenset({(_REPORT, unit)}))


def doubts_for(connection: Connection, account: str, doubts: Iterable[_Found]) -> tuple[_Found, ...]:
    """The doubts of which an account may see every row; one that names no unit is for who may see all.

    Raises:
        StoreError: nobody asks, or the account is unknown or disabled.
    """
    found = permits.acting(connection, account, _REPORT)
    if found is None or rights.load_rights().reach(found.role, _REPORT) == "all":
        return tuple(doubts)
    told = ((doubt, {*doubt.units, *(place.unit for place in doubt.where)}) for doubt in doubts)
    return tuple(
        doubt for doubt, units in told if units and all(rights.may(found, _REPORT, unit) for unit in units)
    )
