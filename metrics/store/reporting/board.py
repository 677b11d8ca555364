"""Who has reported: one row per member unit and quarter."""

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, select

from metrics.framework import SHANGHAI, Framework, Period
from metrics.store.database import finding, ledger_rows
from metrics.store.reporting import periods
from metrics.store.reporting.found import COUNTED, every

_TIME = pd.DatetimeTZDtype("us", SHANGHAI)
_KEY = ["unit", "period"]
_OF_LATEST: dict[str, str | pd.DatetimeTZDtype] = {
    "state": "str",
    "revision": "Int64",
    "submitted_at": _TIME,
    "findings": "Int64",
    "rows": "Int64",
}


def board(connection: Connection, framework: Framework, period: Period, on: date) -> pd.DataFrame:
    """The state of every unit of the framework in every quarter of a period.

    Args:
        connection: of a reading transaction.
        framework: its units, those that hold at the quarter's end.
        period: a quarter or longer.
        on: the day on which a unit without a submission is late.

    Returns:
        Columns `unit`, `name`, `period`, `state` (missing, late, or the state of the latest revision that was
        not withdrawn), `revision`, `submitted_at`, `due_on`, `findings`, `rows`, and `approved`: whether any
        revision counts. `due_on` is the unit's own last day where it has an extension.

    Raises:
        PeriodError: the period is shorter than a quarter.
    """
    grid = _grid(connection, framework, period)
    stored = _stored(connection, period)
    latest = stored.drop_duplicates(_KEY, keep="last")
    counts = stored.loc[stored["state"].isin(COUNTED), _KEY].drop_duplicates().assign(approved=True)
    frame = grid.merge(latest, on=_KEY, how="left").merge(counts, on=_KEY, how="left")
    frame["approved"] = frame["approved"].eq(True)
    overdue = frame["due_on"] < pd.Timestamp(on)
    frame["state"] = frame["state"].fillna(overdue.map({True: "late", False: "missing"}).astype("str"))
    return frame[["unit", "name", "period", *_OF_LATEST, "due_on", "approved"]]


def _grid(connection: Connection, framework: Framework, period: Period) -> pd.DataFrame:
    due = {info.code: info.due_on for info in periods.every(connection)}
    own = periods.own_days(connection)
    cells = [
        (unit.code, unit.name, quarter.code, own.get((unit.code, quarter.code), due.get(quarter.code)))
        for quarter in periods.quarters(period)
        for unit in framework.units
        if unit.holds(quarter.end)
    ]
    grid = pd.DataFrame(cells, columns=["unit", "name", "period", "due_on"])
    return grid.astype({"unit": "str", "name": "str", "period": "str", "due_on": "datetime64[us]"})


def _stored(connection: Connection, period: Period) -> pd.DataFrame:
    """Submissions that were not withdrawn, revisions ascending, with how much they hold."""
    infos = [info for info in every(connection, period, None) if info.state != "withdrawn"]
    columns = ["id", *_KEY, "state", "revision", "submitted_at"]
    frame = pd.DataFrame([[getattr(info, name) for name in columns] for info in infos], columns=columns)
    ids = frame["id"].tolist()
    frame["findings"] = (
        frame["id"].map(_count(connection, finding.c.submission_id, func.count(), ids)).fillna(0)
    )
    total = func.sum(ledger_rows.c.n_rows)
    frame["rows"] = frame["id"].map(_count(connection, ledger_rows.c.submission_id, total, ids)).fillna(0)
    return frame.drop(columns="id").astype({"unit": "str", "period": "str", **_OF_LATEST})


def _count(
    connection: Connection, of: ColumnElement[int], what: ColumnElement[int], ids: list[int]
) -> dict[int, int]:
    query = select(of, what).where(of.in_(ids)).group_by(of)
    return {row[0]: row[1] for row in connection.execute(query)}
