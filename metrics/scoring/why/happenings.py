"""What happened to an entity: its dated rows, who reached whom, and what a brand is made of."""

import numpy as np
import pandas as pd

from metrics.framework import LedgerSpec
from metrics.scoring.lookups import position_of
from metrics.scoring.measures import ACTIVITIES, LedgerTable, Prepared, key_of, level_of

PROJECTS = "L02"
_COLUMNS = ["date", "ledger", "kind", "name", "amount", "unit", "submission", "row", "code"]


def happenings(prepared: Prepared, level: str, code: str) -> pd.DataFrame:
    """The dated rows of an entity from January to the period's end, oldest first.

    Args:
        prepared: framework and rows of the period.
        level: enterprise, brand, unit, county, town or industry.
        code: the entity; without meaning for the county.

    Returns:
        Columns date, ledger, kind (name of its sheet), name, amount (first number of the row that is summed
        up, missing without one), unit (of the amount), submission, row, code. KeyError for an unknown level.
    """
    found = [
        _dated(table, _of(prepared, table, level, code))
        for table in prepared.tables.values()
        if table.rows.spec.date and table.rows.spec.kind == "flow"
    ]
    start, end = prepared.year_to_date
    told = pd.concat([one for one in found if len(one)] or [pd.DataFrame(columns=_COLUMNS)])
    days = told["date"].astype("datetime64[us]")
    told = told.assign(date=days)[(days >= start) & (days < end)]
    return told.sort_values(["date", "ledger", "row"], kind="stable").reset_index(drop=True)


def reach(prepared: Prepared, by: str = "brand") -> pd.DataFrame:
    """Who reached whom: enterprises on the roster × brands (or units), sessions in the period."""
    table, known = prepared.tables[ACTIVITIES], prepared.directory
    came, codes = (table.brand, known.brands) if by == "brand" else (table.unit, known.units)
    rows = np.flatnonzero((table.enterprise > 0) & (came > 0) & within(table, prepared))
    shape = (len(known.enterprises) + 1, len(codes) + 1)
    place = table.enterprise[rows] * shape[1] + came[rows]
    sessions = np.bincount(place, sessions_of(table)[rows], shape[0] * shape[1]).reshape(shape)
    roster = known.roster
    return pd.DataFrame(sessions[roster, 1:], known.enterprises[roster - 1], codes).astype("int64")


def outline(prepared: Prepared, brand: str) -> pd.DataFrame:
    """What a brand is made of: its small projects, and its activities by kind, in the period.

    Returns:
        Columns branch (小切口项目 or the kind of activity), name, count (1 a project, sessions of an
        activity), detail (the project's state or the day of the activity).
    """
    number = position_of(prepared.directory.brands, brand) + 1
    return pd.concat([_projects(prepared, number), _activities(prepared, number)], ignore_index=True)


def _projects(prepared: Prepared, brand: int) -> pd.DataFrame:
    table = prepared.tables[PROJECTS]
    own = table.columns.frame[(table.brand == brand) & table.rows.counts]
    return pd.DataFrame(
        {"branch": "小切口项目", "name": own["item_name"], "count": 1, "detail": own["status"]}
    ).astype({"count": "int64"})


def _activities(prepared: Prepared, brand: int) -> pd.DataFrame:
    table = prepared.tables[ACTIVITIES]
    mine = (table.brand == brand) & within(table, prepared)
    own = table.columns.frame[mine]
    return pd.DataFrame(
        {
            "branch": own["activity_type"],
            "name": own["activity_name"],
            "count": sessions_of(table)[mine].astype("int64"),
            "detail": own["held_on"].dt.strftime("%Y-%m-%d"),
        }
    )


def within(table: LedgerTable, prepared: Prepared) -> np.ndarray:
    """Which rows of a ledger of happenings count in the period, as booleans."""
    return table.columns.within(table.rows.spec.date, prepared.window) & table.rows.counts


def sessions_of(table: LedgerTable) -> np.ndarray:
    """Sessions a row tells of; a row that leaves them out tells of one."""
    return np.nan_to_num(table.columns.numbers("sessions"), nan=1.0)


def _of(prepared: Prepared, table: LedgerTable, level: str, code: str) -> np.ndarray:
    known = prepared.directory
    sides = {
        "enterprise": (table.enterprise, known.enterprises),
        "brand": (table.brand, known.brands),
        "unit": (table.unit, known.units),
    }
    if level == "county":
        return table.rows.counts
    if level not in sides:
        at = level_of(prepared, level)
        sides[level] = (key_of(prepared, at, table.rows.spec.code), at.entities.index)
    numbers, codes = sides[level]
    return table.rows.counts & (numbers == codes.get_indexer(pd.Index([code]))[0] + 1) & (numbers > 0)


def _dated(table: LedgerTable, mine: np.ndarray) -> pd.DataFrame:
    spec, frame = table.rows.spec, table.columns.frame
    own = frame[mine]
    counted = _counted(spec)
    return pd.DataFrame(
        {
            "date": own[spec.date],
            "ledger": spec.code,
            "kind": spec.sheet.removesuffix("台账"),
            "name": own[spec.name_field].astype("str") if spec.name_field else "",
            "amount": own[counted].to_numpy(dtype=float, na_value=np.nan) if counted else np.nan,
            "unit": (spec.by_id[counted].unit or "") if counted else "",
            "submission": own["_submission"],
            "row": own["_row"],
            "code": own[spec.key].astype("str") if spec.key in own else "",
        }
    )


def _counted(spec: LedgerSpec) -> str:
    """The first column that holds an amount, people before sessions."""
    numbers = [column.id for column in spec.columns if column.type in ("int", "decimal")]
    people = [name for name in numbers if name in ("attendances", "people", "workers", "holder_count")]
    return next(iter([*people, *numbers]), "")
