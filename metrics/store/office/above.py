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

_SEE = "see-province"
RULE, COLLECT = "rule-province", "collect-province"
#: Right → how the audit calls what is done by it.
_AUDITED = {RULE: "province-ruling", COLLECT: "province-collect"}
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


def rows_of_cities(connection: Connection, account: str, rows: pd.DataFrame) -> VisibleRows:
    """Those of the packages' rows that an account may see.

    Args:
        connection: of a reading transaction.
        account: whom they are for.
        rows: with `city_code`, the city of the county that each stands in.

    Raises:
        StoreError: it may see none, of whatever city.
    """
    permits.require(connection, account, _SEE)
    found = permits.acting(connection, account, _SEE)
    cities = {str(city) for city in rows["city_code"].unique()}
    seen = {city for city in cities if found is None or rights.may(found, _SEE, city)}
    kept = rows[rows["city_code"].isin(seen)]
    return VisibleRows(account.strip(), kept, frozenset((_SEE, city) for city in seen), len(rows) - len(kept))


def acted(
    connection: Connection,
    account: str,
    right: str,
    subject: str,
    detail: Mapping[str, object],
    act: Callable[[str], Made],
) -> Made:
    """Let an account do something for the whole province, and keep in the audit what it did.

    Args:
        connection: of a writing transaction; what `act` raises takes the line of the audit back.
        account: who acts.
        right: RULE or COLLECT.
        subject: what it is about, as the audit calls it.
        detail: the decision, the files.
        act: does it, given the account's name.

    Raises:
        StoreError: it may not.
    """
    permits.require(connection, account, right)
    found = permits.acting(connection, account, right)
    made = act(found.name if found else account)
    audit.record(connection, account.strip(), _AUDITED[right], subject, dict(detail))
    return made
