"""The one door to the database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from metrics.framework import CountyPackage
from metrics.store.care import CareStore
from metrics.store.database import Database, open_engine, read, require_current, upgrade, write
from metrics.store.office import OfficeStore, adopt, without_county
from metrics.store.people import PeopleStore, keyfile
from metrics.store.reporting import PhotoStore, ReportingStore, RulingStore


class Store:
    """One database: what units report, what the office makes of it, who works with it, how it fares.

    May be shared by threads.

    Attributes:
        database: the opened database itself; whether anything was written (`mark`).
        photos: photos of ledger rows, and what may be done with them.
        rulings: what the office decided about doubts.
        reporting: periods, submissions and decisions about them, drafts, doubts, the rows that count.
        office: publications, exports, versions of the framework, scenarios, remarks.
        people: accounts, their passwords, who is signed in.
        care: the audit.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.reporting = ReportingStore(database)
        self.photos = PhotoStore(database)
        self.rulings = RulingStore(database)
        self.office = OfficeStore(database)
        self.people = PeopleStore(database)
        self.care = CareStore(database)

    @classmethod
    def open(cls, url: str, *, migrate: bool = True, counties: Iterable[CountyPackage] = ()) -> Self:
        """Open a database.

        Args:
            url: e.g. `sqlite:///data/kandejian.db`; the folder and the file are made when they do not exist.
            migrate: whether to make or upgrade the tables; without it a database that is missing or older is
                refused.
            counties: of which a database of an earlier program, which held units and no county, may be.

        Raises:
            StoreError: it cannot be opened, or was made by a newer program.

        Example:
            >>> with Store.open("sqlite:///:memory:") as store:
            ...     store.people.names(), store.reporting.periods()
            ({}, [])
        """
        engine = open_engine(url, create=migrate)
        try:
            _prepare(engine, counties, migrate=migrate)
        except BaseException:
            engine.dispose()
            raise
        return cls(Database(engine))

    @contextmanager
    def whole(self) -> Iterator["Store"]:
        """A store whose every deed belongs to one transaction: all of them are stored when the block ends.

        For one thread. Others go on reading, and wait to write.

        Raises:
            StoreError: what the database could not do; then, and when the block raises, nothing was stored.
        """
        with self.database.whole() as database:
            yield Store(database)

    def close(self) -> None:
        """Give the connections back."""
        self.database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _prepare(engine: Engine, packages: Iterable[CountyPackage], *, migrate: bool) -> None:
    if not migrate:
        require_current(engine)
        return
    upgrade(engine)
    if read(engine, without_county):
        write(engine, adopt, packages)
    if read(engine, keyfile.unsealed):
        write(engine, keyfile.seal_all)
