"""Who did what, and when. Rows are only ever added; the database refuses to change or delete one."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, insert, select

from metrics.store.schema import SHANGHAI, audit, moment

#: The account that stands for the program itself.
SYSTEM = "系统"


def record(
    connection: Connection,
    account: str,
    action: str,
    subject: str,
    detail: Mapping[str, object],
    at: datetime | None = None,
) -> None:
    """Add a row in the caller's transaction, so that no deed is without one.

    Args:
        connection: of the writing transaction.
        account: who.
        action: a verb such as `submit`.
        subject: what it was done to, e.g. `submission 12`.
        detail: anything more, as JSON.
        at: when; now without it.
    """
    row = {"account": account, "action": action, "subject": subject, "detail": dict(detail), "address": ""}
    connection.execute(insert(audit).values(at=moment(at), **row))


def rows(
    connection: Connection,
    *,
    account: str = "",
    action: str = "",
    subject: str = "",
    since: datetime | None = None,
) -> pd.DataFrame:
    """Audit rows that match everything given, oldest first; columns as the table's."""
    query = select(audit).order_by(audit.c.id)
    for column, wanted in ((audit.c.account, account), (audit.c.action, action), (audit.c.subject, subject)):
        query = query.where(column == wanted) if wanted else query
    query = query.where(audit.c.at >= since) if since else query
    frame = pd.DataFrame(connection.execute(query).mappings().all(), columns=list(audit.c.keys()))
    return frame.assign(at=frame["at"].astype(pd.DatetimeTZDtype("us", SHANGHAI)))
