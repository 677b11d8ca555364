"""What people said about a submission; comments are only ever added."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from metrics.store.database import StoreError, audit, comment, moment
from metrics.store.people import permits
from metrics.store.reporting import found as stored

_LONGEST = 2000


@dataclass(frozen=True)
class Comment:
    """One thing said."""

    account: str
    text: str
    at: datetime


def add(connection: Connection, number: int, account: str, text: str, at: datetime | None) -> Comment:
    """Keep a comment.

    Raises:
        StoreError: there is no such submission, no account, or a text that is blank or too long.
    """
    found = stored.get(connection, number)
    text, account = text.strip(), account.strip()
    if not account:
        raise StoreError("留言要写明是谁说的。请登录后再试。")
    permits.require(connection, account, "comment", found.unit)
    if not text or len(text) > _LONGEST:
        raise StoreError(f"留言要有内容，最长 {_LONGEST} 个字。")
    said = Comment(account, text, moment(at))
    connection.execute(insert(comment).values(submission_id=number, account=account, text=text, at=said.at))
    audit.record(connection, account, "comment", f"submission {number}", {"text": text}, at)
    return said


def every(connection: Connection, number: int, account: str) -> list[Comment]:
    """The comments on a submission, oldest first, for who may see them."""
    permits.require(connection, account, "see-submission", stored.get(connection, number).unit)
    query = select(comment.c.account, comment.c.text, comment.c.at).where(comment.c.submission_id == number)
    return [Comment(*row) for row in connection.execute(query.order_by(comment.c.id))]
