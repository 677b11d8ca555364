"""Devices on which an account is not asked for its one-time code for a while.

A device is a random token in the browser's cookie, of which only the sha256 is stored, and of one account.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from metrics.store.database import audit, moment, trusted_device
from metrics.store.people import codes
from metrics.store.people.sessions import digest, plain_agent

#: After that the code is asked again.
HOLDS = timedelta(days=30)
#: No browser is used by more accounts.
MOST_TOKENS = 4


@dataclass(frozen=True)
class TrustedDevice:
    """A browser that is not asked for a code.

    Args:
        id: names it in public; it opens nothing.
        since: when the code was given on it.
        seen_at: when the account last signed in there.
        expires_at: when it is asked again.
        address: where it was then.
        agent: the browser's name of itself.
    """

    id: str
    since: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str


def add(connection: Connection, code: str, address: str, agent: str, now: datetime) -> str:
    """Trust a device from now on; gives its token."""
    token, public = codes.make_token(), secrets.token_hex(8)
    connection.execute(delete(trusted_device).where(trusted_device.c.expires_at <= now))
    row = {"token": digest(token), "id": public, "account": code, "address": address}
    times = {"since": now, "seen_at": now, "expires_at": now + HOLDS}
    connection.execute(insert(trusted_device).values(**row, **times, agent=plain_agent(agent)))
    audit.record(connection, code, "device-trusted", code, {"device": public}, now)
    return token


def is_trusted(connection: Connection, code: str, tokens: Sequence[str], now: datetime) -> bool:
    """Whether one of a browser's tokens is a device of the account; that it was seen is written."""
    hashes = [digest(token) for token in tokens[:MOST_TOKENS]]
    mine = (
        trusted_device.c.token.in_(hashes)
        & (trusted_device.c.account == code)
        & (trusted_device.c.expires_at > now)
    )
    return bool(connection.execute(update(trusted_device).where(mine).values(seen_at=now)).rowcount)


def every(connection: Connection, code: str, now: datetime) -> list[TrustedDevice]:
    """The devices of an account that hold, the newest first."""
    names = list(TrustedDevice.__dataclass_fields__)
    query = select(*(trusted_device.c[name] for name in names)).where(
        trusted_device.c.account == code, trusted_device.c.expires_at > now
    )
    rows = connection.execute(query.order_by(trusted_device.c.since.desc())).mappings()
    return [TrustedDevice(**row) for row in rows]


def end(connection: Connection, code: str, only: str = "") -> int:
    """End the devices of an account, or the one with the public id `only`; gives how many ended."""
    held = [one.id for one in every(connection, code, moment(None)) if only in ("", one.id)]
    connection.execute(
        delete(trusted_device).where(trusted_device.c.account == code, trusted_device.c.id.in_(held))
    )
    for number in held:
        audit.record(connection, code, "device-ended", code, {"device": number})
    return len(held)


def forget(connection: Connection, code: str, keep: Sequence[str] = ()) -> None:
    """End every device of an account but those of the kept tokens, as part of a deed that is audited."""
    kept = [digest(token) for token in keep[:MOST_TOKENS]]
    connection.execute(
        delete(trusted_device).where(trusted_device.c.account == code, trusted_device.c.token.not_in(kept))
    )
