"""The table of enterprises: what the approved rosters say, refreshed whenever one of them changes."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from metrics.framework import LedgerSpec, parse_period
from metrics.store.database import ROSTER, enterprise, joined, ledger_rows, load_rows, submission
from metrics.store.reporting import aliases
from metrics.store.reporting.found import get
from metrics.store.reporting.submissions import counted

_SAME_NAME = ["town", "industry", "ownership", "employees", "status"]


def concerns(connection: Connection, number: int) -> bool:
    """Whether a submission, or another revision of it, holds a roster."""
    found = get(connection, number)
    query = (
        select(ledger_rows.c.submission_id)
        .join(submission, submission.c.id == ledger_rows.c.submission_id)
        .where(submission.c.unit == found.unit, submission.c.period == found.period)
        .where(ledger_rows.c.ledger == ROSTER)
    )
    return connection.execute(query).first() is not None


def refresh(connection: Connection, spec: LedgerSpec) -> None:
    """Write the table anew from the approved rosters: the latest row of each enterprise.

    An enterprise is valid from the day it was listed, else from the first quarter it stood in a roster.
    """
    approved = counted(connection, date.max)
    rows = joined(spec, approved, load_rows(connection, [info.id for info in approved], ROSTER))
    rows = rows.dropna(subset=spec.key)
    connection.execute(delete(enterprise))
    if len(rows):
        frame = _latest(rows, spec, aliases.of_ledger(connection, ROSTER))
        plain = frame.astype(object).where(frame.notna(), None)
        columns = [str(name) for name in plain]
        records = plain.itertuples(index=False, name=None)
        connection.execute(insert(enterprise), [dict(zip(columns, one, strict=True)) for one in records])


def _latest(rows: pd.DataFrame, spec: LedgerSpec, known: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    starts = {code: pd.Timestamp(parse_period(code).start) for code in rows["_period"].unique()}
    first = rows.drop_duplicates(spec.key, keep="first").set_index(spec.key)["_period"]
    latest = rows.drop_duplicates(spec.key, keep="last")
    code = latest[spec.key]
    return latest[_SAME_NAME].assign(
        code=code,
        name=latest[spec.name_field],
        short_name=latest["short_name"].fillna(""),
        aliases=pd.Series([list(known.get(each, ())) for each in code], index=code.index, dtype="object"),
        valid_from=latest["listed_on"].fillna(code.map(first.map(starts))).dt.date,
    )


def every(connection: Connection) -> pd.DataFrame:
    """The enterprises by code: columns as the table's."""
    found = connection.execute(select(enterprise).order_by(enterprise.c.code)).mappings().all()
    return pd.DataFrame(found, columns=list(enterprise.c.keys())).astype({"employees": "Int64"})
