"""Remarks on a period: why a figure jumped, what was special. One dropped stays in the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from metrics.store.database import StoreError, audit, inserted_id, moment, note
from metrics.store.people import permits

_LONGEST = 500
_FIELDS = ("id", "period", "level", "code", "text", "account", "at")


@dataclass(frozen=True)
class Remark:
    """A remark on an entity of a level in a period."""

    id: int
    period: str
    level: str
    code: str
    text: str
    account: str
    at: datetime


def add(connection: Connection, period: str, about: tuple[str, str], text: str, account: str) -> Remark:
    """Keep a remark; `about` is level and code.

    Raises:
        StoreError: no account, or a text that is blank or too long.
    """
    text, account = text.strip(), account.strip()
    if not account:
        raise StoreError("备注要写明是谁写的。请登录后再试。")
    permits.require(connection, account, "remark")
    if not text or len(text) > _LONGEST:
        raise StoreError(f"备注要有内容，最长 {_LONGEST} 个字。")
    level, code = about
    texts = {"period": period, "level": level, "code": code, "text": text, "account": account}
    row = {**texts, "at": moment(None), "dropped_by": ""}
    number = inserted_id(connection.execute(insert(note).values(**row)))
    audit.record(
        connection, account, "note", f"note {number}", {"period": period, "about": [*about], "text": text}
    )
    return next(one for one in every(connection, (period,)) if one.id == number)


def drop(connection: Connection, number: int, account: str) -> None:
    """Take a remark back; StoreError when there is none (any more), or it is somebody else's."""
    permits.require(connection, account, "remark")
    there = (note.c.id == number) & (note.c.dropped_by == "")
    author = connection.execute(select(note.c.account).where(there)).scalar_one_or_none()
    if author is not None:
        permits.require_own(connection, account, author, "这条备注")
    if not connection.execute(update(note).where(there).values(dropped_by=account.strip())).rowcount:
        raise StoreError("这条备注已经不在了。请刷新页面。")
    audit.record(connection, account, "note-drop", f"note {number}", {})


def every(connection: Connection, periods: tuple[str, ...]) -> list[Remark]:
    """The remarks on some periods, oldest first."""
    query = select(*(note.c[name] for name in _FIELDS)).where(note.c.dropped_by == "")
    return [
        Remark(*row)
        for row in connection.execute(query.where(note.c.period.in_(periods)).order_by(note.c.id))
    ]
