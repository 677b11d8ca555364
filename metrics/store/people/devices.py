"""Browsers in which an account has signed in with its password before.

Such a browser has a counter of failed guesses of its own: what others guess from the same address, or from
everywhere, does not lock it out, and a thief of its cookie gets no more guesses than anybody else.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from metrics.store.database import device

#: A browser that was not used so long is a stranger again.
KEPT = timedelta(days=180)


def known(connection: Connection, digest: str, code: str) -> bool:
    """Whether the account has signed in with the browser whose cookie has this digest."""
    mine = (device.c.token == digest) & (device.c.account == code)
    return connection.execute(select(device.c.token).where(mine)).first() is not None


def renew(connection: Connection, old: str, new: str, code: str, now: datetime) -> None:
    """Give a browser in which an account has just signed in a new token, so that a planted one ends.

    Args:
        connection: of the writing transaction.
        old: digest of the token it came with; of none when there was none.
        new: digest of the token it gets; other accounts of the same browser move along.
        code: the account.
        now: the time.
    """
    connection.execute(delete(device).where(device.c.seen_at < now - KEPT))
    connection.execute(delete(device).where((device.c.token == old) & (device.c.account == code)))
    connection.execute(update(device).where(device.c.token == old).values(token=new))
    connection.execute(insert(device).values(token=new, account=code, seen_at=now))
