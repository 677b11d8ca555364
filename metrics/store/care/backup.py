"""Backups of a database that is in use, each with a list beside it and a row in the audit."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError

from metrics.store.care.manifest import Manifest, list_of, write_list
from metrics.store.care.places import (
    asked,
    asked_file,
    checksum,
    discard,
    existing,
    is_on_server,
    place_of,
    require_whole,
    run_program,
    sync,
)
from metrics.store.database import (
    SYSTEM,
    ChainHead,
    StoreError,
    address_of,
    audit,
    is_current,
    make_private,
    moment,
    open_engine,
    read,
    revision_of,
    sentence,
    write,
)
from metrics.store.people import keyfile

#: How much of a file's name the audit keeps as the object.
_SUBJECT = 64


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made.

    Args:
        manifest: its list.
        unrecorded: why the audit does not know of it, empty when it does.
        key: the file that it does not hold and that opens the secrets of one-time codes in it; None when
            there are none.
    """

    manifest: Manifest
    unrecorded: str = ""
    key: Path | None = None


@dataclass(frozen=True)
class _State:
    """What a copy holds: the structure of its tables, the head of the audit where there is a chain."""

    structure: str
    head: ChainHead | None


def backup(url: str, target: Path) -> BackedUp:
    """Write a whole backup of a database and its list; people may go on working meanwhile.

    The database's audit says then which file was written; where it cannot be, the backup stands all the same.

    Args:
        url: the database: a copy of a SQLite file, or `pg_dump`'s custom format of a PostgreSQL database.
        target: a file that does not exist yet.

    Raises:
        StoreError: the database cannot be read, the file cannot be written, `pg_dump` is missing or failed.
    """
    address = address_of(url)
    for file in (target, list_of(target)):
        if file.exists():
            raise StoreError(f"{file} 已经存在，不会覆盖原来的备份。请换一个文件名。")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        make_private(part)
        state = _dump(address, part) if is_on_server(address) else _copy(address, part)
        sync(part)
        manifest = _list(address, part, target, state)
        write_list(target, manifest)
        part.rename(target)
    except OSError as error:
        raise StoreError(
            f"备份写不进 {target}（{error.strerror}）。请换个位置，或检查权限和磁盘空间。"
        ) from error
    finally:
        discard(part)
        if not target.exists():
            discard(list_of(target))
    return BackedUp(manifest, _record(address, manifest), _key(address))


def _list(address: URL, part: Path, target: Path, state: _State) -> Manifest:
    size, made_at = part.stat().st_size, moment(None).isoformat(timespec="seconds")
    place = place_of(address)
    return Manifest(target.name, size, checksum(part), made_at, place, state.structure, state.head)


def _copy(address: URL, part: Path) -> _State:
    file = existing(address)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.execute("PRAGMA busy_timeout = 30000")
            source.backup(target)
            # One file, not a file and a journal beside it.
            target.execute("PRAGMA journal_mode = DELETE")
            require_whole(target, part)
        return asked_file(part, _state)
    except sqlite3.Error as error:
        raise sentence(DBAPIError("", None, error), address) from error
    except DBAPIError as error:
        raise sentence(error, address) from error


def _state(connection: Connection) -> _State:
    head = audit.head(connection) if is_current(connection) else None
    return _State(revision_of(connection), head)


def _dump(address: URL, part: Path) -> _State:
    """Dump the very state whose head is read: the transaction that reads it lends its view of the data."""

    def work(connection: Connection) -> _State:
        state = _state(connection)
        view = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={view}", f"--file={part}")
        run_program("pg_dump", address, *options)
        return state

    return asked(address, work)


def _key(address: URL) -> Path | None:
    """The file that opens the secrets of one-time codes in the copy, when there are any."""
    with suppress(StoreError):
        engine = open_engine(address.render_as_string(hide_password=False), create=False)
        try:
            found = read(engine, keyfile.sealing)
        finally:
            engine.dispose()
        return found.file if found.bound > found.open else None
    return None


def _record(address: URL, manifest: Manifest) -> str:
    if manifest.head is None:
        return "数据库的结构比程序旧"
    detail = {"file": manifest.file, "size": manifest.size, "sha256": manifest.sha256}
    detail |= {"audit_id": manifest.head.id, "audit_hash": manifest.head.hash}
    try:
        engine = open_engine(address.render_as_string(hide_password=False), create=False)
        try:
            write(engine, audit.record, SYSTEM, "backup", manifest.file[:_SUBJECT], detail)
        finally:
            engine.dispose()
    except StoreError as error:
        return str(error)
    return ""
