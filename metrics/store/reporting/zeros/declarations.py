"""Who declared when that a ledger of a quarter has nothing, and what took the declaration back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from metrics.county import SubmissionInfo
from metrics.framework import Framework, Period
from metrics.store.database import StoreError, audit, ledger_rows, moment
from metrics.store.database import zero_declaration as table
from metrics.store.people import permits
from metrics.store.reporting import found, standing


@dataclass(frozen=True)
class ZeroDeclaration:
    """That a unit's ledger has nothing in a quarter.

    Args:
        id: counts up.
        unit: its code.
        period: the quarter's code.
        ledger: code such as `L05`.
        account: who declared it.
        at: when.
        number: of the report it was declared with; None when it was declared by itself.
        withdrawn_by: who took it back, or whose rows did; empty while it stands.
        withdrawn_at: when.
        why: why it was taken back.
    """

    id: int
    unit: str
    period: str
    ledger: str
    account: str
    at: datetime
    number: int | None = None
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    why: str = ""


def declarable(framework: Framework, unit: str) -> tuple[str, ...]:
    """The ledgers of a unit that can have nothing in a quarter: what happens, not registers, which stay."""
    return tuple(code for code in framework.unit[unit].ledgers if framework.ledgers[code].kind != "register")


def standing_in(
    connection: Connection, period: Period | None = None, unit: str = ""
) -> list[ZeroDeclaration]:
    """Those that stand (for the quarters of a period, of a unit), oldest first."""
    where: list[ColumnElement[bool]] = [table.c.withdrawn_at.is_(None)]
    if period is not None:
        where.append(table.c.period.in_([quarter.code for quarter in period.quarters]))
    if unit:
        where.append(table.c.unit == unit)
    return _find(connection, *where)


def _find(connection: Connection, *where: ColumnElement[bool]) -> list[ZeroDeclaration]:
    query = select(table).where(*where).order_by(table.c.id)
    return [ZeroDeclaration(**row) for row in connection.execute(query).mappings()]


def declare(
    connection: Connection,
    unit: str,
    period: Period,
    ledgers: Collection[str],
    account: str,
    at: datetime | None = None,
    number: int | None = None,
) -> list[ZeroDeclaration]:
    """Declare that ledgers have nothing; of one that was declared before the declaration stands.

    Args:
        connection: of a writing transaction.
        unit: its code.
        period: the quarter.
        ledgers: codes; the caller knows that the unit keeps them and that they can be empty.
        account: who declares.
        at: when; now without it.
        number: the report it is declared with, if any.

    Raises:
        StoreError: none is named, nothing may be handed in now, or the latest report has rows in one of them.
    """
    if not ledgers:
        raise StoreError("零报送要选定是哪几张台账没有发生。")
    permits.require(connection, account, "submit", unit)
    if number is None:
        standing.require(connection, unit, period, account, moment(at).date())
    _require_empty(connection, unit, period, ledgers)
    known = {one.ledger for one in standing_in(connection, period, unit)}
    fresh = [code for code in ledgers if code not in known]
    row: dict[str, Any] = {"unit": unit, "period": period.code, "account": account.strip(), "at": moment(at)}
    row |= {"number": number, "withdrawn_by": "", "why": ""}
    if fresh:
        connection.execute(insert(table), [{**row, "ledger": code} for code in fresh])
        detail = {"unit": unit, "period": period.code, "ledgers": fresh}
        audit.record(connection, account.strip(), "zero-declared", f"{unit} {period.code}", detail, at)
    return [one for one in standing_in(connection, period, unit) if one.ledger in ledgers]


def _require_empty(connection: Connection, unit: str, period: Period, ledgers: Collection[str]) -> None:
    reports = [one for one in found.every(connection, period, unit) if one.state != "withdrawn"]
    if not reports:
        return
    rows = _rows_of(connection, reports[-1].id)
    full = [f"{code} {rows[code]} 行" for code in ledgers if rows.get(code)]
    if full:
        raise StoreError(
            f"第 {reports[-1].revision} 版里有 {'、'.join(full)}，不能作零报送。"
            "确实没有发生，请报一版删去这些行的。"
        )


def _rows_of(connection: Connection, number: int) -> dict[str, int]:
    query = select(ledger_rows.c.ledger, ledger_rows.c.n_rows).where(ledger_rows.c.submission_id == number)
    return {row.ledger: row.n_rows for row in connection.execute(query)}


def rows_came(
    connection: Connection, report: SubmissionInfo, rows: Mapping[str, int], at: datetime | None
) -> None:
    """Take back what a report contradicts: rows stand where nothing was said to be."""
    for one in standing_in(connection, None, report.unit):
        if one.period == report.period and rows.get(one.ledger):
            _take_back(
                connection, one, report.submitted_by, f"第 {report.revision} 版报了 {rows[one.ledger]} 行", at
            )


def report_withdrawn(
    connection: Connection, report: SubmissionInfo, account: str, at: datetime | None
) -> None:
    """Take back what was declared with a report that was withdrawn."""
    for one in standing_in(connection, None, report.unit):
        if one.number == report.id:
            _take_back(connection, one, account, f"撤回了第 {report.revision} 版", at)


def withdraw(
    connection: Connection, number: int, account: str, at: datetime | None = None
) -> ZeroDeclaration:
    """Take a declaration back that was made by itself.

    Raises:
        StoreError: there is none that stands, it came with a report (which is withdrawn or reported anew), or
            the account may not report for the unit.
    """
    known = _find(connection, table.c.id == number, table.c.withdrawn_at.is_(None))
    if not known:
        raise StoreError(f"没有编号为 {number} 的零报送，或者已经撤销。")
    permits.require(connection, account, "submit", known[0].unit)
    if known[0].number is not None:
        raise StoreError("这是随一份报送作的零报送。要改，请撤回那一版，或再报一版填上内容的。")
    _take_back(connection, known[0], account, "本人撤销", at)
    return _find(connection, table.c.id == number)[0]


def _take_back(
    connection: Connection, one: ZeroDeclaration, account: str, why: str, at: datetime | None
) -> None:
    change = {"withdrawn_by": account.strip(), "withdrawn_at": moment(at), "why": why}
    connection.execute(update(table).where(table.c.id == one.id).values(**change))
    detail = {"unit": one.unit, "period": one.period, "ledgers": [one.ledger], "why": why}
    audit.record(connection, account.strip(), "zero-withdrawn", f"{one.unit} {one.period}", detail, at)
