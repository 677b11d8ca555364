"""A whole database into another one, of the other kind or the same, and the proof that nothing was lost.

One transaction of the target holds it all: tables, rows, counters, proof, the row in the audit. Until its end
nothing is there, and the source is read only.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    LargeBinary,
    RowMapping,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError

from metrics.store.care.doctor import FAULT, contents
from metrics.store.care.places import discard, is_on_server, place_of, require_idle
from metrics.store.care.proof import head_of
from metrics.store.database import (
    SYSTEM,
    ChainHead,
    Database,
    StoreError,
    address_of,
    audit,
    build,
    file_of,
    is_current,
    metadata,
    open_engine,
    read,
    sentence,
    time_text,
    writing,
)
from metrics.store.people import keyfile

#: Rows fetched at once: of a table that keeps whole files, and of any other.
_FILES_AT_ONCE, _ROWS_AT_ONCE = 8, 500
_SUBJECT = 64
_MODULUS = 1 << 256
#: Tables beside ours: alembic's own.
_OTHERS = {"alembic_version"}


@dataclass(frozen=True)
class TableCopied:
    """A table that lies in the target: its rows, and the sum of their SHA-256, the same on both sides."""

    name: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Transferred:
    """What was moved and proven.

    Args:
        place: the target without a password.
        tables: every table.
        originals: files whose bytes were hashed anew on both sides.
        head: the end of the source's audit, where the target's goes on.
        proofs: what the caller compared besides, in Chinese.
        key: the file of the key of one-time codes that was copied; None where none was needed.
        notes: what one should know, in Chinese.
    """

    place: str
    tables: tuple[TableCopied, ...]
    originals: int
    head: ChainHead
    proofs: tuple[str, ...]
    key: Path | None
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


#: Told table, rows copied of it, rows it has.
Progress = Callable[[str, int, int], None]
#: Compares what both databases say (source, target); words of what agreed. StoreError when something differs.
Comparison = Callable[[Database, Database], Sequence[str]]


def transfer(source: str, target: str, compare: Comparison, progress: Progress) -> Transferred:
    """Copy a whole database into an empty one and prove it; the source stays as it is.

    Args:
        source: the database nobody works with.
        target: a SQLite file that does not exist or has no tables, or an empty PostgreSQL database.
        compare: asked before anything is stored for good.
        progress: told how far it is.

    Raises:
        StoreError: somebody works with one of them, the source is of another structure or not sound, the
            target is not empty, something cannot be stored there or is not the same afterwards. The target is
            then as empty as before.
    """
    old, new = address_of(source), address_of(target)
    if place_of(old) == place_of(new):
        raise StoreError("两个地址是同一个数据库，没有什么要搬。请核对 --from 和 --to。")
    fresh = _empty_place(new)
    require_idle(old, "搬")
    source_engine = open_engine(source, create=False)
    try:
        read(source_engine, _require_ours)
        target_engine = open_engine(target, create=True)
        try:
            return _transfer(source_engine, target_engine, compare, progress)
        except BaseException:
            target_engine.dispose()
            if fresh:
                discard(fresh)
            raise
        finally:
            target_engine.dispose()
    finally:
        source_engine.dispose()


def _empty_place(address: URL) -> Path | None:
    """Refuse a target with tables; gives the file that is made for it, None where there is none to remove.

    Raises:
        StoreError: it holds something: an office's database of the same, an older or a newer structure.
    """
    file = file_of(address)
    if file is None and not is_on_server(address):
        raise StoreError("请写明一个数据库文件或 PostgreSQL 的库，例如 sqlite:///data/kandejian.db。")
    if file is not None and not (file.exists() and file.stat().st_size):
        return None if file.exists() else file
    require_idle(address, "搬")
    engine = open_engine(address.render_as_string(hide_password=False), create=False)
    try:
        read(engine, _require_empty, place_of(address))
    finally:
        engine.dispose()
    return None


def _require_empty(connection: Connection, place: str) -> None:
    tables = inspect(connection).get_table_names()
    if not tables:
        return
    age = ""
    if "alembic_version" in tables and not is_current(connection):
        age = "，是旧版程序的库"
    raise StoreError(
        f"{place} 不是空的（有 {len(tables)} 张表{age}），不会覆盖。"
        "请换一个还不存在的文件，或用 createdb 新建一个空库。"
    )


def _require_ours(connection: Connection) -> None:
    """Refuse a source of another structure, or with tables nobody would carry."""
    if not is_current(connection):
        raise StoreError("要搬的数据库结构比程序旧。请先备份，运行 python -m metrics init 升级，再搬。")
    names = set(inspect(connection).get_table_names()) - _OTHERS
    ours = set(metadata.tables)
    if strange := sorted(names - ours):
        raise StoreError(f"要搬的库里有不是本系统的表：{'、'.join(strange)}。请先把它们移走。")
    if missing := sorted(ours - names):
        raise StoreError(f"要搬的库里缺少表：{'、'.join(missing)}。请用 doctor 检查，从备份恢复。")


def _transfer(source: Engine, target: Engine, compare: Comparison, progress: Progress) -> Transferred:
    # A writing transaction of the source, though nothing is written: nobody else writes meanwhile either.
    with writing(source) as old, writing(target) as new:
        _require_sound(old, "要搬的库")
        lost, key = keyfile.sealing(old).lost, keyfile.carry(source.url, target.url)
        try:
            done = _carry(old, new, progress)
            proofs = tuple(compare(Database(source, _inside=old), Database(target, _inside=new)))
            if keyfile.sealing(new).lost != lost:
                raise StoreError("动态口令的密钥在新库里打不开，没有搬。请检查密钥文件的位置和权限。")
            originals = done["original"].rows
            head = head_of(old)
            detail = {
                "from": place_of(source.url),
                "to": place_of(target.url),
                "rows": {name: table.rows for name, table in done.items()},
                "audit_id": head.id,
                "audit_hash": head.hash,
            }
            audit.record(new, SYSTEM, "move", place_of(target.url)[-_SUBJECT:], detail)
            _require_sound(new, "新库")
        except BaseException:
            if key:
                key.unlink(missing_ok=True)
            raise
    notes = _notes(lost)
    return Transferred(place_of(target.url), tuple(done.values()), originals, head, proofs, key, notes)


def _require_sound(connection: Connection, whose: str) -> None:
    """Refuse one whose files, rows, triggers or audit are not what they were."""
    checks = contents(connection, "", Path("none"))
    if faults := [f"{check.name}：{check.text}" for check in checks if check.state == FAULT]:
        raise StoreError(f"{whose}没有通过检查，没有搬。{'；'.join(faults)}。")


def _notes(lost: int) -> tuple[str, ...]:
    if not lost:
        return ()
    return (f"{lost} 个账号的动态口令在原库里就打不开，搬过来也一样：请本人用恢复码登录后重设",)


def _carry(old: Connection, new: Connection, progress: Progress) -> dict[str, TableCopied]:
    """Tables, rows and counters; every table read anew from the target and held against the source's."""
    build(new)
    for table in reversed(metadata.sorted_tables):  # what a new database is given at its birth
        new.execute(delete(table))
    done = {}
    for table in metadata.sorted_tables:
        copied = _copy(old, new, table, progress)
        there = _summed(new, table)
        if there != copied:
            raise StoreError(
                f"表 {table.name} 搬过去不一样，没有搬（原库 {copied.rows} 行，新库 {there.rows} 行）。"
            )
        done[table.name] = copied
    for table in metadata.sorted_tables:
        _count_on(old, new, table)
    return done


def _copy(old: Connection, new: Connection, table: Table, progress: Progress) -> TableCopied:
    total = old.scalar(select(func.count()).select_from(table)) or 0
    rows, digest = 0, 0
    progress(table.name, 0, total)
    for batch in _batches(old, table):
        try:
            new.execute(insert(table), [dict(row) for row in batch])
        except DBAPIError as error:
            # Rows are in nobody's words; the database's own first sentence says which value it refuses.
            reason = str(sentence(error, new.engine.url))
            raise StoreError(f"表 {table.name} 第 {rows + 1} 行起存不进新库，没有搬。{reason}") from error
        rows, digest = rows + len(batch), (digest + _sum(batch)) % _MODULUS
        progress(table.name, rows, total)
    return TableCopied(table.name, rows, f"{digest:064x}")


def _summed(connection: Connection, table: Table) -> TableCopied:
    rows, digest = 0, 0
    for batch in _batches(connection, table):
        rows, digest = rows + len(batch), (digest + _sum(batch)) % _MODULUS
    return TableCopied(table.name, rows, f"{digest:064x}")


def _batches(connection: Connection, table: Table) -> Iterable[Sequence[RowMapping]]:
    """The rows of a table, few enough at a time to lie in memory."""
    heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
    size = _FILES_AT_ONCE if heavy else _ROWS_AT_ONCE
    options = {"stream_results": True, "max_row_buffer": size}
    found = connection.execute(select(table), execution_options=options).mappings()
    yield from found.partitions(size)


def _sum(rows: Sequence[RowMapping]) -> int:
    """The sum of the rows' hashes: the same whatever the order, in which databases differ for texts."""
    hashes = [hashlib.sha256(_said(dict(row))).digest() for row in rows]
    return sum(int.from_bytes(one, "big") for one in hashes)


def _said(row: Mapping[str, Any]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain)
    return text.encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(type(value))


def _count_on(old: Connection, new: Connection, table: Table) -> None:
    """New rows are numbered behind every number the source ever gave, those of rows that are gone too."""
    if not table.dialect_options["sqlite"]["autoincrement"]:
        return
    newest = new.scalar(select(func.max(table.c.id))) or 0
    given = max(newest, _counted(old, table.name))
    if given == 0:
        return
    if new.dialect.name == "sqlite":
        new.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        new.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, given))
    else:
        new.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), given)))


#: What a sequence gave last; nothing while it gave none.
_LAST_VALUE = (
    "SELECT last_value FROM pg_sequences"
    " WHERE (quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass = %s::regclass"
)


def _counted(connection: Connection, table: str) -> int:
    """The greatest number a database gave to a row of a table; 0 without any."""
    if connection.dialect.name == "sqlite":
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        return int(connection.exec_driver_sql(query, (table,)).scalar() or 0)
    name = connection.scalar(select(func.pg_get_serial_sequence(table, "id")))
    return int(connection.exec_driver_sql(_LAST_VALUE, (name,)).scalar() or 0)
