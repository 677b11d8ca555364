"""Half sign-ins: the password was right, the one-time code is still to come.

A half sign-in is no session. Its token is another cookie's, lies in another table and is known to nothing but
the page that asks for the code, so whatever asks for a session finds none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from metrics.framework import rights
from metrics.store.database import account as accounts
from metrics.store.database import audit, half_session
from metrics.store.people import attempts, codes, factors, keyfile, sessions, trusted, units
from metrics.store.people.attempts import Attempt, SignInError
from metrics.store.people.keyfile import KeyLostError
from metrics.store.people.sessions import Place, SignedIn, digest
from metrics.store.people.units import Account

#: Long enough to install an app on a telephone.
HOLDS = timedelta(minutes=15)
GONE = "等的时间太久，或者刚刚在别处登录过。请重新输入账号和密码。"
_HELPER = rights.manager().name


@dataclass(frozen=True)
class HalfSignedIn:
    """A half sign-in that has just begun; `token` is for the cookie and is not stored."""

    token: str
    account: Account
    expires_at: datetime


@dataclass(frozen=True)
class Half:
    """A half sign-in that holds; `secret` is to be bound to an app, and empty when one is bound already."""

    account: Account
    secret: str


@dataclass(frozen=True)
class Given:
    """What was given for the second step.

    Args:
        text: the code as typed.
        recovery: it is one from paper, not from the app.
        hash: of a recovery code that was right; empty when it was wrong or there is none.
        new: hashes of recovery codes to be kept when the app is bound.
        trust: whether this device is not to be asked again for a while.
    """

    text: str
    recovery: bool = False
    hash: str = ""
    new: tuple[str, ...] = ()
    trust: bool = False


@dataclass(frozen=True)
class Entered:
    """A whole sign-in.

    Args:
        begun: the session.
        device: token of the device that is trusted now; empty when it is not.
        codes: new recovery codes, shown this once; without any when the app was bound before.
        codes_left: unused recovery codes.
    """

    begun: SignedIn
    device: str = ""
    codes: tuple[str, ...] = ()
    codes_left: int = 0


def admit(
    connection: Connection,
    tried: Attempt,
    renewed: str | None,
    place: Place,
    tokens: Sequence[str],
    now: datetime,
) -> SignedIn | HalfSignedIn | None:
    """What follows a right password: a session when no code is due, else the half of one.

    Args:
        connection: of the writing transaction.
        tried: the guess.
        renewed: the hash made with today's settings, when the stored one was not.
        place: address, browser and its token.
        tokens: those of devices that the browser has.
        now: the time.

    Returns:
        None if the account changed in between.
    """
    account = sessions.confirmed(connection, tried, renewed)
    if account is None:
        return None
    bound = factors.find(connection, account.code)
    asked = rights.asks_second_factor(account.role)
    if asked and not (bound and trusted.is_trusted(connection, account.code, tokens, now)):
        # Neither wrong nor right yet: a right password must not set the count of wrong codes back.
        attempts.withdraw(connection, tried)
        return _begin(connection, account, "" if bound else codes.make_secret(), now)
    attempts.succeeded(connection, tried)
    return sessions.begin_known(connection, account, place, now, "device" if asked else "password")


def _begin(connection: Connection, account: Account, secret: str, now: datetime) -> HalfSignedIn:
    connection.execute(delete(half_session).where(half_session.c.expires_at <= now))
    token, until = codes.make_token(), now + HOLDS
    sealed = keyfile.seal(connection, secret, account.code) if secret else ""
    row = {"token": digest(token), "account": account.code, "secret": sealed, "expires_at": until}
    connection.execute(insert(half_session).values(**row))
    return HalfSignedIn(token, account, until)


def find(connection: Connection, token: str, now: datetime) -> Half | None:
    """The half sign-in of a token, or None when it does not hold."""
    query = select(accounts, half_session.c.secret)
    query = query.join(half_session, half_session.c.account == accounts.c.code)
    holds = (half_session.c.token == digest(token)) & (half_session.c.expires_at > now)
    row = connection.execute(query.where(holds, accounts.c.active)).mappings().first()
    if not row:
        return None
    try:
        return Half(units.from_row(row), keyfile.unseal(connection, row["secret"], row["code"]))
    except KeyLostError:
        # Signing in again makes another secret.
        return None


def require(connection: Connection, token: str, address: str, now: datetime, device: str = "") -> Half:
    """The half sign-in of a token whose account is not locked; `device` is the digest of the browser's token.

    Raises:
        LockedError: too many wrong passwords and codes from this address, or in this browser.
        SignInError: it does not hold.
        StoreError: too many wrong codes altogether.
    """
    half = find(connection, token, now)
    if half is None:
        raise SignInError(GONE)
    attempts.require_unlocked(connection, half.account.code, address, now, device)
    factors.require_open(connection, half.account.code, _HELPER)
    return half


def finish(
    connection: Connection, token: str, tried: Attempt, given: Given, place: Place, now: datetime
) -> Entered | str:
    """Begin the session when the second step is right; else count it and give the sentence that refuses."""
    half = find(connection, token, now)
    if half is None or tried.account is None:
        return GONE
    code = half.account.code
    try:
        refused = _refusal(connection, half, given, now)
    except KeyLostError as error:
        attempts.withdraw(connection, tried)
        return str(error)
    if refused:
        attempts.failed(connection, tried, place[0], now, "recovery" if given.recovery else "code")
        factors.failed(connection, code)
        return refused
    attempts.succeeded(connection, tried)
    forget(connection, code)
    how = "recovery" if given.recovery else "code"
    begun = sessions.begin_known(connection, half.account, place, now, how)
    device = trusted.add(connection, code, *place[:2], now) if given.trust else ""
    bound = factors.find(connection, code)
    return Entered(begun, device, codes_left=bound.codes_left if bound else 0)


def _refusal(connection: Connection, half: Half, given: Given, now: datetime) -> str:
    """Use up what was given; gives why it is not taken, empty when it is."""
    code = half.account.code
    if not half.secret:
        if given.recovery:
            return factors.use_recovery(connection, code, given.hash, now)
        return factors.use(connection, code, given.text, now)
    found = codes.match(half.secret, given.text, now)
    if found is None:
        return factors.WRONG
    if not found.in_time:
        return codes.clock_words(found)
    factors.bind(connection, code, half.secret, found.step, list(given.new), now)
    return ""


def forget(connection: Connection, code: str) -> None:
    """Drop every half sign-in of an account."""
    connection.execute(delete(half_session).where(half_session.c.account == code))


def end_devices(connection: Connection, tried: Attempt, only: str) -> int:
    """End devices of someone who gave the password again."""
    attempts.succeeded(connection, tried)
    return trusted.end(connection, tried.text, only)


def rebuild_codes(connection: Connection, tried: Attempt, text: str, hashes: list[str], now: datetime) -> str:
    """Put new recovery codes in place of the old for someone who gave password and code; else why not."""
    try:
        refused = factors.use(connection, tried.text, text, now)
    except KeyLostError as error:
        attempts.withdraw(connection, tried)
        return str(error)
    if refused:
        attempts.failed(connection, tried, audit.current_address(), now, "code")
        factors.failed(connection, tried.text)
        return refused
    attempts.succeeded(connection, tried)
    factors.keep_codes(connection, tried.text, hashes)
    audit.record(connection, tried.text, "recovery-codes", tried.text, {}, now)
    return ""
