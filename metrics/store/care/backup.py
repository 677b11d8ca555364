"""Backups of a database that is in use, and restoring one into an empty place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from metrics.framework import SHANGHAI
from metrics.store.database import (
    APPLICATION,
    StoreError,
    address_of,
    file_of,
    is_current,
    open_engine,
    read,
    sentence,
)

Result = TypeVar("Result")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = :name AND pid <> pg_backend_pid()"
)
_SQLITE, _POSTGRESQL = b"SQLite format 3\0", b"PGDMP"


@dataclass(frozen=True)
class Restored:
    """Where a backup was restored to, and where the database that was there before lies now."""

    place: str
    before: Path | None = None


def backup(url: str, target: Path) -> int:
    """Write a whole backup of a database; people may go on working meanwhile.

    Args:
        url: the database: a copy of a SQLite file, or `pg_dump`'s custom format of a PostgreSQL database.
        target: a file that does not exist yet.

    Returns:
        Bytes written.

    Raises:
        StoreError: the database cannot be read, the file cannot be written, `pg_dump` is missing or failed.
    """
    address = address_of(url)
    if target.exists():
        raise StoreError(f"{target} 已经存在，不会覆盖原来的备份。请换一个文件名。")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _copy(address, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        return part.rename(target).stat().st_size
    except OSError as error:
        raise StoreError(
            f"备份写不进 {target}（{error.strerror}）。请换个位置，或检查权限和磁盘空间。"
        ) from error
    finally:
        _discard(part)


def _discard(unfinished: Path) -> None:
    with suppress(OSError):  # what it failed for was said already
        unfinished.unlink(missing_ok=True)


def _copy(address: URL, part: Path) -> None:
    if address.get_backend_name() == "postgresql":
        _asked(address, is_current)
        _run("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        return
    file = _existing(address)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.execute("PRAGMA busy_timeout = 30000")
            source.backup(target)
            # One file, not a file and a journal beside it.
            target.execute("PRAGMA journal_mode = DELETE")
            _require_whole(target, part)
    except sqlite3.Error as error:
        raise sentence(DBAPIError("", None, error), address) from error


def _existing(address: URL) -> Path:
    file = file_of(address)
    if file is None:
        raise StoreError("这个数据库不在文件里，没有可以备份或恢复的东西。")
    if not file.exists():
        raise StoreError(f"找不到数据库文件 {file}。请检查路径。")
    return file


def _require_whole(connection: sqlite3.Connection, file: Path) -> None:
    found = [line for (line,) in connection.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise StoreError(f"{file} 没有通过完整性检查：{'；'.join(found)}。")


def restore(url: str, source: Path, *, replace: bool = False) -> Restored:
    """Bring a backup back.

    Args:
        url: where to: a SQLite file that does not exist yet, or an empty PostgreSQL database.
        source: what `backup` wrote.
        replace: whether a SQLite database may be there already; it keeps lying beside the restored one.

    Raises:
        StoreError: somebody works with the place, it is not empty, the backup is damaged, is of the other
            kind or was made by a newer program. The place is then as it was.
    """
    address = address_of(url)
    try:
        with source.open("rb") as stream:
            begins = stream.read(len(_SQLITE))
    except OSError as error:
        raise StoreError(f"读不了备份 {source}（{error.strerror}）。请检查路径和权限。") from error
    on_server = address.get_backend_name() == "postgresql"
    if begins.startswith(_POSTGRESQL if on_server else _SQLITE):
        return _into_server(address, source) if on_server else _into_file(address, source, replace=replace)
    if begins.startswith((_SQLITE, _POSTGRESQL)):
        kind = "SQLite" if on_server else "PostgreSQL"
        raise StoreError(f"{source} 是 {kind} 的备份，恢复不到 {address.get_backend_name()} 数据库里。")
    raise StoreError(f"{source} 不是本系统的备份文件。请选 python -m metrics backup 生成的文件。")


def _into_file(address: URL, source: Path, *, replace: bool) -> Restored:
    file = file_of(address)
    if file is None:
        raise StoreError("恢复要写明一个数据库文件，例如 sqlite:///data/kandejian.db。")
    if file.exists():
        require_idle(address)
    if file.exists() and not replace:
        raise StoreError(
            f"{file} 已经有数据库，不会覆盖。确实要用备份替换它，请加 --replace（原库会改名保留）。"
        )
    new = file.with_name(file.name + ".restoring")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, new)
        _check(new)
        with new.open("rb") as written:
            os.fsync(written.fileno())
        before = _aside(file)
        new.replace(file)
    except OSError as error:
        raise StoreError(f"恢复写不进 {file}（{error.strerror}）。请检查权限和磁盘空间。") from error
    finally:
        _discard(new)
    return Restored(str(file), before)


def _check(copy: Path) -> None:
    """Refuse a copy of a backup that is damaged, or that this program cannot open."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            _require_whole(connection, copy)
    except sqlite3.Error as error:
        raise StoreError(f"备份文件已损坏（{error}），没有恢复。请换一份备份。") from error
    engine = create_engine(URL.create("sqlite", database=str(copy)))
    try:
        with engine.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            is_current(connection)
    finally:
        engine.dispose()
    if not known:
        raise StoreError("备份里没有本系统的数据，没有恢复。请选 python -m metrics backup 生成的文件。")


def _aside(file: Path) -> Path | None:
    """Give what is there another name: the database, and a journal that would be taken for the new one's."""
    stamp = datetime.now(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    kept = None
    for end in ("-wal", "-shm", "-journal", ""):
        part = file.with_name(file.name + end)
        if part.exists():
            kept = part.rename(file.with_name(f"{file.name}.{stamp}.old{end}"))
    return kept if kept and kept.suffix == ".old" else None


def require_idle(address: URL) -> None:
    """Refuse a database that a running program holds open.

    Raises:
        StoreError: it is held open, or cannot be asked.
    """
    in_use = _sessions if address.get_backend_name() == "postgresql" else held
    if in_use(address):
        raise StoreError(
            "本系统正在运行，不能恢复。请先停止本系统（所有进程），再恢复。这次没有改动任何内容。"
        )


def held(address: URL) -> bool:
    """Whether anybody has a SQLite database open.

    Leaving write-ahead logging needs the file to itself; every open connection keeps a lock on it.
    """
    try:
        with closing(sqlite3.connect(_existing(address), timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return True
        raise sentence(DBAPIError("", None, error), address) from error
    except sqlite3.DatabaseError:
        return False  # a damaged file is what one restores for
    return False


def _sessions(address: URL) -> bool:
    return _asked(
        address, lambda connection: connection.execute(_OTHERS, {"name": APPLICATION}).scalar_one() > 0
    )


def _asked(address: URL, question: Callable[[Connection], Result]) -> Result:
    engine = open_engine(address.render_as_string(hide_password=False), create=False)
    try:
        return read(engine, question)
    finally:
        engine.dispose()


def _into_server(address: URL, source: Path) -> Restored:
    require_idle(address)
    if _asked(address, lambda connection: inspect(connection).get_table_names()):
        raise StoreError(
            f"库 {address.database} 里已经有表，不会覆盖。请用 createdb 新建一个空库，恢复到那里。"
        )
    _run("pg_restore", address, "--exit-on-error", "--single-transaction", "--no-owner", str(source))
    _asked(address, is_current)
    return Restored(address.render_as_string(hide_password=True))


def _run(program: str, address: URL, *options: str) -> None:
    """One of PostgreSQL's own programs; `ps` would show a password that stands among the options."""
    found = shutil.which(program)
    if found is None:
        raise StoreError(
            f"本机没有 {program}。请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client）。"
        )
    place = address.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(address.password)} if address.password else {}
    command: Sequence[str] = [found, "--no-password", f"--dbname={place}", *options]
    done = subprocess.run(  # noqa: S603 - found on the path, no shell
        command, env={**os.environ, **secret}, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        reason = " ".join(done.stderr.split())[-300:]
        raise StoreError(
            f"{program} 没有成功：{reason}。请检查磁盘空间和 {program} 的版本（不能比服务器旧）。"
        )
