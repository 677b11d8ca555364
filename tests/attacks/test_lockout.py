"""Locks against guessing that lock the wrong one: behind a shared address, under a clock gone wrong."""

from datetime import datetime, timedelta

import pytest
from pyotp import TOTP

from metrics.framework import SHANGHAI
from metrics.store.database import SYSTEM
from metrics.store.people import LockedError, SignInError
from metrics.web import cookies
from tests.kit.county_packages import open_store
from tests.kit.visitors import ADMIN, HERE, LEADER, OLD

NOON = datetime(2026, 4, 10, 12, tzinfo=SHANGHAI)
YEAR = timedelta(days=365)


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'office.db'}") as opened:
        for account in (ADMIN, HERE, LEADER):
            opened.people.add_account(account, SYSTEM, OLD)
        yield opened


def guess(store, code=HERE.code, address="10.0.0.8", at=NOON, password="falsch", device=""):
    """The kind of refusal, or None when it was the password."""
    try:
        store.people.sign_in(code, password, address, at=at, device=device)
    except SignInError as error:
        return type(error)
    return None


def test_others_behind_the_same_address_do_not_lock_out_a_known_browser(store):
    own = store.people.sign_in(HERE.code, OLD, "10.0.0.8", at=NOON - timedelta(days=1)).device
    for _ in range(5):
        guess(store)
    assert guess(store, password=OLD) is LockedError
    assert guess(store, password=OLD, device=own) is None


def test_a_hundred_guesses_from_an_address_do_not_lock_out_a_known_browser(store, monkeypatch):
    own = store.people.sign_in(HERE.code, OLD, "10.0.0.9", at=NOON - timedelta(days=1)).device
    checked = "metrics.store.people.passwords.matches"
    monkeypatch.setattr(checked, lambda stored, given: bool(stored) and given == OLD)
    for number in range(100):
        guess(store, f"nobody{number}")
    assert guess(store, password=OLD) is LockedError
    assert guess(store, password=OLD, device=own) is None


def test_a_known_browser_has_no_more_guesses_than_anybody(store):
    """…and its lock is its own: the account still signs in elsewhere at the same address."""
    own = store.people.sign_in(HERE.code, OLD, "10.0.0.8", at=NOON).device
    kinds = [guess(store, device=own, address=f"10.0.1.{number}") for number in range(7)]
    assert kinds == [SignInError] * 5 + [LockedError] * 2
    assert guess(store, device=own, password=OLD) is LockedError
    assert guess(store, password=OLD) is None


def test_a_browser_is_known_for_its_own_accounts_only(store):
    own = store.people.sign_in(LEADER.code, OLD, "10.0.0.8", at=NOON).device
    for _ in range(5):
        guess(store)
    assert guess(store, password=OLD, device=own) is LockedError
    assert guess(store, password=OLD, device="made up") is LockedError


def test_two_accounts_of_one_browser_are_both_known_and_a_used_token_is_not(store):
    first = store.people.sign_in(HERE.code, OLD, "10.0.0.8", at=NOON).device
    second = store.people.sign_in(LEADER.code, OLD, "10.0.0.8", at=NOON, device=first).device
    for account in (HERE, LEADER):
        for _ in range(5):
            guess(store, account.code)
    assert guess(store, password=OLD, device=first) is LockedError
    assert guess(store, LEADER.code, password=OLD, device=first) is LockedError
    assert guess(store, password=OLD, device=second) is None


class Telephone:
    """管理员 with a telephone, who signs in at one address in two steps."""

    def __init__(self, people):
        self.people = people
        yesterday = NOON - timedelta(days=1)
        half = self.first(yesterday)
        self.app = TOTP(people.half(half.token, at=yesterday).secret)
        self.own = self.second(half, yesterday).begun.device

    def first(self, at, device=""):
        return self.people.first_step(ADMIN.code, OLD, "10.0.0.8", at=at, device=device)

    def second(self, half, at, device="", code=""):
        given = code or self.app.at(at)
        return self.people.second_step(half.token, given, "10.0.0.8", at=at, device=device)


def test_others_behind_the_same_address_stop_neither_step_in_a_known_browser(store):
    owner = Telephone(store.people)
    half = owner.first(NOON)
    for _ in range(5):
        guess(store, ADMIN.code)
    with pytest.raises(LockedError):
        owner.first(NOON)
    with pytest.raises(LockedError):
        owner.second(half, NOON)
    mine = owner.first(NOON, owner.own)
    done = owner.second(mine, NOON, owner.own).begun
    assert store.people.session(done.token, at=NOON)
    with pytest.raises(LockedError):
        owner.first(NOON, owner.own)  # a used token is a stranger's
    assert owner.first(NOON, done.device)


def test_wrong_codes_in_a_known_browser_lock_it_for_both_steps_and_no_other(store):
    owner = Telephone(store.people)
    for _ in range(5):
        # The right password before each code sets nothing back.
        half = owner.first(NOON, owner.own)
        with pytest.raises(SignInError):
            owner.second(half, NOON, owner.own, code="x")
    with pytest.raises(LockedError):
        owner.second(half, NOON, owner.own)
    with pytest.raises(LockedError):
        owner.first(NOON, owner.own)
    assert owner.second(owner.first(NOON), NOON).begun.account == ADMIN


@pytest.mark.long
def test_half_a_sign_in_makes_no_browser_known(office):
    account, _owner = office.newcomer("审核员", "U01")
    stranger = office.visitor()
    assert stranger.first_step(account.code, OLD).headers["Location"] == "/second"
    assert not [one.name for one in stranger.http.cookies if one.name.endswith(cookies.DEVICE)]


@pytest.mark.long
def test_the_browser_carries_it_and_pages_do_not_see_it(office):
    """Over the wire: a colleague locks the address, the owner's browser still signs in there."""
    account, owner = office.newcomer()
    cookie = next(one for one in owner.http.cookies if one.name == cookies.PLAIN + cookies.DEVICE)
    assert cookie.expires
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    colleague = office.visitor()
    colleague.http.headers["X-Forwarded-For"] = owner.address
    assert [colleague.sign_in(account.code, "falsch").status_code for _ in range(6)] == [401] * 5 + [429]
    assert colleague.sign_in(account.code, OLD).status_code == 429
    assert owner.post("/logout", {}).status_code == 303
    assert owner.sign_in(account.code, OLD).status_code == 303


def test_a_clock_a_year_ahead_and_back_locks_nobody(store):
    for _ in range(8):
        guess(store, at=NOON + YEAR)
    assert guess(store, at=NOON + YEAR, password=OLD) is LockedError
    assert guess(store, password=OLD) is None


@pytest.mark.long
def test_a_flood_under_a_clock_a_year_ahead_locks_neither_account_nor_address(store, monkeypatch):
    checked = "metrics.store.people.passwords.matches"
    monkeypatch.setattr(checked, lambda stored, given: bool(stored) and given == OLD)
    for number in range(100):
        guess(store, f"nobody{number}", at=NOON + YEAR)
    for number in range(50):
        guess(store, address=f"10.0.1.{number}", at=NOON + YEAR)
    assert guess(store, password=OLD) is None


def test_locks_still_hold_when_two_servers_clocks_differ_a_little(store):
    for _ in range(5):
        guess(store, at=NOON + timedelta(minutes=1))
    assert guess(store, password=OLD) is LockedError


def test_a_session_begun_under_a_clock_a_year_ahead_does_not_hold_for_that_year(store):
    ahead = store.people.sign_in(HERE.code, OLD, "10.0.0.8", at=NOON + YEAR).token
    assert store.people.session(ahead, at=NOON + YEAR)
    assert store.people.session(ahead, at=NOON) is None
    again = store.people.sign_in(HERE.code, OLD, "10.0.0.8", at=NOON).token
    assert store.people.session(again, at=NOON)
    assert [one.id for one in store.people.sessions(HERE.code, at=NOON)] == [
        store.people.session(again, at=NOON).id
    ]
