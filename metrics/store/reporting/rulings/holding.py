"""The rulings that hold, and every one there was: of one key the newest ruling holds."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, Row, func, select

from metrics.doubts import Disowned, Same
from metrics.framework import parse_period
from metrics.store.database import ruling
from metrics.store.reporting.rulings.model import CLOSED, LEAVING, NOT_OURS, UNDONE, RuledRow, Ruling


def history(connection: Connection, key: str = "") -> list[Ruling]:
    """Every ruling (about a key), oldest first."""
    query = select(ruling).order_by(ruling.c.id)
    query = query.where(ruling.c.key == key) if key else query
    return [read_row(row) for row in connection.execute(query)]


def active(connection: Connection) -> list[Ruling]:
    """The rulings that hold, oldest first."""
    newest = select(func.max(ruling.c.id)).group_by(ruling.c.key)
    query = select(ruling).where(ruling.c.id.in_(newest), ruling.c.verdict != UNDONE)
    return [read_row(row) for row in connection.execute(query.order_by(ruling.c.id))]


def concerning(connection: Connection, until: date) -> list[Ruling]:
    """The rulings that leave rows out or enterprises closed, and concern what was reported up to a day.

    A flow's rows belong to one quarter; a register's repeat, so a ruling about them concerns every period.
    """
    return [
        one
        for one in active(connection)
        if one.verdict in (*LEAVING, CLOSED, NOT_OURS)
        and all(not row.period or _ends(row.period) <= until for row in one.rows)
    ]


def pairs(rulings: Iterable[Ruling]) -> list[Same]:
    """What rulings say of rows, oldest first."""
    return [pair for one in rulings for pair in one.pairs]


def disowned(rulings: Iterable[Ruling]) -> list[Disowned]:
    """Rows that rulings take from the brand they were typed under."""
    return [row for one in rulings for row in one.disowned]


def closed(rulings: Iterable[Ruling]) -> list[str]:
    """Codes of the enterprises that rulings take out of the roster."""
    return [one.keep for one in rulings if one.verdict == CLOSED]


def _ends(period: str) -> date:
    return parse_period(period).end


def read_row(row: Row[tuple[object, ...]]) -> Ruling:
    """A ruling as it is stored."""
    return Ruling(
        kind=row.kind,
        key=row.key,
        verdict=row.verdict,
        keep=row.keep,
        rows=tuple(RuledRow(**one) for one in row.rows),
        note=row.note,
        account=row.account,
        at=row.at,
        id=row.id,
    )
