"""What every part of the store holds: the engine and decoded rows."""

import threading
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


class _Look(threading.local):
    """What a thread knows of the newest audit row while it looks once: the number, and as of which write."""

    def __init__(self) -> None:
        self.holds = False
        self.known: tuple[int, int] | None = None


class _Writes:
    """How often this process has written."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def one_more(self) -> None:
        """Count one; done or failed."""
        with self._lock:
            self.count += 1


@dataclass(frozen=True)
class Database:
    """An opened database; may be shared by threads, but for the one of `whole`."""

    engine: Engine
    rows: RowCache = field(default_factory=RowCache)
    _inside: Connection | None = None
    _look: _Look = field(default_factory=_Look, repr=False, compare=False)
    _writes: _Writes = field(default_factory=_Writes, repr=False, compare=False)

    @contextmanager
    def whole(self) -> Iterator["Database"]:
        """A database whose every deed belongs to one transaction, which ends with the block.

        Raises:
            StoreError: what the database could not do; then, and when the block raises, nothing was stored.
        """
        try:
            with writing(self.engine) as connection:
                # Rows decoded meanwhile may be gone afterwards.
                yield Database(self.engine, _inside=connection)
        finally:
            self._writes.one_more()

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
        try:
            return write(self.engine, work, *args, **kw)
        finally:
            self._writes.one_more()

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
        """The number of the newest audit row, 0 without any: while it stays, nothing was written.

        Within `one_look` it is asked for once, and again after this process has written.
        """
        if not self._look.holds:
            return self.read(audit.newest)
        writes = self._writes.count
        if self._look.known is None or self._look.known[1] != writes:
            self._look.known = (self.read(audit.newest), writes)
        return self._look.known[0]

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """In this thread, until the block ends, what others write meanwhile is not looked for."""
        self._look.holds, self._look.known = True, None
        try:
            yield
        finally:
            self._look.holds, self._look.known = False, None
