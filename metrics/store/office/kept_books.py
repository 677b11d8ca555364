"""Computed score books, kept for every process: a memory that may be emptied, not a record.

Nobody acts when a page computes a book, so nothing of it stands in the audit; what counts as published are
the scores of a publication, never these.
"""

import hashlib
from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from metrics.county import BookKey
from metrics.store.database import erasure, kept_book, moment

#: Books of one period and level that are kept: the present one, and those it may come back to (a ruling taken
#: back, a framework tried). The oldest go first.
MOST = 4


def find(connection: Connection, key: BookKey) -> bytes | None:
    """The packed book of a key; None where there is none, or where its bytes are not what was kept."""
    table = kept_book.c
    row = connection.execute(select(table.content, table.sha256).where(_is(key))).first()
    if row is None or hashlib.sha256(row.content).hexdigest() != row.sha256:
        return None
    return bytes(row.content)


def keep(connection: Connection, key: BookKey, content: bytes) -> None:
    """Keep a book; not one that was made of rows from before an erasure which others have confirmed since."""
    if _erased(connection) != key.erased:
        return
    table = kept_book.c
    # A damaged one is replaced, and what another version of the program made goes.
    same = and_(table.period == key.period, table.level == key.level)
    gone = or_(_is(key), and_(same, table.code_version != key.code_version))
    connection.execute(delete(kept_book).where(gone))
    kept = select(table.at).where(same).order_by(table.at.desc()).offset(MOST - 1).limit(1)
    if (oldest := connection.scalar(kept)) is not None:
        connection.execute(delete(kept_book).where(same, table.at <= oldest))
    digest = hashlib.sha256(content).hexdigest()
    row = {**asdict(key), "sha256": digest, "content": content, "at": moment(None)}
    connection.execute(insert(kept_book).values(**row))


def _erased(connection: Connection) -> int:
    return connection.scalar(select(func.count()).where(erasure.c.state == "done")) or 0


def _is(key: BookKey) -> ColumnElement[bool]:
    return and_(*(kept_book.c[name] == value for name, value in asdict(key).items()))
