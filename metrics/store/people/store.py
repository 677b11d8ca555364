"""The part of the store for accounts and sessions.

Administering and listing accounts takes the acting account. Without one are `account` and `session`, by
which a request is told who acts, `names`, which stand beside deeds everywhere, `inhabitants`, which are
counts for the sign-in page, and what a person does with a token or password of one's own.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from metrics.framework import CountyPackage, rights
from metrics.store.database import Database, StoreError, audit, county_in_force, moment
from metrics.store.people import (
    accounts,
    attempts,
    codes,
    factors,
    halves,
    handouts,
    passwords,
    sample,
    sessions,
    successions,
    trusted,
    units,
)
from metrics.store.people.attempts import REFUSED, Attempt, SignInError
from metrics.store.people.factors import Factor
from metrics.store.people.halves import Entered, Given, Half, HalfSignedIn
from metrics.store.people.handouts import Handout
from metrics.store.people.invitations import InvitationStore
from metrics.store.people.sample import Inhabitants
from metrics.store.people.seen import SeenLater
from metrics.store.people.sessions import SEEN_EVERY, WRONG, SignedIn, WebSession
from metrics.store.people.successions import Succession
from metrics.store.people.trusted import TrustedDevice
from metrics.store.people.units import Account


class PeopleStore:
    """`store.people`: accounts, their passwords, who is signed in; `invitations`: one-time links to accounts.

    May be shared by threads. Every method raises StoreError, whose text is a Chinese sentence, when the
    database cannot do what is asked; then nothing was stored. Times are given back in Asia/Shanghai; a time
    without a zone is taken as local there. `at` dates an action otherwise than now.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen = SeenLater(database)
        self.invitations = InvitationStore(database)

    def _county(self) -> CountyPackage:
        return self._database.read(county_in_force)

    def ensure_account(self, account: Account, by: str = audit.SYSTEM) -> None:
        """Create an account without a password, or change name, role, unit, whether it is active or a demo.

        StoreError for a code, role or unit that cannot be, for a 填报员 without a unit, when the last active
        管理员 would be none, when an account with a password would become a demo account, and when demo and
        real accounts would meet.
        """
        self._database.write(accounts.ensure, account, by)

    def settle_sample(self, people: Sequence[Account], by: str = audit.SYSTEM) -> None:
        """Bring in the sample county's demo accounts; StoreError where any other account is."""
        self._database.write(accounts.settle_sample, people, by)

    def inhabitants(self) -> Inhabitants:
        """How many accounts and reports there are of the sample county and of an office."""
        return self._database.read(sample.inhabitants)

    def require_handout(self, given: Handout, account: str) -> None:
        """Refuse whoever may not take a file, before it is made; StoreError as `hand_out`."""
        self._database.read(handouts.require, given, account)

    def hand_out(self, given: Handout, account: str) -> None:
        """Ask for the rights to a file by the account as it is now, and keep in the audit that it was taken.

        StoreError when one of them is not there; then nothing may be handed out.
        """
        self._database.write(handouts.hand_out, given, account)

    def add_account(self, account: Account, by: str, password: str = "") -> str:
        """Create an account with a password, and give it back.

        Args:
            account: its `must_change` counts only with a password given.
            by: who does it.
            password: without one, 16 signs are made up that must be changed at the first sign-in.

        Raises:
            StoreError: the code is taken, the account cannot be, the password is too weak, or the sample
                county lives here.
        """
        if password:
            passwords.require_good(password, self._county(), account.code, account.name)
        chosen = password or passwords.make_up()
        made = account if password else replace(account, must_change=True)
        self._database.write(accounts.add, made, passwords.hashed(chosen), by)
        return chosen

    def hand_over(self, code: str, successor: Account, by: str, at: datetime | None = None) -> Succession:
        """Give an account's drafts to a successor of the same unit, and lock the account (交接).

        Args:
            code: whose work is handed over.
            successor: an account that is there, by its code; or a new one, of which code and name count.
            by: who does it.
            at: when; now without it.

        Returns:
            What went along; with the made-up password of a new account, which must be changed.

        Raises:
            StoreError: the two do not fit, or `by` may not; nothing was stored.
        """
        made_up = "" if self.account(successor.code) else passwords.make_up()
        hash_ = passwords.hashed(made_up) if made_up else ""
        done = self._database.write(successions.hand_over, code, successor, hash_, by, at)
        return replace(done, password=made_up)

    def reset_password(self, code: str, by: str) -> str:
        """Give an account a made-up password that must be changed; its sessions end, its locks are lifted.

        StoreError when there is no such account, or for a demo account.
        """
        made_up = passwords.make_up()
        self._database.write(accounts.reset, code, passwords.hashed(made_up), by)
        return made_up

    def disable_account(self, code: str, by: str) -> None:
        """Let an account not sign in any more and end its sessions.

        StoreError when there is none, or for the last active 管理员.
        """
        self._database.write(accounts.set_active, code, by, active=False)

    def enable_account(self, code: str, by: str) -> None:
        """Let a disabled account sign in again; StoreError when there is none."""
        self._database.write(accounts.set_active, code, by, active=True)

    def change_password(
        self, code: str, old: str, new: str, *, keep: str = "", tokens: Sequence[str] = (), device: str = ""
    ) -> None:
        """Change one's own password; the account's sessions end, but for the one with the public id `keep`.

        Trusted devices but those of the `tokens` are asked for a one-time code again. `device` is the token
        of the browser, as `sign_in` gave it.

        Raises:
            LockedError: too many wrong old passwords from this address (`audit.from_address`).
            SignInError: the old password is wrong.
            StoreError: the new one is too short, too common, or the old one.
        """
        account = self._database.read(units.get, code)
        passwords.require_good(new, self._county(), account.code, account.name)
        if old == new:
            raise StoreError("新密码和原密码一样。请换一个。")
        tried = self._again(code, old, "原密码不对，密码没有改。", device)
        self._database.write(accounts.change, tried, passwords.hashed(new), keep, tokens)

    def accounts(self, by: str) -> Sequence[Account]:
        """All accounts by code, for who may see them."""
        return self._database.read(accounts.every, by)

    def names(self) -> dict[str, str]:
        """Account code → name: what stands beside a deed, for whoever reads of the deed."""
        return self._database.read(units.names)

    def account(self, code: str) -> Account | None:
        """The account of a code in any letter case, or None."""
        return self._database.read(units.find, code)

    def first_admin_token(self) -> str | None:
        """A new one-time token for becoming the first 管理员, which voids the one before; holds for 24 hours.

        None when an active 管理员 with a password exists that is not a demo account. StoreError where the
        sample county lives.
        """
        return self._database.write(accounts.first_link, secrets.token_urlsafe(32))

    def first_admin_open(self, token: str) -> bool:
        """Whether a token still claims the first 管理员."""
        try:
            self._database.read(accounts.require_link, token, moment(None))
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
        self._database.read(accounts.require_link, token, now)
        passwords.require_good(password, self._county(), code, name)
        account = Account(code, name, rights.manager().name)
        return self._database.write(accounts.claim, token, account, passwords.hashed(password), now)

    def require_unlocked(self, code: str, address: str, device: str = "", at: datetime | None = None) -> None:
        """Refuse before the hashing, and before waiting for it, who may not guess now.

        Raises:
            LockedError: too many failures.
        """
        place, token = address.strip()[: sessions.LONGEST_ADDRESS], sessions.digest(device)
        self._database.read(attempts.require_unlocked, code, place, moment(at), token)

    def sign_in(
        self,
        code: str,
        password: str,
        address: str,
        agent: str = "",
        at: datetime | None = None,
        device: str = "",
    ) -> SignedIn:
        """Begin a session for an account and its password alone; `first_step` is for who has a second factor.

        Hashing takes tens of milliseconds of a processor: call it off the event loop.

        Args:
            code: the account, in any letter case.
            password: as typed.
            address: where the person sits, without port.
            agent: the browser's name of itself.
            at: when; now without it.
            device: what an earlier sign-in gave this browser; failed guesses are then counted for it alone.

        Raises:
            LockedError: too many failures; nothing was verified.
            SignInError: the same sentence for an unknown or disabled account and a wrong password.
        """
        now, address = moment(at), address.strip()[: sessions.LONGEST_ADDRESS]
        with audit.from_address(address):
            tried = sessions.guess(self._database, code, password, address, now, device)
            renewed = passwords.hashed(password) if passwords.outdated(tried.hash or "") else None
            done = self._database.write(sessions.admit, tried, renewed, address, agent, now, device)
        if done is None:
            raise SignInError(REFUSED)
        return done

    def first_step(
        self,
        code: str,
        password: str,
        address: str,
        agent: str = "",
        tokens: Sequence[str] = (),
        at: datetime | None = None,
        device: str = "",
    ) -> SignedIn | HalfSignedIn:
        """As `sign_in`, but half a sign-in for a role with a second factor.

        Whole at once on a trusted device of the account, which is one whose token is among the `tokens`.
        """
        now, address = moment(at), address.strip()[: sessions.LONGEST_ADDRESS]
        with audit.from_address(address):
            tried = sessions.guess(self._database, code, password, address, now, device)
            renewed = passwords.hashed(password) if passwords.outdated(tried.hash or "") else None
            place = address, agent, device
            done = self._database.write(halves.admit, tried, renewed, place, tokens, now)
        if done is None:
            raise SignInError(REFUSED)
        return done

    def half(self, token: str, at: datetime | None = None) -> Half | None:
        """The half sign-in of a cookie's token; None when unknown, used, or a quarter of an hour old."""
        return self._database.read(halves.find, token, moment(at))

    def second_step(  # noqa: PLR0913 - what was given, where, and in which browser
        self,
        token: str,
        text: str,
        address: str,
        agent: str = "",
        *,
        recovery: bool = False,
        trust: bool = False,
        at: datetime | None = None,
        device: str = "",
    ) -> Entered:
        """Begin the session of a half sign-in, and bind the app that is not bound yet.

        Args:
            token: the half sign-in's.
            text: the code as typed.
            address: where the person sits.
            agent: the browser's name of itself.
            recovery: the code is a recovery code.
            trust: do not ask on this device for `trusted.HOLDS`.
            at: when; now without it.
            device: what an earlier sign-in gave this browser, as for `sign_in`.

        Raises:
            LockedError: too many wrong passwords and codes; nothing was verified.
            SignInError: the code is wrong or was used, or the half sign-in does not hold.
            StoreError: wrong codes beyond all measure, or the app was bound meanwhile.
        """
        now, address = moment(at), address.strip()[: sessions.LONGEST_ADDRESS]
        browser = sessions.digest(device)
        with audit.from_address(address):
            half = self._database.read(halves.require, token, address, now, browser)
            tried = self._database.write(attempts.begin, half.account.code, address, now, browser)
            new = codes.make_recovery_codes() if half.secret else ()
            given = Given(text, recovery, trust=trust, new=tuple(map(codes.hashed, new)))
            if recovery:
                given = replace(given, hash=self._recovery_hash(half.account.code, text))
            done = self._database.write(halves.finish, token, tried, given, (address, agent, device), now)
        if isinstance(done, str):
            raise SignInError(done)
        return replace(done, codes=new)

    def _recovery_hash(self, code: str, text: str) -> str:
        """The hash of a recovery code that is right; empty when it is not."""
        number, signs = codes.numbered(text) or (-1, "")
        stored = self._database.read(factors.recovery_hash, code, number)
        return stored if stored and passwords.matches(stored, signs) else ""

    def second_factor(self, code: str) -> Factor | None:
        """The second factor of an account, or None when none is bound."""
        return self._database.read(factors.find, code)

    def reset_second_factor(self, code: str, by: str, *, own: bool = False) -> None:
        """Take an account's app and recovery codes away; its sessions end, the next sign-in binds another.

        StoreError when nothing is bound, and for one's own without `own`.
        """
        self._database.write(accounts.reset_second_factor, code, by, own=own)

    def renew_recovery_codes(self, code: str, password: str, text: str, device: str = "") -> tuple[str, ...]:
        """New recovery codes in place of one's old ones, for password and code of the app.

        `device` is the token of the browser, as `sign_in` gave it.

        Raises:
            LockedError: too many wrong ones from this address (`audit.from_address`).
            SignInError: the password or the code is wrong; the old ones still hold.
        """
        tried, now = self._again(code, password, "密码不对，恢复码没有换。", device), moment(None)
        new = codes.make_recovery_codes()
        refused = self._database.write(halves.rebuild_codes, tried, text, [*map(codes.hashed, new)], now)
        if refused:
            raise SignInError(refused)
        return new

    def trusted_devices(self, code: str, at: datetime | None = None) -> list[TrustedDevice]:
        """The devices on which an account is not asked for a code, the newest first."""
        return self._database.read(trusted.every, code, moment(at))

    def end_trusted_devices(self, code: str, password: str, only: str = "", device: str = "") -> int:
        """Let one's own devices, or the one with the public id `only`, be asked again; gives how many.

        `device` is the token of the browser, as `sign_in` gave it.

        Raises:
            LockedError: too many wrong passwords from this address (`audit.from_address`).
            SignInError: the password is wrong.
        """
        tried = self._again(code, password, "密码不对，设备没有改。", device)
        return self._database.write(halves.end_devices, tried, only)

    def _again(self, code: str, password: str, wrong: str, device: str) -> Attempt:
        """The guess of somebody signed in who gives the password again."""
        place, now = audit.current_address(), moment(None)
        try:
            return sessions.guess(self._database, code, password, place, now, device)
        except attempts.LockedError:
            raise
        except SignInError as error:
            raise SignInError(wrong) from error

    def sign_in_demo(self, code: str, address: str, agent: str = "", at: datetime | None = None) -> SignedIn:
        """Begin a session of a demo account, without a password.

        SignInError for any other account, and where a real account exists.
        """
        with audit.from_address(address):
            place = audit.current_address()
            return self._database.write(sessions.begin_demo, code, place, agent, moment(at))

    def session(self, token: str, at: datetime | None = None, *, touch: bool = True) -> WebSession | None:
        """The session of a cookie's token.

        None when it is unknown, was ended, was idle for two hours, is twelve hours old, or its account is
        not active. Being seen is written at most once a minute, later and without anybody waiting for it;
        without `touch`, for a look that is no deed of the person, not at all.
        """
        now = moment(at)
        found = self._database.read(sessions.find, token, now)
        if touch and found and now - found.seen_at >= SEEN_EVERY:
            self._seen.note(token, now)
        else:
            self._seen.again()
        return found

    def settle(self) -> None:
        """Wait until what was noted of sessions in use is written, if it can be."""
        self._seen.settle()

    def sessions(self, code: str, at: datetime | None = None) -> list[WebSession]:
        """The sessions of an account that hold, newest first."""
        return self._database.read(sessions.every, code, moment(at))

    def sign_out(self, token: str) -> None:
        """End a session; nothing happens when it does not hold any more."""
        self._database.write(sessions.end, token)

    def sign_out_elsewhere(
        self, code: str, password: str, keep: str, only: str = "", device: str = ""
    ) -> int:
        """End one's own other sessions, or the one with the public id `only`; gives how many ended.

        Args:
            code: one's account.
            password: given again, since a session alone may be a stolen one.
            keep: public id of the session that goes on.
            only: 0 end when it is no other session of this account.
            device: the token of the browser, as `sign_in` gave it.

        Raises:
            LockedError: too many wrong passwords from this address (`audit.from_address`).
            SignInError: the password is wrong; nothing ended.
        """
        tried = self._again(code, password, WRONG, device)
        return self._database.write(sessions.end_elsewhere, tried, keep, only)

    def revoke_sessions(self, code: str, by: str) -> int:
        """End every session of an account at once; gives how many there were."""
        return self._database.write(accounts.revoke, code, by)
