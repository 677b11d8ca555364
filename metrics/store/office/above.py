"""What a province's installation shows to whom: the whole province, or a city's counties alone.

There the units of the database are cities, by the first four digits of their counties' codes: an account of a
city's sees the counties of its city and nothing of the others.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

import pandas as pd
from sqlalchemy import Connection

from metrics.county import VisibleRows
from metrics.framework import rights
from metrics.store.database import audit
from metrics.store.people import permits

_SEE, _RULE, _COLLECT = "see-province", "rule-province", "collect-province"
Made = TypeVar("Made")


def reach(connection: Connection, account: str) -> str:
    """Whose counties an account may see now: empty for all, else the code of its city.

    Raises:
        StoreError: it may see none.
    """
    permits.require(connection, account, _SEE)
    found = permits.acting(connection, account, _SEE)
    own = found is not None and rights.load_rights().reach(found.role, _SEE) == "own"
    return found.unit if own and found else ""


def rows_of_city(connection: Connection, account: str, city: str, rows: pd.DataFrame) -> VisibleRows:
    """Rows or cells of the packages of a city's counties, for an account that may see them.

    Args:
        connection: of a reading transaction.
        account: whom they are for.
        city: its code, the first digits of its counties'.
        rows: a table of rows or cells.

    Raises:
        StoreError: it may not.
    """
    permits.require(connection, account, _SEE, city)
    return VisibleRows(account.strip(), rows, frozenset({(_SEE, city)}))


def ruled(
    connection: Connection,
    account: str,
    subject: str,
    detail: Mapping[str, object],
    act: Callable[[str], Made],
) -> Made:
    """Let an account decide what two counties claim, and keep in the audit what it decided.

    Args:
        connection: of a writing transaction; what `act` raises takes the line of the audit back.
        account: who decides.
        subject: what is decided, as the audit calls it.
        detail: the decision.
        act: writes it, given the account's name.

    Raises:
        StoreError: it may not.
    """
    return _acted(connection, account, _RULE, "province-ruling", subject, detail, act)


def collected(
    connection: Connection,
    account: str,
    subject: str,
    detail: Mapping[str, object],
    act: Callable[[str], Made],
) -> Made:
    """Let an account begin to collect packages, and keep in the audit which.

    Args:
        connection: of a writing transaction; what `act` raises takes the line of the audit back.
        account: who collects.
        subject: what is collected, as the audit calls it.
        detail: which files.
        act: begins it, given the account's name.

    Raises:
        StoreError: it may not.
    """
    return _acted(connection, account, _COLLECT, "province-collect", subject, detail, act)


def _acted(
    connection: Connection,
    account: str,
    right: str,
    action: str,
    subject: str,
    detail: Mapping[str, object],
    act: Callable[[str], Made],
) -> Made:
    permits.require(connection, account, right)
    found = permits.acting(connection, account, right)
    made = act(found.name if found else account)
    audit.record(connection, account.strip(), action, subject, dict(detail))
    return made
