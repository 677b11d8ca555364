"""Whose a database is, of any age and unchanged: who has an account, who has reported; and moving it away."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from metrics.framework import SHANGHAI
from metrics.store.care.backup import held
from metrics.store.database import (
    StoreError,
    account,
    address_of,
    audit_log,
    credential,
    file_of,
    open_engine,
    read,
    submission,
)
from metrics.store.people import permits

#: What may lie beside a SQLite database and belongs to it.
BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class StoredAccount:
    """An account as it is stored; an older program marked no `demo`."""

    code: str
    name: str
    demo: bool
    password: bool


@dataclass(frozen=True)
class StoredReport:
    """What tells one submission from every other; `at` is a time in Asia/Shanghai."""

    unit: str
    period: str
    revision: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Contents:
    """Who has an account, what was reported, and whether a link for the first 管理员 was ever made."""

    accounts: tuple[StoredAccount, ...] = ()
    reports: tuple[StoredReport, ...] = ()
    claimed: bool = False


def contents_of(url: str) -> Contents:
    """What a database holds, whatever version of the program made it; nothing is migrated.

    Raises:
        StoreError: it cannot be read.
    """
    engine = open_engine(url, create=False)
    try:
        return read(engine, contents)
    finally:
        engine.dispose()


def listed(connection: Connection, by: str) -> Contents:
    """The same of today's database, for who may see its accounts."""
    permits.require(connection, by, "see-accounts")
    return contents(connection)


def contents(connection: Connection) -> Contents:
    """The same of a database that is open; empty where it has no tables yet."""
    found = inspect(connection)
    if not found.has_table(account.name):
        return Contents()
    marked = {column["name"] for column in found.get_columns(account.name)}
    with_password: set[str] = set()
    if found.has_table(credential.name):
        with_password = set(connection.execute(select(credential.c.account)).scalars())
    columns = [account.c.code, account.c.name, *([account.c.demo] if "demo" in marked else [])]
    rows = connection.execute(select(*columns).order_by(account.c.code)).all()
    link = select(audit_log.c.id).where(audit_log.c.action == "first-admin-link").limit(1)
    return Contents(
        tuple(
            StoredAccount(row[0], row[1], bool(row[2]) if len(row) > 2 else False, row[0] in with_password)
            for row in rows
        ),
        tuple(_reports(connection)),
        connection.execute(link).first() is not None,
    )


def _reports(connection: Connection) -> list[StoredReport]:
    names = ("unit", "period", "revision", "submitted_by", "submitted_at")
    query = select(*(submission.c[name] for name in names)).order_by(submission.c.id)
    return [
        StoredReport(unit, period, revision, by, at.astimezone(SHANGHAI))
        for unit, period, revision, by, at in connection.execute(query)
    ]


def move(url: str, target: Path) -> None:
    """Give a SQLite database another name, with what belongs to it.

    Raises:
        StoreError: it is no file, somebody has it open, the name is taken, or the disk refuses. Nothing was
            moved then.
    """
    address = address_of(url)
    file = file_of(address)
    if file is None or not file.is_file():
        raise StoreError(f"{url} 不是一个数据库文件，没有移动。")
    if held(address):
        raise StoreError(f"{file} 正被另一个程序使用，没有移动。请先停止本系统（所有窗口），再启动一次。")
    if any(target.with_name(target.name + end).exists() for end in ("", *BESIDE)):
        raise StoreError(f"{target} 已经存在，没有移动 {file}。请先把它改名。")
    try:
        for end in BESIDE:  # after `held` they are gone, but for a damaged file's
            part = file.with_name(file.name + end)
            if part.exists():
                part.rename(target.with_name(target.name + end))
        file.rename(target)
    except OSError as error:
        raise StoreError(
            f"{file} 移不到 {target}（{error.strerror}）。请检查权限，停止本系统后再启动一次。"
        ) from error
