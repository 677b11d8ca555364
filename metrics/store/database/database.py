"""What every part of the store holds: the engine and decoded rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from metrics.store.database import audit
from metrics.store.database.engine import hurried, read, step, write, writing
from metrics.store.database.rows import RowCache

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Database:
    """An opened database; may be shared by threads, but for the one of `whole`."""

    engine: Engine
    rows: RowCache = field(default_factory=RowCache)
    _inside: Connection | None = None

    @contextmanager
    def whole(self) -> Iterator["Database"]:
        """A database whose every deed belongs to one transaction, which ends with the block.

        Raises:
            StoreError: what the database could not do; then, and when the block raises, nothing was stored.
        """
        with writing(self.engine) as connection:
            # Rows decoded meanwhile may be gone afterwards.
            yield Database(self.engine, _inside=connection)

    def read(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **kw: Given.kwargs,
    ) -> Result:
        """Call `work(connection, …)` on one consistent state; StoreError as `engine.read`."""
        if self._inside is not None:
            return step(self._inside, work, *args, **kw)
        return read(self.engine, work, *args, **kw)

    def write(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **kw: Given.kwargs,
    ) -> Result:
        """Call `work(connection, …)` in one transaction; StoreError as `engine.write`."""
        if self._inside is not None:
            return step(self._inside, work, *args, **kw)
        return write(self.engine, work, *args, **kw)

    def forget_pages(self) -> None:
        """After an erasure: nothing of it in the decoded rows, nor in SQLite's journal."""
        self.rows.forget()
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def write_within(
        self,
        patience: int,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **kw: Given.kwargs,
    ) -> Result:
        """As `write`, but give up after `patience` milliseconds behind another writer."""
        with hurried(patience):
            return self.write(work, *args, **kw)

    def mark(self) -> int:
        """The number of the newest audit row, 0 without any: while it stays, nothing was written."""
        return self.read(audit.newest)
