"""Accounts and their passwords: created, reset, disabled, and the first administrator's one-time link."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from metrics.framework import rights
from metrics.store.database import StoreError, audit, credential, first_admin, moment
from metrics.store.database import account as accounts
from metrics.store.people import attempts, factors, halves, permits, sample, sessions, trusted, units
from metrics.store.people.attempts import SignInError
from metrics.store.people.units import Account

#: Whoever starts the program opens its link the same day, or starts it again.
LINK_HOLDS = timedelta(hours=24)
LINK_GONE = "这个链接已失效（只能用一次，24 小时内有效）。请重新启动程序，用新印出的链接。"


def add(connection: Connection, account: Account, hash_: str, by: str) -> None:
    """Create an account with a password's hash.

    Raises:
        StoreError: the code is taken, the account cannot be, it is a demo account, or the sample county
            lives here.
    """
    permits.require(connection, by, "account")
    if units.find(connection, account.code):
        raise StoreError(f"账号 {account.code} 已经有了。要改名称、角色或单位请修改它，忘了密码请重置密码。")
    no_demo(account)
    sample.require_apart(connection, account)
    units.check(connection, account)
    units.put(connection, account, by)
    _keep(connection, account.code, hash_)


def no_demo(account: Account) -> None:
    """Refuse what a demo account has no use for."""
    if account.demo:
        raise StoreError(f"{account.code} 是演示账号，点一下就能进入，没有密码。")


def keep_password(connection: Connection, code: str, hash_: str, *, must_change: bool) -> None:
    """Store the hash of an account's new password."""
    _keep(connection, code, hash_)
    _must_change(connection, code, must=must_change)


def _keep(connection: Connection, code: str, hash_: str) -> None:
    connection.execute(delete(credential).where(credential.c.account == code))
    connection.execute(insert(credential).values(account=code, hash=hash_, set_at=moment(None)))


def _must_change(connection: Connection, code: str, *, must: bool) -> None:
    connection.execute(update(accounts).where(accounts.c.code == code).values(must_change=must))


def reset(connection: Connection, code: str, hash_: str, by: str) -> None:
    """Give an account another password that must be changed, end its sessions and lift its locks.

    Raises:
        StoreError: there is no such account, or it is a demo account.
    """
    permits.require(connection, by, "reset-password")
    account = units.get(connection, code)
    no_demo(account)
    _keep(connection, account.code, hash_)
    _must_change(connection, account.code, must=True)
    attempts.forgive(connection, account.code)
    audit.record(connection, by, "password-reset", account.code, {})
    _end(connection, account.code, by)


def reset_second_factor(connection: Connection, code: str, by: str, *, own: bool) -> None:
    """As `factors.reset`; the account's sessions end and its locks are lifted."""
    factors.reset(connection, code, by, own=own)
    account = units.get(connection, code)
    attempts.forgive(connection, account.code)
    _end(connection, account.code, by)


def _end(connection: Connection, code: str, by: str, keep: str = "", tokens: Sequence[str] = ()) -> int:
    """End an account's sessions but the kept one, its half sign-ins, and the trust in its devices but those
    of the tokens; gives the number of sessions."""
    halves.forget(connection, code)
    trusted.forget(connection, code, tokens)
    return sessions.revoke(connection, code, by, keep)


def set_active(connection: Connection, code: str, by: str, *, active: bool) -> None:
    """Let an account sign in, or not any more; a disabled one's sessions end.

    Raises:
        StoreError: there is no such account, or it is the last active 管理员.
    """
    permits.require(connection, by, "disable-account")
    before = units.get(connection, code)
    if before.active == active:
        return
    after = replace(before, active=active)
    units.keep_an_admin(connection, before, after)
    units.put(connection, after, by, "account-enable" if active else "account-disable")
    if not active:
        _end(connection, before.code, by)


def change(
    connection: Connection, tried: attempts.Attempt, hash_: str, keep: str, tokens: Sequence[str]
) -> None:
    """Store the new password of someone who knew the old one, and end the other sessions.

    Devices but those of the `tokens` are asked for a code again.

    Raises:
        SignInError: the account was changed meanwhile.
    """
    code = tried.text
    stored = connection.execute(select(credential.c.hash).where(credential.c.account == code)).scalar()
    if stored is None or stored != tried.hash:
        raise SignInError("密码刚刚被改过或重置过。请重新登录后再试。")
    attempts.succeeded(connection, tried)
    _keep(connection, code, hash_)
    _must_change(connection, code, must=False)
    audit.record(connection, code, "password-change", code, {})
    _end(connection, code, code, keep, tokens)


def ensure(connection: Connection, account: Account, by: str) -> None:
    """As `units.ensure_account`, by who may; sessions begun with another role or unit end.

    StoreError also for a real account where the sample county lives, and for a demo account in an office.
    """
    permits.require(connection, by, "account")
    before = units.find(connection, account.code)
    if before is None or before.demo != account.demo:
        sample.require_apart(connection, account)
    units.ensure_account(connection, account, by)
    if before and (not account.active or _powers(before) != _powers(account)):
        _end(connection, before.code, by)


def _powers(account: Account) -> tuple[object, ...]:
    """What a session was begun for."""
    return account.role, account.unit, account.demo


def settle_sample(connection: Connection, people: Sequence[Account], by: str) -> None:
    """Bring in the sample county's demo accounts; those of an older program, not marked yet, become such.

    Raises:
        StoreError: there is another account, or one of them has a password.
    """
    permits.require(connection, by, "account")
    codes = {one.code for one in people}
    others = [one.code for one in units.every_account(connection) if one.code not in codes]
    if others:
        raise StoreError(f"这个库里有别的账号（{'、'.join(others[:3])}），不能装入样例县。")
    for one in people:
        units.ensure_account(connection, one, by)


def every(connection: Connection, by: str) -> list[Account]:
    """All accounts by code, for who may see them."""
    permits.require(connection, by, "see-accounts")
    return units.every_account(connection)


def revoke(connection: Connection, code: str, by: str) -> int:
    """End every session of an account; gives their number."""
    permits.require(connection, by, "revoke-sessions")
    return _end(connection, code, by)


def has_admin(connection: Connection) -> bool:
    """Whether a real 管理员 can sign in."""
    query = select(accounts.c.code).join(credential, credential.c.account == accounts.c.code)
    query = query.where(accounts.c.active, ~accounts.c.demo, accounts.c.role == rights.manager().name)
    return connection.execute(query.limit(1)).first() is not None


def first_link(connection: Connection, token: str) -> str | None:
    """Make `token` the only one that claims the first administrator; None when there is one already.

    Raises:
        StoreError: the sample county lives here.
    """
    sample.require_office(connection)
    connection.execute(delete(first_admin))
    if has_admin(connection):
        return None
    row = {"token": sessions.digest(token), "expires_at": moment(None) + LINK_HOLDS}
    connection.execute(insert(first_admin).values(**row))
    audit.record(connection, audit.SYSTEM, "first-admin-link", "first admin", {})
    return token


def require_link(connection: Connection, token: str, now: datetime) -> None:
    """Refuse a token that is not the valid one.

    Raises:
        SignInError: it is unknown, used or too old.
    """
    mine = (first_admin.c.token == sessions.digest(token)) & (first_admin.c.expires_at > now)
    if has_admin(connection) or connection.execute(select(first_admin).where(mine)).first() is None:
        raise SignInError(LINK_GONE)


def claim(connection: Connection, token: str, account: Account, hash_: str, now: datetime) -> Account:
    """Create the first 管理员 and use the token up.

    Raises:
        SignInError: the token does not hold.
        StoreError: the account cannot be, or its code belongs to someone else.
    """
    require_link(connection, token, now)
    sample.require_office(connection)
    known = units.find(connection, account.code)
    if known and (known.demo or known.role != account.role):
        raise StoreError(f"账号 {known.code} 已经有了。请换一个代码。")
    units.check(connection, account)
    units.put(connection, account, account.code, "first-admin")
    _keep(connection, account.code, hash_)
    connection.execute(delete(first_admin))
    return account
