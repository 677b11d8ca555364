"""What was exported: the very bytes, of which data and framework, by whom; and what briefings remember."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from metrics.store.database import StoreError, audit, export, inserted_id, moment, preference
from metrics.store.office import orders
from metrics.store.people import handouts, permits

_FIELDS = (
    *("id", "kind", "period", "scope", "format", "file", "sha256", "size", "options"),
    *("data_version", "framework_version", "account", "at"),
)


@dataclass(frozen=True)
class ExportedFile:
    """An exported file before it is kept; `options` are what it was made with, as JSON."""

    kind: str
    period: str
    scope: str
    format: str
    file: str
    content: bytes
    options: Mapping[str, Any]
    data_version: str
    framework_version: str


@dataclass(frozen=True)
class Export:
    """A kept export without its bytes."""

    id: int
    kind: str
    period: str
    scope: str
    format: str
    file: str
    sha256: str
    size: int
    options: Mapping[str, Any]
    data_version: str
    framework_version: str
    account: str
    at: datetime


def keep(
    connection: Connection, exported: ExportedFile, account: str, at: datetime | None, order: str = ""
) -> Export:
    """Keep an export, and end the order it was made for.

    StoreError without an account, or for a 定稿 by one who does not write briefings.
    """
    if not account.strip():
        raise StoreError("导出要写明是谁导出的。请登录后再试。")
    permits.require(connection, account, "export")
    if exported.options.get("final"):
        # What goes out carries the office's words and numbers: only those who write them send it.
        permits.require(connection, account, "edit-briefing")
    content = exported.content
    row = {name: getattr(exported, name) for name in ("kind", "period", "scope", "format", "file")}
    row |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "content": content}
    row |= {"options": dict(exported.options), "account": account.strip(), "at": moment(at)}
    row |= {"data_version": exported.data_version, "framework_version": exported.framework_version}
    number = inserted_id(connection.execute(insert(export).values(**row)))
    detail = {name: row[name] for name in ("kind", "period", "scope", "file", "sha256", "data_version")}
    detail |= {"final": True} if exported.options.get("final") else {}
    audit.record(connection, account, "export", f"export {number}", detail, at)
    if order:
        orders.done(connection, order)
    return next(one for one in every(connection) if one.id == number)


def every(connection: Connection, period: str = "", kind: str = "") -> list[Export]:
    """Kept exports (of a period, of a kind), newest first."""
    query = select(*(export.c[name] for name in _FIELDS)).order_by(export.c.id.desc())
    query = query.where(export.c.period == period) if period else query
    query = query.where(export.c.kind == kind) if kind else query
    return [Export(*row) for row in connection.execute(query)]


def content(connection: Connection, number: int, account: str) -> tuple[str, bytes]:
    """Name and bytes of an export, for who may export; StoreError when there is none.

    The audit keeps who took it.
    """
    permits.require(connection, account, "export")
    columns = (export.c.file, export.c.content, export.c.kind, export.c.period, export.c.sha256)
    row = connection.execute(select(*columns).where(export.c.id == number)).one_or_none()
    if row is None:
        raise StoreError("没有这次导出的记录。请刷新页面。")
    detail = {"kind": row.kind, "period": row.period, "sha256": row.sha256}
    given = handouts.Handout("简报", row.file, [("export", "")], str(number), detail)
    handouts.hand_out(connection, given, account)
    return row.file, bytes(row.content)


def remember(connection: Connection, name: str, value: object, account: str) -> None:
    """Keep what is to be offered next time, in place of what was kept before.

    `word:account` is that account's own, any other name the office's.

    Raises:
        StoreError: it is somebody else's, or the account may not write what briefings say of the office.
    """
    whose = name.partition(":")[2]
    permits.require(connection, account, "remember" if whose else "edit-briefing")
    if whose and account.strip() not in (whose, audit.SYSTEM):
        raise StoreError(f"这是账号 {whose} 自己的设置，别人不能改。")
    connection.execute(delete(preference).where(preference.c.name == name))
    row = {"name": name, "value": value, "account": account, "at": moment(None)}
    connection.execute(insert(preference).values(**row))
    audit.record(connection, account, "preference", name, {"value": value})


def remembered(connection: Connection, name: str) -> Any:  # noqa: ANN401 - whatever was kept
    """What was kept under a name, or None."""
    return connection.execute(
        select(preference.c.value).where(preference.c.name == name)
    ).scalar_one_or_none()
