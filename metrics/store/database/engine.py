"""From a URL to an engine, and the two ways of using it: a reading and a writing transaction."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from metrics.store.database.columns import to_json
from metrics.store.database.errors import StoreError, busy, sentence, state_of
from metrics.store.database.private import make_private

Given = ParamSpec("Given")
Result = TypeVar("Result")

#: Milliseconds a writer waits for another one.
BUSY_TIMEOUT = 30_000
#: How often a transaction is tried that others got in the way of.
ATTEMPTS = 5
#: What a PostgreSQL server shows as the program of our sessions.
APPLICATION = "kandejian"
_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT}",
    "foreign_keys = ON",
    "journal_mode = WAL",
    # A commit that was acknowledged survives a power cut; NORMAL would not promise that in WAL mode.
    "synchronous = FULL",
)
#: Connections to PostgreSQL that a process keeps open, and the most it ever has.
_HELD, MOST_CONNECTIONS = 5, 25
_POSTGRESQL = MappingProxyType(
    {
        # A connection the server has closed meanwhile is replaced before it is used.
        "pool_pre_ping": True,
        "pool_size": _HELD,
        "max_overflow": MOST_CONNECTIONS - _HELD,
        "connect_args": {
            "connect_timeout": 10,
            "application_name": APPLICATION,
            "options": f"-c lock_timeout={BUSY_TIMEOUT} -c timezone=UTC",
        },
    }
)
#: Any number that no other program of the same database locks: the letters KDJ.
_WRITERS = 0x4B444A
#: What a writing and a reading transaction on PostgreSQL begin with.
_FIRST = MappingProxyType(
    {
        True: f"SELECT pg_advisory_xact_lock({_WRITERS})",
        False: "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
)
#: How long a writing transaction on PostgreSQL waits, in milliseconds, when that is not `BUSY_TIMEOUT`.
_HURRY = "SELECT set_config('lock_timeout', %s, true)"
#: SQLSTATE of a transaction that lost to another one: serialization failure, deadlock.
_LOST = ("40001", "40P01")


def address_of(url: str) -> URL:
    """The address of a database; `postgres://` and `postgresql://` mean the driver that is installed.

    Raises:
        StoreError: it cannot be read.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise _unusable(error) from error
    plain = address.drivername in ("postgres", "postgresql")
    return address.set(drivername="postgresql+psycopg") if plain else address


def open_engine(url: str, *, create: bool) -> Engine:
    """An engine for `sqlite:///path.db` or `postgresql://account:password@host/database`.

    Args:
        url: SQLAlchemy's address of the database; the folder of a SQLite file is made when `create`.
        create: whether a SQLite file that does not exist yet may be made.

    Raises:
        StoreError: the address cannot be read, its driver is missing, or the file is missing.
    """
    address = address_of(url)
    _prepare_folder(address, create=create)
    try:
        options = _POSTGRESQL if address.get_backend_name() == "postgresql" else {}
        engine = create_engine(address, json_serializer=to_json, **options)
    except (ArgumentError, ImportError) as error:
        raise _unusable(error) from error
    if listen := _LISTENERS.get(engine.dialect.name):
        listen(engine)
    return engine


def _unusable(error: Exception) -> StoreError:
    return StoreError(
        f"数据库地址不能用：{error}。可以写成 sqlite:///data/kandejian.db 或 postgresql://账号:密码@主机/库名。"
    )


def file_of(address: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory, behind a URI, or of another kind."""
    name = address.database or ""
    in_a_file = address.get_backend_name() == "sqlite" and name not in ("", ":memory:")
    return Path(name) if in_a_file and not name.startswith("file:") else None


def _prepare_folder(address: URL, *, create: bool) -> None:
    path = file_of(address)
    if path is None:
        return
    if not create and not path.exists():
        raise StoreError(f"找不到数据库文件 {path}。请检查路径，或先运行 python -m metrics init。")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"建不了数据库的文件夹 {path.parent}（{error.strerror}）。请换个位置。") from error
    if create:
        make_private(path)  # SQLite gives its journals the rights of the database


def _listen_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: SQLiteConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver's own transactions begin too late; ours begin in `begin` below.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Begin as a reader, or as the one writer."""
        # A writer takes the lock at once: two that both read first could neither go on nor wait.
        if not _writes(connection):
            connection.exec_driver_sql("BEGIN")
            return
        hurry = _patience.get() != BUSY_TIMEOUT
        try:
            if hurry:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {_patience.get()}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            if hurry:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")


def _listen_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Begin as a reader, or as the one writer."""
        # One writer at a time, as in SQLite: what a writer reads is still so when it commits, whatever
        # the order of submitting, approving and publishing. Every statement after this one sees what
        # the writer before has stored.
        if (writes := _writes(connection)) is not None:
            if writes and _patience.get() != BUSY_TIMEOUT:
                connection.exec_driver_sql(_HURRY, (str(_patience.get()),))
            connection.exec_driver_sql(_FIRST[writes])


_LISTENERS: Mapping[str, Callable[[Engine], None]] = MappingProxyType(
    {"sqlite": _listen_sqlite, "postgresql": _listen_postgresql}
)


def _writes(connection: Connection) -> bool | None:
    """Whether it is `write`'s connection or `read`'s; None for one that is neither's, such as a test's."""
    return connection.get_execution_options().get("writes")


_patience: ContextVar[int] = ContextVar("patience", default=BUSY_TIMEOUT)


@contextmanager
def hurried(milliseconds: int) -> Iterator[None]:
    """Within it, writers of this thread wait no longer than this behind another one."""
    token = _patience.set(milliseconds)
    try:
        yield
    finally:
        _patience.reset(token)


#: Engine → whose turn it is to write. There is one writer anyway; those who wait for it wait here, without a
#: connection, so that a lock of another program leaves all the connections to those who read.
_TURNS: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()
_TURNS_LOCK = threading.Lock()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """One writer of this process at a time.

    Raises:
        StoreError: the one before is still at it when the patience is over.
    """
    with _TURNS_LOCK:
        lock = _TURNS.setdefault(engine, threading.Lock())
    if not lock.acquire(timeout=_patience.get() / 1000):
        raise busy(engine.url)
    try:
        yield
    finally:
        lock.release()


def inserted_id(done: CursorResult[tuple[object, ...]]) -> int:
    """The number a row was given by the table it was inserted into."""
    key = done.inserted_primary_key
    if key is None:
        raise StoreError("数据库没有给新的一行编号，没有保存。请再试一次。")
    return int(key[0])


def read(
    engine: Engine,
    work: Callable[Concatenate[Connection, Given], Result],
    *args: Given.args,
    **kw: Given.kwargs,
) -> Result:
    """Call `work(connection, …)` on one consistent state of the database.

    Raises:
        StoreError: what the database could not do, or what `work` refused.
    """
    return _run(engine, work, args, kw, writes=False)


def write(
    engine: Engine,
    work: Callable[Concatenate[Connection, Given], Result],
    *args: Given.args,
    **kw: Given.kwargs,
) -> Result:
    """Call `work(connection, …)` in a transaction: everything it writes is stored, or nothing.

    `work` is called again when another writer took the same key in between, or won a lock.

    Raises:
        StoreError: what the database could not do, or what `work` refused.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            with _turn(engine):
                return _run(engine, work, args, kw, writes=True)
        except (IntegrityError, _LostError):
            continue
    try:
        with _turn(engine):
            return _run(engine, work, args, kw, writes=True)
    except IntegrityError as error:
        raise sentence(error, engine.url) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One writing transaction for as long as the block lasts: stored whole at its end, or nothing of it.

    Others may read meanwhile, and wait to write.

    Raises:
        StoreError: what the database could not do.
    """
    try:
        with (
            _turn(engine),
            engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection
    except DBAPIError as error:
        raise sentence(error, engine.url) from error


def step(
    connection: Connection,
    work: Callable[Concatenate[Connection, Given], Result],
    *args: Given.args,
    **kw: Given.kwargs,
) -> Result:
    """Call `work(connection, …)` within the transaction of `writing`; what it refuses leaves no trace.

    Raises:
        StoreError: what the database could not do, or what `work` refused.
    """
    try:
        with connection.begin_nested():
            return work(connection, *args, **kw)
    except DBAPIError as error:
        raise sentence(error, connection.engine.url) from error


class _LostError(StoreError):
    """The transaction lost to another one and may be tried again."""


def _run(
    engine: Engine,
    work: Callable[..., Result],
    args: tuple[object, ...],
    kw: dict[str, object],
    *,
    writes: bool,
) -> Result:
    try:
        with (
            engine.connect().execution_options(writes=writes) as connection,
            connection.begin(),
        ):
            return work(connection, *args, **kw)
    except IntegrityError:
        raise
    except DBAPIError as error:
        said = sentence(error, engine.url)
        raise (_LostError(str(said)) if state_of(error) in _LOST else said) from error
    except PoolTimeoutError as error:
        raise StoreError("同时使用的人太多，数据库一时忙不过来。请稍等片刻再试。") from error
