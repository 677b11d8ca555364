"""From a URL to an engine, and the two ways of using it: a reading and a writing transaction."""

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from metrics.store.errors import StoreError, sentence
from metrics.store.schema import to_json

Given = ParamSpec("Given")
Result = TypeVar("Result")

#: Milliseconds a writer waits for another one.
BUSY_TIMEOUT = 30_000
_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT}",
    "foreign_keys = ON",
    "journal_mode = WAL",
    # A commit that was acknowledged survives a power cut; NORMAL would not promise that in WAL mode.
    "synchronous = FULL",
)


def open_engine(url: str, *, create: bool) -> Engine:
    """An engine for `sqlite:///path.db`, or for another database whose driver is installed.

    Args:
        url: SQLAlchemy's address of the database; the folder of a SQLite file is made when `create`.
        create: whether a SQLite file that does not exist yet may be made.

    Raises:
        StoreError: the address cannot be read, its driver is missing, or the file is missing.
    """
    try:
        address = make_url(url)
        if _file(address):
            _prepare_folder(address, create=create)
        engine = create_engine(address, json_serializer=to_json)
    except (ArgumentError, ImportError) as error:
        raise StoreError(f"数据库地址不能用：{error}。可以写成 sqlite:///data/kandejian.db。") from error
    if address.get_backend_name() == "sqlite":
        _listen(engine)
    return engine


def _file(address: URL) -> Path | None:
    name = address.database or ""
    in_a_file = address.get_backend_name() == "sqlite" and name not in ("", ":memory:")
    return Path(name) if in_a_file and not name.startswith("file:") else None


def _prepare_folder(address: URL, *, create: bool) -> None:
    path = _file(address)
    if not create and not path.exists():
        raise StoreError(f"找不到数据库文件 {path}。请检查路径，或先运行 python -m metrics init。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"建不了数据库的文件夹 {path.parent}（{error.strerror}）。请换个位置。") from error


def _listen(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: SQLiteConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver's own transactions begin too late; ours begin in `begin` below.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at once: two that both read first could neither go on nor wait.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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

    `work` is called again when another writer took the same key in between.

    Raises:
        StoreError: what the database could not do, or what `work` refused.
    """
    for _attempt in range(4):
        try:
            return _run(engine, work, args, kw, writes=True)
        except IntegrityError:
            continue
    try:
        return _run(engine, work, args, kw, writes=True)
    except IntegrityError as error:
        raise sentence(error, engine.url) from error


def _run(
    engine: Engine,
    work: Callable[..., Result],
    args: tuple[object, ...],
    kw: dict[str, object],
    *,
    writes: bool,
) -> Result:
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            return work(connection, *args, **kw)
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise sentence(error, engine.url) from error
    except PoolTimeoutError as error:
        raise StoreError("同时使用的人太多，数据库一时忙不过来。请稍等片刻再试。") from error
