"""Accounts and their passwords: created, reset, disabled, and the first administrator's one-time link."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update

from metrics.store import attempts, audit, passwords, sessions, units
from metrics.store.attempts import SignInError
from metrics.store.engine import read, write
from metrics.store.errors import StoreError
from metrics.store.schema import account as accounts
from metrics.store.schema import credential, first_admin, moment
from metrics.store.units import ADMIN, Account

#: Whoever starts the program opens its link the same day, or starts it again.
LINK_HOLDS = timedelta(hours=24)
LINK_GONE = "这个链接已失效（只能用一次，24 小时内有效）。请重新启动程序，用新印出的链接。"


def add(connection: Connection, account: Account, hash_: str, by: str) -> None:
    """Create an account with a password's hash.

    Raises:
        StoreError: the code is taken, the account cannot be, or it is a demo account.
    """
    if units.find(connection, account.code):
        raise StoreError(f"账号 {account.code} 已经有了。要改名称、角色或单位请修改它，忘了密码请重置密码。")
    _no_demo(account)
    units.check(connection, account)
    units.put(connection, account, by)
    _keep(connection, account.code, hash_)


def _no_demo(account: Account) -> None:
    if account.demo:
        raise StoreError(f"{account.code} 是演示账号，点一下就能进入，没有密码。")


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
    account = units.get(connection, code)
    _no_demo(account)
    _keep(connection, account.code, hash_)
    _must_change(connection, account.code, must=True)
    attempts.forgive(connection, account.code)
    audit.record(connection, by, "password-reset", account.code, {})
    sessions.revoke(connection, account.code, by)


def set_active(connection: Connection, code: str, by: str, *, active: bool) -> None:
    """Let an account sign in, or not any more; a disabled one's sessions end.

    Raises:
        StoreError: there is no such account, or it is the last active 管理员.
    """
    before = units.get(connection, code)
    if before.active == active:
        return
    after = replace(before, active=active)
    units.keep_an_admin(connection, before, after)
    units.put(connection, after, by, "account-enable" if active else "account-disable")
    if not active:
        sessions.revoke(connection, before.code, by)


def change(connection: Connection, tried: attempts.Attempt, hash_: str, keep: str) -> None:
    """Store the new password of someone who knew the old one, and end the other sessions.

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
    sessions.revoke(connection, code, code, keep)


def ensure(connection: Connection, account: Account, by: str) -> None:
    """As `units.ensure_account`; an account that becomes inactive loses its sessions."""
    units.ensure_account(connection, account, by)
    if not account.active:
        sessions.revoke(connection, account.code, by)


def has_admin(connection: Connection) -> bool:
    """Whether a real 管理员 can sign in."""
    query = select(accounts.c.code).join(credential, credential.c.account == accounts.c.code)
    query = query.where(accounts.c.active, ~accounts.c.demo, accounts.c.role == ADMIN)
    return connection.execute(query.limit(1)).first() is not None


def first_link(connection: Connection, token: str) -> str | None:
    """Make `token` the only one that claims the first administrator; None when there is one already."""
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
    known = units.find(connection, account.code)
    if known and (known.demo or known.role != ADMIN):
        raise StoreError(f"账号 {known.code} 已经有了。请换一个代码。")
    units.check(connection, account)
    units.put(connection, account, account.code, "first-admin")
    _keep(connection, account.code, hash_)
    connection.execute(delete(first_admin))
    return account


class AccountsOfStore:
    """The part of `Store` that administers accounts. Passwords are hashed before the database is locked."""

    _engine: Engine

    def ensure_account(self, account: Account, by: str = audit.SYSTEM) -> None:
        """Create an account without a password, or change name, role, unit, whether it is active or a demo.

        StoreError for a code, role or unit that cannot be, for a 填报员 without a unit, when the last active
        管理员 would be none, and when an account with a password would become a demo account.
        """
        write(self._engine, ensure, account, by)

    def add_account(self, account: Account, by: str, password: str = "") -> str:
        """Create an account with a password, and give it back.

        Args:
            account: its `must_change` counts only with a password given.
            by: who does it.
            password: without one, 16 signs are made up that must be changed at the first sign-in.

        Raises:
            StoreError: the code is taken, the account cannot be, or the password is too weak.
        """
        if password:
            passwords.require_good(password, account.code, account.name)
        chosen = password or passwords.make_up()
        made = account if password else replace(account, must_change=True)
        write(self._engine, add, made, passwords.hashed(chosen), by)
        return chosen

    def reset_password(self, code: str, by: str) -> str:
        """Give an account a made-up password that must be changed; its sessions end, its locks are lifted.

        StoreError when there is no such account, or for a demo account.
        """
        made_up = passwords.make_up()
        write(self._engine, reset, code, passwords.hashed(made_up), by)
        return made_up

    def disable_account(self, code: str, by: str) -> None:
        """Let an account not sign in any more and end its sessions.

        StoreError when there is none, or for the last active 管理员.
        """
        write(self._engine, set_active, code, by, active=False)

    def enable_account(self, code: str, by: str) -> None:
        """Let a disabled account sign in again; StoreError when there is none."""
        write(self._engine, set_active, code, by, active=True)

    def change_password(self, code: str, old: str, new: str, *, keep: str = "") -> None:
        """Change one's own password; the account's sessions end, but for the one with the public id `keep`.

        Raises:
            LockedError: too many wrong old passwords from this address (`audit.from_address`).
            SignInError: the old password is wrong.
            StoreError: the new one is too short, too common, or the old one.
        """
        account = read(self._engine, units.get, code)
        passwords.require_good(new, account.code, account.name)
        if old == new:
            raise StoreError("新密码和原密码一样。请换一个。")
        try:
            tried = sessions.guess(self._engine, code, old, audit.current_address(), moment(None))
        except attempts.LockedError:
            raise
        except SignInError as error:
            raise SignInError("原密码不对，密码没有改。") from error
        write(self._engine, change, tried, passwords.hashed(new), keep)

    def accounts(self) -> Sequence[Account]:
        """All accounts by code."""
        return read(self._engine, units.every_account)

    def account(self, code: str) -> Account | None:
        """The account of a code in any letter case, or None."""
        return read(self._engine, units.find, code)

    def first_admin_token(self) -> str | None:
        """A new one-time token for becoming the first 管理员, which voids the one before; holds for 24 hours.

        None when an active 管理员 with a password exists that is not a demo account.
        """
        return write(self._engine, first_link, secrets.token_urlsafe(32))

    def first_admin_open(self, token: str) -> bool:
        """Whether a token still claims the first 管理员."""
        try:
            read(self._engine, require_link, token, moment(None))
        except SignInError:
            return False
        return True

    def claim_first_admin(self, token: str, code: str, name: str, password: str) -> Account:
        """Become the first 管理员 with a token of `first_admin_token`, which is then used up.

        Raises:
            SignInError: the token is unknown, used or too old.
            StoreError: the code or the password cannot be taken; the token still holds.
        """
        now = moment(None)
        read(self._engine, require_link, token, now)
        passwords.require_good(password, code, name)
        account = Account(code, name, ADMIN)
        return write(self._engine, claim, token, account, passwords.hashed(password), now)
