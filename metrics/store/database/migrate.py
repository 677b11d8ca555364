"""Brings a database to the structure this program needs."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from io import StringIO
from threading import Lock
from types import MappingProxyType

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine

from metrics.store.database.engine import read, write
from metrics.store.database.errors import StoreError

# Alembic keeps the running environment in module-level names.
_ONE_AT_A_TIME = Lock()
_TRIGGER = re.compile(r"(CREATE|DROP) TRIGGER (\w+)")


def configuration() -> Config:
    """Alembic's configuration, without an alembic.ini: the scripts lie inside the package."""
    config = Config()
    config.set_main_option("script_location", "metrics.store.database:migrations")
    return config


def upgrade(engine: Engine) -> None:
    """Apply the migrations a database lacks; a database that has them all is not written to.

    Raises:
        StoreError: the database was made by a newer program, or cannot be written.
    """
    if not read(engine, is_current):
        with _ONE_AT_A_TIME:
            write(engine, _upgrade)


def build(connection: Connection) -> None:
    """Make today's structure in an empty database, within the caller's transaction."""
    with _ONE_AT_A_TIME:
        _upgrade(connection)


def require_current(engine: Engine) -> None:
    """Refuse a database that is older or newer than the program.

    Raises:
        StoreError: saying which of the two and what to do.
    """
    if not read(engine, is_current):
        raise StoreError("数据库的结构比程序旧。请先备份，再运行 python -m metrics init 升级。")


def is_current(connection: Connection) -> bool:
    """Whether the database has the newest structure.

    Raises:
        StoreError: it has one this program does not know.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    known = _revisions()
    if found is not None and found not in known:
        raise StoreError(
            f"数据库由更新的程序建立（结构版本 {found}），本程序打不开。请升级程序，不要改动数据库。"
        )
    return found == known[0]


@cache
def _revisions() -> tuple[str, ...]:
    """The structures this program knows, newest first: read once, for every database that is opened asks."""
    return tuple(script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions())


def revision_of(connection: Connection) -> str:
    """The structure a database has; empty for one that has none of ours."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _upgrade(connection: Connection, revision: str = "head") -> None:
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@lru_cache(maxsize=8)
def triggers_on_sqlite(revision: str) -> Mapping[str, str]:
    """Name → text of the triggers that a SQLite database of a structure has, as a new one shows."""
    engine = create_engine("sqlite://")
    try:
        with _ONE_AT_A_TIME, engine.begin() as connection:
            _upgrade(connection, revision)
            found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return MappingProxyType({row.name: row.sql for row in found})
    finally:
        engine.dispose()


@lru_cache(maxsize=8)
def triggers_on_postgresql(revision: str) -> frozenset[str]:
    """Names of the triggers that a PostgreSQL database of a structure has: the migrations written down."""
    scripts = ScriptDirectory.from_config(configuration())
    written = StringIO()
    options = {"as_sql": True, "output_buffer": written}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        for script in reversed(list(scripts.walk_revisions("base", revision))):
            script.module.upgrade()
    there: set[str] = set()
    for done, name in _TRIGGER.findall(written.getvalue()):
        (there.add if done == "CREATE" else there.discard)(name)
    return frozenset(there)
