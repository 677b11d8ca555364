"""Failed sign-ins and the locks that follow from them.

A guess is counted before its password is verified, and one writer comes after the other: many guesses at once
are counted as well. Unknown accounts are counted like known ones, so that a lock does not tell which exist.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from metrics.framework import rights
from metrics.store.database import StoreError, attempt, audit, credential, inserted_id, session
from metrics.store.people import devices, units
from metrics.store.people.units import Account

#: Someone who forgot whether the sign at the end was there gets this many tries.
FREE = 5
#: The next tries wait 30 s, 1 min, 2 min …; the ceiling leaves an owner a way in the same morning.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
#: An owner's mistakes of yesterday are no longer held against him.
REMEMBERED = timedelta(hours=24)
#: Guessing one account from many addresses: a person does not fail 50 times an hour. An address the account
#: has signed in from is exempt, so strangers cannot shut the owner out.
OF_ACCOUNT, OF_ACCOUNT_WAIT = 50, timedelta(minutes=5)
#: Guessing many accounts from one address; a whole county building may share one address.
OF_ADDRESS, OF_ADDRESS_WAIT = 100, timedelta(minutes=5)
#: A clock may be set back while we run: what lies further ahead than the clocks of two servers may differ was
#: written under a wrong one, and locks nobody for the year it was wrong by.
SLACK = timedelta(minutes=5)
#: A made-up password on a slip of paper that nobody used.
MADE_UP_HOLDS = timedelta(days=14)
_HOUR = timedelta(hours=1)
_HELP = f"忘了密码请找{rights.manager().name}重置。"
REFUSED = f"账号或密码不对，或者账号已停用。请检查后再试；{_HELP}"


class SignInError(StoreError):
    """A sign-in that was refused; the sentence does not tell why."""


class LockedError(SignInError):
    """Too many failed sign-ins: nothing is verified for `seconds` more."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"输错次数太多，请等 {_span(seconds)}再试。{_HELP}")
        self.seconds = seconds


def _span(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < 60 else f"{math.ceil(seconds / 60)} 分钟"


@dataclass(frozen=True)
class Attempt:
    """A guess that was let through to the verification, and counted as failed until it succeeds.

    Args:
        id: of its row.
        account: the account; None when there is none that may sign in with a password.
        hash: its password's.
        text: the code as it is counted.
        device: digest of the browser's token when the account has signed in there before; else empty.
    """

    id: int
    account: Account | None
    hash: str | None
    text: str
    device: str = ""


def require_unlocked(
    connection: Connection, code: str, address: str, now: datetime, device: str = ""
) -> None:
    """Refuse while a lock holds; `device` is the digest of the browser's token.

    Raises:
        LockedError: saying for how long.
    """
    text = _text(connection, code)
    own = device if devices.known(connection, device, text) else ""
    until = _locked_until(connection, text, address, now, own)
    if until > now:
        raise LockedError(math.ceil((until - now).total_seconds()))


def begin(connection: Connection, code: str, address: str, now: datetime, device: str = "") -> Attempt:
    """Count a guess, before its password is verified; `device` is the digest of the browser's token.

    Raises:
        LockedError: a lock holds; the guess is not counted.
    """
    found = units.find(connection, code)
    require_unlocked(connection, code, address, now, device)
    connection.execute(delete(attempt).where(attempt.c.at < now - REMEMBERED))
    text = found.code if found else _text(connection, code)
    own = device if devices.known(connection, device, text) else ""
    row = {"account": text, "address": address, "at": now, "ok": False, "device": own}
    number = inserted_id(connection.execute(insert(attempt).values(**row)))
    usable = found if found and found.active and not found.demo else None
    return Attempt(number, usable, _hash(connection, usable, now) if usable else None, text, own)


def failed(connection: Connection, tried: Attempt, address: str, now: datetime, step: str = "") -> None:
    """Write a guess that failed, and the lock that follows from it, into the audit.

    What was typed for an unknown account is left out: it may be a password in the wrong box. `step` says what
    was wrong when it was not the password.
    """
    name = tried.text if units.find(connection, tried.text) else ""
    subject = name or "unknown"
    audit.record(connection, name, "sign-in-failed", subject, {"how": step} if step else {}, now)
    until = _locked_until(connection, tried.text, address, now, tried.device)
    if until > now:
        audit.record(connection, name, "sign-in-locked", subject, {"until": until.isoformat()}, now)


def succeeded(connection: Connection, tried: Attempt) -> None:
    """Count a guess as right: the pair of account and address, or browser, begins anew."""
    connection.execute(update(attempt).where(attempt.c.id == tried.id).values(ok=True))


def withdraw(connection: Connection, tried: Attempt) -> None:
    """Count a guess as neither right nor wrong: something else decides."""
    connection.execute(delete(attempt).where(attempt.c.id == tried.id))


def forgive(connection: Connection, code: str) -> None:
    """Lift the locks of an account, when someone entitled gave it a new password."""
    connection.execute(delete(attempt).where(attempt.c.account == code))


def _text(connection: Connection, code: str) -> str:
    found = units.find(connection, code)
    if found:
        return found.code
    # What can be no code is all one: nobody fills the table with whole novels.
    return code.strip().lower() if units.is_code(code.strip()) else "?"


def _hash(connection: Connection, account: Account, now: datetime) -> str | None:
    """The hash of an account's password; None when it has none, or a made-up one that was left too long."""
    query = select(credential.c.hash).where(credential.c.account == account.code)
    since = now - MADE_UP_HOLDS
    return connection.execute(
        query.where(credential.c.set_at > since) if account.must_change else query
    ).scalar()


def _locked_until(connection: Connection, text: str, address: str, now: datetime, own: str = "") -> datetime:
    """Until when nothing is verified; a browser the account is known in, `own`, has one counter, its own."""
    if own:
        return _pair(connection, text, attempt.c.device == own, now)
    untils = [_pair(connection, text, (attempt.c.address == address) & (attempt.c.device == ""), now)]
    if not _known(connection, text, address):
        untils.append(_crowd(connection, attempt.c.account == text, now, OF_ACCOUNT, OF_ACCOUNT_WAIT))
        untils.append(_crowd(connection, attempt.c.address == address, now, OF_ADDRESS, OF_ADDRESS_WAIT))
    return max(untils)


def _within(now: datetime, span: timedelta) -> ColumnElement[bool]:
    """Guesses of the last `span`, and none that a clock gone wrong has dated ahead."""
    return attempt.c.at.between(now - span, now + SLACK)


def _pair(connection: Connection, text: str, place: ColumnElement[bool], now: datetime) -> datetime:
    """The growing lock of an account at one address or in one browser."""
    of_pair = (attempt.c.account == text, place, _within(now, REMEMBERED))
    last_ok = select(func.max(attempt.c.id)).where(*of_pair, attempt.c.ok).scalar_subquery()
    query = select(func.count(), func.max(attempt.c.at)).where(*of_pair, ~attempt.c.ok)
    count, last = connection.execute(query.where(attempt.c.id > func.coalesce(last_ok, 0))).one()
    if count < FREE:
        return now
    # Beyond ten doublings the ceiling holds long since.
    return last + min(FIRST_WAIT * 2 ** min(count - FREE, 10), LONGEST_WAIT)


def _crowd(
    connection: Connection, of: ColumnElement[bool], now: datetime, most: int, wait: timedelta
) -> datetime:
    """The lock of an account over all addresses, or of an address over all accounts."""
    query = select(func.count(), func.max(attempt.c.at)).where(of, ~attempt.c.ok, _within(now, _HOUR))
    count, last = connection.execute(query).one()
    return last + wait if count >= most else now


def _known(connection: Connection, text: str, address: str) -> bool:
    """Whether the account has signed in from the address before."""
    query = select(session.c.token).where(session.c.account == text, session.c.address == address)
    return connection.execute(query.limit(1)).first() is not None
