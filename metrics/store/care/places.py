"""Where a database lies: whether it is there, whole, and nobody works with it; the server's own programs."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from metrics.store.database import (
    APPLICATION,
    BESIDE,
    StoreError,
    file_of,
    open_engine,
    read,
    sentence,
)

Result = TypeVar("Result")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = :name AND pid <> pg_backend_pid()"
)


def is_on_server(address: URL) -> bool:
    """Whether a database is one of PostgreSQL's."""
    return address.get_backend_name() == "postgresql"


def place_of(address: URL) -> str:
    """What a database is called without its password: the whole path of a file."""
    file = file_of(address)
    return str(file.absolute()) if file else address.render_as_string(hide_password=True)


def existing(address: URL) -> Path:
    """The file of a SQLite database.

    Raises:
        StoreError: it is in none, or there is none.
    """
    file = file_of(address)
    if file is None:
        raise StoreError("这个数据库不在文件里，没有可以备份或恢复的东西。")
    if not file.exists():
        raise StoreError(f"找不到数据库文件 {file}。请检查路径。")
    return file


def require_whole(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a SQLite file whose pages are not sound; StoreError with what was found."""
    found = [line for (line,) in connection.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise StoreError(f"{file} 没有通过完整性检查：{'；'.join(found)}。")


def require_idle(address: URL, deed: str = "恢复") -> None:
    """Refuse a database that a running program holds open, for a deed that is named.

    Raises:
        StoreError: it is held open, or cannot be asked.
    """
    in_use = _sessions if is_on_server(address) else held
    if in_use(address):
        raise StoreError(
            f"本系统正在运行，不能{deed}。请先停止本系统（所有进程），再{deed}。这次没有改动任何内容。"
        )


def held(address: URL) -> bool:
    """Whether anybody has a SQLite database open.

    Leaving write-ahead logging needs the file to itself; every open connection keeps a lock on it.
    """
    try:
        with closing(sqlite3.connect(existing(address), timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return True
        raise sentence(DBAPIError("", None, error), address) from error
    except sqlite3.DatabaseError:
        return False  # a damaged file is what one restores for
    return False


def _sessions(address: URL) -> bool:
    return asked(
        address, lambda connection: connection.execute(_OTHERS, {"name": APPLICATION}).scalar_one() > 0
    )


def asked(address: URL, question: Callable[[Connection], Result]) -> Result:
    """What a question put to a database in a reading transaction is answered; StoreError as `read`."""
    engine = open_engine(address.render_as_string(hide_password=False), create=False)
    try:
        return read(engine, question)
    finally:
        engine.dispose()


def asked_file(file: Path, question: Callable[[Connection], Result]) -> Result:
    """What a SQLite file answers, without making journals beside it."""
    engine = create_engine(URL.create("sqlite", database=str(file)))
    try:
        with engine.connect() as connection:
            return question(connection)
    finally:
        engine.dispose()


def checksum(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def discard(unfinished: Path) -> None:
    """Remove a file that was being written, with what SQLite made beside it."""
    for end in ("", *BESIDE):
        with suppress(OSError):  # what it failed for was said already
            unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)


def sync(written: Path) -> None:
    """Wait until a file lies on the disk."""
    with written.open("rb") as stream:
        os.fsync(stream.fileno())


def run_program(program: str, address: URL, *options: str) -> None:
    """Run one of PostgreSQL's own programs; `ps` would show a password that stands among the options.

    Raises:
        StoreError: it is missing or failed.
    """
    found = shutil.which(program)
    if found is None:
        raise StoreError(
            f"本机没有 {program}。请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client）。"
        )
    # `URL.set` keeps a password when told None: the address would hold the three stars that hide it.
    parts = (address.username, None, address.host, address.port, address.database, address.query)
    place = URL.create("postgresql", *parts).render_as_string()
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
