"""延期: a later last day for one unit and quarter, with a reason; everybody else's stays."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from metrics.framework import Period
from metrics.store.database import StoreError, audit, moment
from metrics.store.database import extension as table
from metrics.store.people import permits, units
from metrics.store.reporting import periods


@dataclass(frozen=True)
class Extension:
    """A unit's own last day for a quarter, why, and who granted it when."""

    unit: str
    period: str
    due_on: date
    why: str
    account: str
    at: datetime


def every(connection: Connection) -> list[Extension]:
    """Those that hold, by quarter and unit."""
    found = connection.execute(select(table).order_by(table.c.period, table.c.unit)).mappings()
    return [Extension(**row) for row in found]


def grant(
    connection: Connection,
    unit: str,
    period: Period,
    due_on: date,
    why: str,
    account: str,
    at: datetime | None = None,
) -> Extension:
    """Give a unit until another day; one that has an extension gets the new one instead.

    Raises:
        StoreError: the quarter was not opened or is closed, it has no due date, the day is no later than it,
            no reason is given, the unit is unknown, or the account may not.
    """
    permits.require(connection, account, "extend")
    units.require(connection, unit)
    general = _open_quarter(connection, period)
    if due_on <= general:
        raise StoreError(
            f"{period.label}的截止日期是 {general:%Y-%m-%d}，延期要晚于这一天（写的是 {due_on:%Y-%m-%d}）。"
        )
    if not why.strip():
        raise StoreError("延期要写明原因，例如“机构改革，人员调整，联席会议办公室同意”。")
    before = periods.own_days(connection).get((unit, period.code), general)
    _forget(connection, unit, period)
    row = {"due_on": due_on, "why": why.strip(), "account": account.strip(), "at": moment(at)}
    connection.execute(insert(table).values(unit=unit, period=period.code, **row))
    detail = {"due_on": due_on.isoformat(), "before": before.isoformat(), "why": why.strip()}
    audit.record(connection, account.strip(), "extend", f"{unit} {period.code}", detail, at)
    return Extension(unit, period.code, due_on, why.strip(), account.strip(), moment(at))


def take_back(
    connection: Connection, unit: str, period: Period, account: str, at: datetime | None = None
) -> None:
    """Let the quarter's own last day hold for the unit again.

    Raises:
        StoreError: it has no extension, the quarter is closed, or the account may not.
    """
    permits.require(connection, account, "extend")
    general = _open_quarter(connection, period)
    before = periods.own_days(connection).get((unit, period.code))
    if before is None:
        raise StoreError(f"{unit} 在{period.label}没有延期，不用取消。")
    _forget(connection, unit, period)
    detail = {"due_on": general.isoformat(), "before": before.isoformat(), "why": "取消延期"}
    audit.record(connection, account.strip(), "extend", f"{unit} {period.code}", detail, at)


def _forget(connection: Connection, unit: str, period: Period) -> None:
    connection.execute(delete(table).where(table.c.unit == unit, table.c.period == period.code))


def _open_quarter(connection: Connection, period: Period) -> date:
    """The last day of an opened quarter that still takes reports."""
    known = next((info for info in periods.every(connection) if info.code == period.code), None)
    if known is None:
        raise StoreError(f"{period.label}还没有开放报送，不能延期。请先在“报告期与发布”页开放这个季度。")
    periods.require_open(connection, period, "延期")
    if known.due_on is None:
        raise StoreError(f"{period.label}没有设截止日期，不需要延期。")
    return known.due_on
