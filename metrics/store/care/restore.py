"""Restoring a backup: it is checked whole, what would change is said, sessions end, the audit says so."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, delete, inspect, select, update
from sqlalchemy.exc import DBAPIError

from metrics.framework import SHANGHAI
from metrics.store.care import differences
from metrics.store.care.differences import AccountState, Difference
from metrics.store.care.doctor import FAULT, contents
from metrics.store.care.manifest import Manifest, list_of, read_list, require_same
from metrics.store.care.places import (
    asked,
    asked_file,
    checksum,
    discard,
    is_on_server,
    place_of,
    require_idle,
    require_whole,
    run_program,
    sync,
)
from metrics.store.care.proof import has_head, head_of, unguarded
from metrics.store.database import (
    BESIDE,
    SYSTEM,
    ChainHead,
    StoreError,
    address_of,
    audit,
    audit_log,
    file_of,
    first_admin,
    half_session,
    is_current,
    make_private,
    moment,
    open_engine,
    read,
    session,
    trusted_device,
    upgrade,
    write,
)

_SQLITE, _POSTGRESQL = b"SQLite format 3\0", b"PGDMP"
_NOT_OURS = "备份里没有本系统的数据，没有恢复。请选 python -m metrics backup 生成的文件。"
_SUBJECT = 64


@dataclass(frozen=True)
class Outlook:
    """What a restore would bring, said before it happens.

    Args:
        accounts: those that would be otherwise than now.
        notes: in Chinese, what else one should know.
    """

    accounts: tuple[Difference, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """Where a backup was restored to, where what was there before lies now, how many sessions ended."""

    place: str
    before: Path | None
    sessions: int


@dataclass(frozen=True)
class Wish:
    """How to restore.

    Args:
        replace: whether a SQLite database may be there already; it keeps lying beside the restored one.
        unlisted: whether a backup without a list is taken: one of an earlier version of the program.
        compare: another database whose accounts are compared; by default the one that is replaced.
        agree: told what would change before anything does; an exception of its stops the restore.
    """

    replace: bool = False
    unlisted: bool = False
    compare: str = ""
    agree: Callable[[Outlook], None] = lambda _outlook: None


def restore(url: str, source: Path, wish: Wish | None = None) -> Restored:
    """Bring a backup back.

    The restored database has today's structure, no session that holds, and a row in the audit about it.

    Args:
        url: where to: a SQLite file that does not exist yet, or an empty PostgreSQL database.
        source: what `backup` wrote, with its list beside it.
        wish: how; as usual without it.

    Raises:
        StoreError: somebody works with the place, it is not empty; the backup is damaged, not the one that
            its list or the database's audit tells of, without its triggers, with a broken audit, of the
            other kind or made by a newer program. The place is then as it was.
    """
    address, wish = address_of(url), wish or Wish()
    try:
        with source.open("rb") as stream:
            begins = stream.read(len(_SQLITE))
    except OSError as error:
        raise StoreError(f"读不了备份 {source}（{error.strerror}）。请检查路径和权限。") from error
    on_server = is_on_server(address)
    if begins.startswith(_POSTGRESQL if on_server else _SQLITE):
        into = _into_server if on_server else _into_file
        return into(address, source, wish)
    if begins.startswith((_SQLITE, _POSTGRESQL)):
        kind = "SQLite" if on_server else "PostgreSQL"
        raise StoreError(f"{source} 是 {kind} 的备份，恢复不到 {address.get_backend_name()} 数据库里。")
    raise StoreError(f"{source} 不是本系统的备份文件。请选 python -m metrics backup 生成的文件。")


def _into_file(address: URL, source: Path, wish: Wish) -> Restored:
    file = file_of(address)
    if file is None:
        raise StoreError("恢复要写明一个数据库文件，例如 sqlite:///data/kandejian.db。")
    if file.exists():
        require_idle(address)
    if file.exists() and not wish.replace:
        raise StoreError(
            f"{file} 已经有数据库，不会覆盖。确实要用备份替换它，请加 --replace（原库会改名保留）。"
        )
    new = file.with_name(file.name + ".restoring")
    discard(new)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(new)
        shutil.copyfile(source, new)
        manifest = _listed(new, source)
        _require_ours(new)
        _require_list(manifest, source, wish)
        there = wish.compare or (address.render_as_string(hide_password=False) if file.exists() else "")
        ended = _make_ready(address.set(database=str(new)), _Backup(source, new, manifest), there, wish)
        with closing(sqlite3.connect(new)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        sync(new)
        before = _aside(file)
        new.replace(file)
    except OSError as error:
        raise StoreError(f"恢复写不进 {file}（{error.strerror}）。请检查权限和磁盘空间。") from error
    finally:
        discard(new)
    return Restored(str(file), before, ended)


def _listed(copy: Path, source: Path) -> Manifest | None:
    """The list of a backup, which the copy agrees with; None where there is none."""
    manifest = read_list(source)
    if manifest:
        require_same(copy, manifest, source)
    return manifest


def _require_list(manifest: Manifest | None, source: Path, wish: Wish) -> None:
    if manifest is None and not wish.unlisted:
        raise StoreError(
            f"备份 {source} 旁边没有清单 {list_of(source).name}，核对不了校验码，没有恢复。请把清单一起拷来；"
            "早先版本的备份本来没有清单，确认来源可靠后请加 --without-list。"
        )


def _require_ours(copy: Path) -> None:
    """Refuse a copy of a backup that is damaged, or that this program cannot open."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            require_whole(connection, copy)
    except sqlite3.Error as error:
        raise StoreError(f"备份文件已损坏（{error}），没有恢复。请换一份备份。") from error
    if not asked_file(copy, _known):
        raise StoreError(_NOT_OURS)


def _known(connection: Connection) -> bool:
    is_current(connection)
    return inspect(connection).has_table("alembic_version")


@dataclass(frozen=True)
class _Backup:
    """The backup, a copy of it that nobody else writes to, its list."""

    source: Path
    copy: Path
    manifest: Manifest | None


def _make_ready(place: URL, backup: _Backup, there: str, wish: Wish) -> int:
    """Check what was brought to a place, say what would change, then make it safe to open.

    Args:
        place: where it lies, not yet opened by anybody.
        backup: what it was brought from.
        there: the database it takes the place of; empty for none.
        wish: how; asked whether to go on.

    Returns:
        How many sessions were ended.
    """
    engine = open_engine(place.render_as_string(hide_password=False), create=False)
    sha256 = backup.manifest.sha256 if backup.manifest else checksum(backup.copy)
    try:
        read(engine, _require_untouched, backup.manifest)
        upgrade(engine)
        head = read(engine, head_of)
        checks = read(engine, contents, place_of(place), backup.source.parent / "none")
        if faults := [f"{check.name}：{check.text}" for check in checks if check.state == FAULT]:
            raise StoreError(f"备份没有通过检查，没有恢复。{'；'.join(faults)}。")
        wish.agree(_outlook(read(engine, differences.states), there, head, sha256))
        detail = {"file": backup.source.name, "sha256": sha256, "audit_id": head.id, "audit_hash": head.hash}
        return write(engine, _begin_anew, detail)
    finally:
        engine.dispose()


def _require_untouched(connection: Connection, manifest: Manifest | None) -> None:
    """Refuse a backup whose triggers or newest audit row are not what they were, in its own structure."""
    if wrong := unguarded(connection):
        names = "、".join(wrong[:5])
        raise StoreError(f"备份里保护数据的触发器不对（{names}）：被改过，没有恢复。请换一份备份。")
    if manifest and manifest.head and manifest.head != head_of(connection):
        raise StoreError("备份的审计链头和清单记下的不同：审计被改过，没有恢复。请换一份备份。")


def _begin_anew(connection: Connection, detail: dict[str, object]) -> int:
    """End every session, since whoever signed out or was shut out afterwards would be in again; say so.

    Devices are asked for their one-time code again. A link that made the first 管理员 of a database that had
    none goes too.
    """
    for table in (first_admin, half_session, trusted_device):
        connection.execute(delete(table))
    holding = update(session).where(session.c.ended_at.is_(None))
    ended = connection.execute(holding.values(ended_at=moment(None))).rowcount
    audit.record(connection, SYSTEM, "restore", str(detail["file"])[:_SUBJECT], detail | {"sessions": ended})
    return ended


def _outlook(then: dict[str, AccountState], there: str, head: ChainHead, sha256: str) -> Outlook:
    """Compare with the database that is there, as far as that can be read.

    Raises:
        StoreError: its audit tells of a backup of this very state with another checksum.
    """
    if not there:
        return Outlook((), ())
    try:
        now, notes = asked(address_of(there), lambda connection: _present(connection, head, sha256))
    except _TamperedError:
        raise
    except (StoreError, DBAPIError) as error:
        return Outlook((), (f"现在的数据库读不出来，没法比较账号（{error}）",))
    return Outlook(tuple(differences.between(now, then)), notes)


class _TamperedError(StoreError):
    """The backup is not the file that was written when it was made."""


def _present(
    connection: Connection, head: ChainHead, sha256: str
) -> tuple[dict[str, AccountState], tuple[str, ...]]:
    """The accounts of the database that is there, and what its audit says about the backup."""
    now = differences.states(connection)
    if not is_current(connection):
        return now, ("现在的数据库结构比程序旧，审计没法比较",)
    query = select(audit_log.c.detail).where(audit_log.c.action == "backup")
    told = [detail for detail in connection.execute(query).scalars() if _of_this(detail, head)]
    if told and sha256 not in {detail.get("sha256") for detail in told}:
        raise _TamperedError(
            "备份不是当时写下的那一个：现在的审计记着它的校验码，两者不同，没有恢复。请换一份备份。"
        )
    if has_head(connection, head):
        return now, ()
    return now, ("备份的审计不是现在这份审计的前一段：备份属于另一个数据库，或者有一边被改写过，请先查清",)


def _of_this(detail: dict[str, object], head: ChainHead) -> bool:
    return detail.get("audit_id") == head.id and detail.get("audit_hash") == head.hash


def _aside(file: Path) -> Path | None:
    """Give what is there another name: the database, and a journal that would be taken for the new one's."""
    stamp = datetime.now(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    kept = None
    for end in (*BESIDE, ""):
        part = file.with_name(file.name + end)
        if part.exists():
            kept = part.rename(file.with_name(f"{file.name}.{stamp}.old{end}"))
    return kept if kept and kept.suffix == ".old" else None


def _into_server(address: URL, source: Path, wish: Wish) -> Restored:
    require_idle(address)
    if asked(address, lambda connection: inspect(connection).get_table_names()):
        raise StoreError(
            f"库 {address.database} 里已经有表，不会覆盖。请用 createdb 新建一个空库，恢复到那里。"
        )
    manifest = _listed(source, source)
    _require_list(manifest, source, wish)
    run_program("pg_restore", address, "--exit-on-error", "--single-transaction", "--no-owner", str(source))
    try:
        if not asked(address, _known):
            raise StoreError(_NOT_OURS)
        ended = _make_ready(address, _Backup(source, source, manifest), wish.compare, wish)
    except BaseException:
        _empty(address)
        raise
    return Restored(address.render_as_string(hide_password=True), None, ended)


def _empty(address: URL) -> None:
    """Take everything away again that was brought into an empty database."""
    engine = open_engine(address.render_as_string(hide_password=False), create=False)
    try:
        write(engine, _drop_all)
    finally:
        engine.dispose()


def _drop_all(connection: Connection) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for table in inspect(connection).get_table_names():
        connection.exec_driver_sql(f"DROP TABLE {quote(table)} CASCADE")
    query = (
        "SELECT oid::regprocedure::text FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace "
        "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    for function in connection.exec_driver_sql(query).scalars().all():
        connection.exec_driver_sql(f"DROP ROUTINE {function} CASCADE")
