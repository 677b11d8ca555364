"""What every part of the store holds: the engine, the framework whose units it holds, decoded rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from metrics.framework import Framework
from metrics.store.database import audit
from metrics.store.database.engine import hurried, read, write
from metrics.store.database.rows import RowCache

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Database:
    """An opened database; may be shared by threads."""

    engine: Engine
    framework: Framework
    rows: RowCache = field(default_factory=RowCache)

    def read(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **kw: Given.kwargs,
    ) -> Result:
        """Call `work(connection, …)` on one consistent state; StoreError as `engine.read`."""
        return read(self.engine, work, *args, **kw)

    def write(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **kw: Given.kwargs,
    ) -> Result:
        """Call `work(connection, …)` in one transaction; StoreError as `engine.write`."""
        return write(self.engine, work, *args, **kw)

    def write_within(
        self,
        patience: int,
        work: Callable[Concatenate[Connection, Given], Result],
        *args: Given.args,
        **kw: Given.kwargs,
    ) -> Result:
        """As `write`, but give up after `patience` milliseconds behind another writer."""
        with hurried(patience):
            return write(self.engine, work, *args, **kw)

    def mark(self) -> int:
        """The number of the newest audit row, 0 without any: while it stays, nothing was written."""
        return self.read(audit.newest)
