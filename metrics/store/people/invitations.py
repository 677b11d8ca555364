"""One-time links with which people take their accounts: no password is ever handed around."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from metrics.framework import manager
from metrics.store.database import Database, StoreError, audit, county_in_force, invitation, moment
from metrics.store.people import attempts, passwords, permits, sessions, units
from metrics.store.people.accounts import keep_password, no_demo
from metrics.store.people.attempts import SignInError
from metrics.store.people.units import Account

#: Sheets of links are cut and carried to the units; two weeks reach the last of them.
INVITATION_HOLDS = timedelta(days=14)
INVITATION_GONE = f"这个链接已失效（只能用一次，14 天内有效）。请找县里的{manager().name}再要一个。"


def invite(connection: Connection, code: str, token: str, by: str) -> datetime:
    """Make `token` the one link of an account; the one before is void. Gives the time until which it holds.

    Raises:
        StoreError: there is no such account, it is not active, or it is a demo account.
    """
    permits.require(connection, by, "reset-password")
    account = units.get(connection, code)
    no_demo(account)
    if not account.active:
        raise StoreError(f"账号 {account.code} 已停用，先启用再发链接。")
    until = moment(None) + INVITATION_HOLDS
    connection.execute(delete(invitation).where(invitation.c.account == account.code))
    row = {"token": sessions.digest(token), "account": account.code, "expires_at": until}
    connection.execute(insert(invitation).values(**row))
    audit.record(connection, by, "invitation", account.code, {})
    return until


def invited(connection: Connection, token: str, now: datetime) -> Account:
    """Whose link a token is.

    Raises:
        SignInError: it is unknown, used or too old, or the account was disabled since.
    """
    mine = (invitation.c.token == sessions.digest(token)) & (invitation.c.expires_at > now)
    code = connection.execute(select(invitation.c.account).where(mine)).scalar_one_or_none()
    account = units.find(connection, code) if code else None
    if account is None or not account.active:
        raise SignInError(INVITATION_GONE)
    return account


def accept(connection: Connection, token: str, hash_: str, now: datetime) -> Account:
    """Give the account of a link a password of its own; the link is used up.

    Raises:
        SignInError: the link does not hold.
    """
    account = invited(connection, token, now)
    keep_password(connection, account.code, hash_, must_change=False)
    attempts.forgive(connection, account.code)
    connection.execute(delete(invitation).where(invitation.c.account == account.code))
    audit.record(connection, account.code, "invitation-accepted", account.code, {})
    return account


def waiting(connection: Connection, by: str) -> Sequence[str]:
    """Codes of the accounts whose links are out and not used."""
    permits.require(connection, by, "see-accounts")
    query = select(invitation.c.account).where(invitation.c.expires_at > moment(None))
    return connection.execute(query.order_by(invitation.c.account)).scalars().all()


def without_password(connection: Connection, people: Sequence[Account]) -> list[Account]:
    """Those of some accounts that cannot sign in yet."""
    return [one for one in people if not units.has_password(connection, one.code)]


class InvitationStore:
    """`store.people.invitations`: one-time links with which people take their accounts.

    Giving and listing them takes the acting account; with a token whoever has it chooses a password.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(self, code: str, by: str) -> tuple[str, datetime]:
        """A one-time token with which an account's owner chooses a password, and until when it holds.

        The token before is void. StoreError when there is no such account, or it may not sign in.
        """
        token = secrets.token_urlsafe(24)
        return token, self._database.write(invite, code, token, by)

    def invited(self, token: str) -> Account:
        """Whose one-time link a token is; SignInError when it holds no more."""
        return self._database.read(invited, token, moment(None))

    def accept(self, token: str, password: str) -> Account:
        """Choose the password of an account with its one-time link, which is then used up.

        Raises:
            SignInError: the link is unknown, used or too old.
            StoreError: the password cannot be taken; the link still holds.
        """
        now = moment(None)
        account = self._database.read(invited, token, now)
        county = self._database.read(county_in_force)
        passwords.require_good(password, county, account.code, account.name)
        return self._database.write(accept, token, passwords.hashed(password), now)

    def without_password(self, people: Sequence[Account]) -> list[Account]:
        """Those of some accounts whose owners never chose a password."""
        return self._database.read(without_password, people)

    def waiting(self, by: str) -> Sequence[str]:
        """Codes of the accounts whose links are out and not used."""
        return self._database.read(waiting, by)
