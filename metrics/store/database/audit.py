"""Who did what, when and from where. Rows are only ever added; the database refuses any other change.

Each row carries the hash of the one before (`chain`), so that a change behind the database's back shows.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from metrics.store.database.chain import ChainHead, link
from metrics.store.database.columns import moment
from metrics.store.database.schema import audit_log

#: The account that stands for the program itself.
SYSTEM = "系统"
#: In whose name the program hands in what an administrator gave in a set-up workbook.
SETUP = "县情设置"


_address: ContextVar[str] = ContextVar("address", default="")
_LONGEST_ADDRESS = 64


@contextmanager
def from_address(address: str) -> Iterator[None]:
    """Within it, every audit row of this thread or task says the deed came from `address`."""
    token = _address.set(address.strip()[:_LONGEST_ADDRESS])
    try:
        yield
    finally:
        _address.reset(token)


_sources: list[Callable[[], str]] = []


def addresses_from(source: Callable[[], str]) -> None:
    """Ask `source` for the address outside of `from_address`, for good; an earlier source is replaced."""
    _sources[:] = [source]


def current_address() -> str:
    """Where the present deeds come from; empty for the command line and the program itself."""
    return _address.get() or (_sources[0]()[:_LONGEST_ADDRESS] if _sources else "")


def newest(connection: Connection) -> int:
    """The number of the newest row; 0 without any."""
    return connection.scalar(select(func.max(audit_log.c.id))) or 0


def head(connection: Connection) -> ChainHead:
    """The end of the chain."""
    query = select(audit_log.c.id, audit_log.c.hash).order_by(audit_log.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return ChainHead(*row) if row else ChainHead()


def record(
    connection: Connection,
    account: str,
    action: str,
    subject: str,
    detail: Mapping[str, object],
    at: datetime | None = None,
) -> ChainHead:
    """Add a row in the caller's transaction, so that no deed is without one.

    Writing transactions come one after another (`engine.write`); should two ever read the same head, the
    second takes a number that is taken, which the database refuses, and `write` does it again.

    Args:
        connection: of the writing transaction.
        account: who.
        action: a verb such as `submit`.
        subject: what it was done to, e.g. `submission 12`.
        detail: anything more, as JSON.
        at: when; now without it.

    Returns:
        The head of the chain, which is now this row.
    """
    before = head(connection)
    row = {"id": before.id + 1, "at": moment(at), "account": account, "action": action, "subject": subject}
    row |= {"detail": dict(detail), "address": current_address()}
    after = ChainHead(before.id + 1, link(before.hash, row))
    connection.execute(insert(audit_log).values(**row, previous=before.hash, hash=after.hash))
    return after
