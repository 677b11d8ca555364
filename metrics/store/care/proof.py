"""Proof that the audit is what was written: its chain, recorded heads, the triggers that guard it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, RowMapping, select

from metrics.store.care.manifest import lists_in
from metrics.store.database import (
    Chain,
    ChainHead,
    audit,
    audit_log,
    follow,
    publication,
    revision_of,
    triggers_on_postgresql,
    triggers_on_sqlite,
)

_ON_POSTGRESQL = """
SELECT t.tgname, t.tgenabled IN ('O', 'A') AND p.prosrc LIKE '%%RAISE EXCEPTION%%' AS guards
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
"""


_AT_ONCE = 1000


@dataclass(frozen=True)
class Proof:
    """What was found about the audit.

    Args:
        chain: whether its rows follow on one another.
        faults: in Chinese, whatever contradicts it; the chain's own break is the first.
        publications: how many recorded heads stand in it.
        backups: how many lists of backups agree with it.
        notes: what was not compared, and why.
    """

    chain: Chain
    faults: tuple[str, ...]
    publications: int
    backups: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Recorded:
    """A head somebody kept: who says so, and when (empty inside the database)."""

    words: str
    head: ChainHead
    at: str = ""


@dataclass(frozen=True)
class _Resumed:
    """A restore: the head the database went on from, and when."""

    head: ChainHead
    at: datetime


def chain_of(connection: Connection) -> Chain:
    """Follow the whole chain of a database."""
    return follow(_rows(connection))


def _rows(connection: Connection) -> Iterator[RowMapping]:
    """The audit row by row, some at a time: it may be longer than what should lie in memory."""
    last: int | None = None
    while True:
        query = select(audit_log).order_by(audit_log.c.id).limit(_AT_ONCE)
        query = query if last is None else query.where(audit_log.c.id > last)
        some = connection.execute(query).mappings().all()
        yield from some
        if len(some) < _AT_ONCE:
            return
        last = some[-1]["id"]


def prove(connection: Connection, place: str, backups: Path) -> Proof:
    """Follow the chain and hold the heads that publications and backups recorded against it.

    Args:
        connection: of a reading transaction.
        place: the database as lists of backups call it; lists of others are passed over.
        backups: a folder of backups, which need not exist.
    """
    chain = chain_of(connection)
    faults = [f"第 {chain.broken.id} 行{chain.broken.why}"] if chain.broken else []
    faults += _gone(connection, chain)
    published = list(_publications(connection))
    kept, notes = _backups(place, backups)
    resumed = _resumed(connection)
    replaced = [one for one in kept if _replaced(one, resumed)]
    kept = [one for one in kept if one not in replaced]
    if replaced:
        notes.append(f"{len(replaced)} 份备份是恢复之前做的，那一段审计已被恢复替换，没有比对")
    faults += [words for one in (*published, *kept) if (words := _contradiction(connection, one))]
    return Proof(chain, tuple(faults), len(published), len(kept), tuple(notes))


def _gone(connection: Connection, chain: Chain) -> list[str]:
    """SQLite remembers the greatest number a row ever had."""
    if connection.dialect.name != "sqlite" or chain.broken:
        return []
    query = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'"
    last = connection.exec_driver_sql(query).scalar() or 0
    if last <= chain.head.id:
        return []
    return [f"最新的行被删：写到过第 {last} 行，现在到第 {chain.head.id} 行为止"]


def _publications(connection: Connection) -> Iterator[_Recorded]:
    columns = publication.c
    query = select(columns.id, columns.period, columns.audit_id, columns.audit_hash).order_by(columns.id)
    for row in connection.execute(query):
        yield _Recorded(f"编号 {row.id} 的发布（{row.period}）", ChainHead(row.audit_id, row.audit_hash))


def _backups(place: str, folder: Path) -> tuple[list[_Recorded], list[str]]:
    found = list(lists_in(folder))
    notes = [f"备份清单 {file.name} 读不了" for file, one in found if one is None]
    kept = [
        _Recorded(f"备份清单 {file.name}", one.head, one.made_at)
        for file, one in found
        if one and one.head and one.database == place
    ]
    return kept, notes


def _resumed(connection: Connection) -> list[_Resumed]:
    query = select(audit_log.c.at, audit_log.c.detail).where(audit_log.c.action == "restore")
    return [
        _Resumed(ChainHead(row.detail.get("audit_id", 0), row.detail.get("audit_hash", "")), row.at)
        for row in connection.execute(query)
    ]


def _replaced(one: _Recorded, resumed: Sequence[_Resumed]) -> bool:
    """Whether a backup was made of rows that a later restore went back behind."""
    made = datetime.fromisoformat(one.at)
    return any(one.head.id > back.head.id and made <= back.at for back in resumed)


def _contradiction(connection: Connection, one: _Recorded) -> str:
    if one.head.id == 0:
        return ""
    stored = connection.execute(select(audit_log.c.hash).where(audit_log.c.id == one.head.id)).scalar()
    if stored is None:
        return f"{one.words}记下的第 {one.head.id} 行不在了：最新的行被删"
    return "" if stored == one.head.hash else f"{one.words}记下的第 {one.head.id} 行散列不同：审计被改写过"


def has_head(connection: Connection, head: ChainHead) -> bool:
    """Whether a row of that number and hash stands in the chain."""
    query = select(audit_log.c.hash).where(audit_log.c.id == head.id)
    return head == ChainHead() or connection.execute(query).scalar() == head.hash


def head_of(connection: Connection) -> ChainHead:
    """The end of the chain as it stands, followed or not."""
    return audit.head(connection)


def unguarded(connection: Connection) -> list[str]:
    """Triggers that are missing, changed, switched off, or not of this program; for a structure we know."""
    revision = revision_of(connection)
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        stored: dict[str, object] = {row.name: row.sql for row in connection.exec_driver_sql(query)}
        wanted: dict[str, object] = {**triggers_on_sqlite(revision)}
    else:
        stored = {row.tgname: row.guards for row in connection.exec_driver_sql(_ON_POSTGRESQL)}
        wanted = {name: True for name in triggers_on_postgresql(revision)}  # noqa: C420 - of any value
    missing = [f"缺少 {name}" for name in sorted(wanted.keys() - stored.keys())]
    changed = [f"{name} 被改过" for name in sorted(wanted) if name in stored and stored[name] != wanted[name]]
    return [*missing, *changed, *(f"多出 {name}" for name in sorted(stored.keys() - wanted.keys()))]
