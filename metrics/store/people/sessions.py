"""Who is signed in: sessions kept on the server, known by the sha256 of a token only the browser has."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, delete, insert, select, update

from metrics.store.database import Database, audit, credential, moment, session
from metrics.store.database import account as accounts
from metrics.store.people import attempts, devices, passwords, sample, units
from metrics.store.people.attempts import REFUSED, SLACK, Attempt, SignInError
from metrics.store.people.units import Account

#: A desk left at noon is shut before the afternoon; filling in a workbook takes less between two clicks.
IDLE = timedelta(hours=2)
#: A working day; whoever comes in the next morning signs in anew.
ABSOLUTE = timedelta(hours=12)
#: Being seen is written this seldom, so that reading pages hardly writes.
SEEN_EVERY = timedelta(minutes=1)
#: Ended sessions stay so long: they tell the addresses an account is known from.
KEPT = timedelta(days=180)
LONGEST_ADDRESS, _LONGEST_AGENT = 64, 200
#: Where somebody signs in: address, the browser's name of itself, its token as it came (`device`).
Place = tuple[str, str, str]
WRONG = "密码不对，没有退出任何一处。"
CHANGED = "密码刚刚被改过，或者您已在别处被退出。请重新登录后再试。"


@dataclass(frozen=True)
class SignedIn:
    """A session that has just begun; `token` and `device` are for cookies and are not stored.

    `password_at` is when the password was chosen, None without one. `device` tells the browser again at later
    sign-ins; empty for a demo account.
    """

    token: str
    account: Account
    expires_at: datetime
    password_at: datetime | None = None
    device: str = ""


@dataclass(frozen=True)
class WebSession:
    """A session that holds.

    Args:
        account: as it is now.
        id: names the session in public; it opens nothing.
        started_at: when it began.
        seen_at: when it was last used, up to a minute ago.
        expires_at: when it ends however much it is used.
        address: where it began.
        password_at: when the password was chosen; None without one.
    """

    account: Account
    id: str
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    password_at: datetime | None


def digest(token: str) -> str:
    """How a token is stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def begin(
    connection: Connection, account: Account, address: str, agent: str, now: datetime, how: str
) -> SignedIn:
    """Begin a session with a fresh token.

    Args:
        connection: of the writing transaction.
        account: whose.
        address: where from.
        agent: the browser's name of itself.
        now: the beginning.
        how: `password`, `device`, `code`, `recovery` or `demo`, for the audit.
    """
    token, public = secrets.token_urlsafe(32), secrets.token_hex(8)
    connection.execute(delete(session).where(session.c.expires_at < now - KEPT))
    row = {"token": digest(token), "id": public, "account": account.code, "address": address}
    times = {"started_at": now, "seen_at": now, "expires_at": now + ABSOLUTE, "ended_at": None}
    connection.execute(insert(session).values(**row, **times, agent=plain_agent(agent)))
    audit.record(connection, account.code, "sign-in", account.code, {"session": public, "how": how}, now)
    chosen = select(credential.c.set_at).where(credential.c.account == account.code)
    return SignedIn(token, account, now + ABSOLUTE, connection.execute(chosen).scalar())


def begin_known(connection: Connection, account: Account, place: Place, now: datetime, how: str) -> SignedIn:
    """As `begin`, at the end of a whole sign-in: the browser, renewed, is known again at the next one."""
    address, agent, device = place
    fresh = secrets.token_urlsafe(32)
    devices.renew(connection, digest(device), digest(fresh), account.code, now)
    return replace(begin(connection, account, address, agent, now, how), device=fresh)


def plain_agent(agent: str) -> str:
    """A browser's name of itself as it may be stored."""
    return "".join(sign for sign in agent[:_LONGEST_AGENT] if sign.isprintable())


def admit(
    connection: Connection,
    tried: Attempt,
    renewed: str | None,
    address: str,
    agent: str,
    now: datetime,
    device: str = "",
) -> SignedIn | None:
    """Begin the session of a guess whose password was right; as `confirmed`.

    `device` is the token of the browser as it came.
    """
    account = confirmed(connection, tried, renewed)
    if account is None:
        return None
    attempts.succeeded(connection, tried)
    return begin_known(connection, account, (address, agent, device), now, "password")


def confirmed(connection: Connection, tried: Attempt, renewed: str | None) -> Account | None:
    """The account of a guess whose password was right; None if it changed in between.

    `renewed` is the hash made with today's settings, when the stored one was not.
    """
    of_account = credential.c.account == (tried.account.code if tried.account else "")
    stored = connection.execute(select(credential.c.hash).where(of_account)).scalar()
    account = units.find(connection, tried.text)
    if stored is None or stored != tried.hash or account is None or not account.active:
        return None
    if renewed:
        connection.execute(update(credential).where(of_account).values(hash=renewed))
    return account


def begin_demo(connection: Connection, code: str, address: str, agent: str, now: datetime) -> SignedIn:
    """Begin a session of a demo account.

    Raises:
        SignInError: it is none, or not active, or a real account lives beside it.
    """
    account = units.find(connection, code)
    if account is None or not (account.demo and account.active):
        raise SignInError(f"“{code}”不是可用的演示账号。")
    if sample.inhabitants(connection).real:
        raise SignInError(sample.CLOSED)
    return begin(connection, account, address, agent, now, "demo")


def find(connection: Connection, token: str, now: datetime) -> WebSession | None:
    """The session of a token, or None when it does not hold; a demo account's not beside a real account."""
    row = connection.execute(_FIND, {"token": digest(token), **_times(now)}).mappings().first()
    return _session(row) if row else None


_COLUMNS = (
    *(session.c[name] for name in ("id", "started_at", "seen_at", "expires_at", "address")),
    credential.c.set_at,
)


#: Which sessions hold. One that was begun under a clock a year ahead would else hold for that year.
_HOLDING: tuple[ColumnElement[bool], ...] = (
    session.c.ended_at.is_(None),
    session.c.started_at <= bindparam("latest"),
    session.c.expires_at > bindparam("now"),
    session.c.seen_at > bindparam("since"),
)
#: Accounts with their sessions that hold, and when their passwords were chosen.
_HELD = (
    select(accounts, *_COLUMNS)
    .join(session, session.c.account == accounts.c.code)
    .outerjoin(credential, credential.c.account == accounts.c.code)
    .where(accounts.c.active, *_HOLDING)
)
#: Put together once: it is asked at every click.
_FIND = _HELD.where(session.c.token == bindparam("token"), ~accounts.c.demo | sample.no_real_account())


def _times(now: datetime) -> dict[str, datetime]:
    return {"latest": now + SLACK, "now": now, "since": now - IDLE}


def _session(row: RowMapping) -> WebSession:
    return WebSession(units.from_row(row), *(row[column.name] for column in _COLUMNS))


def seen(connection: Connection, tokens: Mapping[str, datetime]) -> None:
    """Write when sessions were last in use; those that were ended meanwhile stay ended."""
    for token, at in tokens.items():
        mine = (session.c.token == digest(token)) & session.c.ended_at.is_(None) & (session.c.seen_at < at)
        connection.execute(update(session).where(mine).values(seen_at=at))


def end(connection: Connection, token: str) -> None:
    """End the session of a token; one that does not hold is left as it is."""
    now = moment(None)
    found = find(connection, token, now)
    if found:
        connection.execute(update(session).where(session.c.id == found.id).values(ended_at=now))
        audit.record(connection, found.account.code, "sign-out", found.account.code, {"session": found.id})


def revoke(connection: Connection, code: str, by: str, keep: str = "") -> int:
    """End every session of an account but the one whose public id is `keep`; gives their number."""
    mine = (session.c.account == code) & session.c.ended_at.is_(None) & (session.c.id != keep)
    ended = connection.execute(update(session).where(mine).values(ended_at=moment(None))).rowcount
    if ended:
        audit.record(connection, by, "sessions-revoked", code, {"sessions": ended})
    return ended


def end_elsewhere(connection: Connection, tried: Attempt, keep: str, only: str = "") -> int:
    """End the sessions of someone who gave the password again, but for the one that is kept.

    Args:
        connection: of the writing transaction.
        tried: the guess that was right; it ceases to count as a failure.
        keep: public id of the session that goes on.
        only: public id of the one to end; all without it.

    Returns:
        How many ended: 0 when `only` is kept, has ended already, or is somebody else's.

    Raises:
        SignInError: the password was changed meanwhile, or the session that is to go on has ended.
    """
    code, now = tried.text, moment(None)
    stored = connection.execute(select(credential.c.hash).where(credential.c.account == code)).scalar()
    held = every(connection, code, now)
    if stored != tried.hash or keep not in {one.id for one in held}:
        raise SignInError(CHANGED)
    attempts.succeeded(connection, tried)
    others = [one for one in held if one.id != keep and only in ("", one.id)]
    for one in others:
        connection.execute(update(session).where(session.c.id == one.id).values(ended_at=now))
        detail = {"session": one.id, "began_from": one.address}
        audit.record(connection, code, "sign-out-elsewhere", code, detail)
    return len(others)


def every(connection: Connection, code: str, now: datetime) -> list[WebSession]:
    """The sessions of an account that hold, newest first."""
    query = _HELD.where(accounts.c.code == code).order_by(session.c.started_at.desc())
    rows = connection.execute(query, _times(now)).mappings()
    return [_session(row) for row in rows]


def guess(
    database: Database, code: str, password: str, address: str, now: datetime, device: str = ""
) -> Attempt:
    """Count and verify a guess; `device` is the token of the browser as it came.

    Raises:
        LockedError: a lock holds.
        SignInError: the password is not the account's, or there is none that can sign in.
    """
    # A locked-out guesser does not even get the one writer's turn.
    database.read(attempts.require_unlocked, code, address, now, digest(device))
    tried = database.write(attempts.begin, code, address, now, digest(device))
    if not passwords.matches(tried.hash, password):
        database.write(attempts.failed, tried, address, now)
        raise SignInError(REFUSED)
    return tried
