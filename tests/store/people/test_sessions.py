"""Signing in, the locks against guessing, and when a session ends."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from metrics.framework import SHANGHAI
from metrics.store.database import SYSTEM, attempt, credential, session
from metrics.store.people import Account, LockedError, SignInError
from metrics.store.people.attempts import OF_ACCOUNT, OF_ADDRESS
from tests.kit.workbooks import as_before

PASSWORD = "七点半去老车间喝茶"
STAFF = Account("u08", "人社局填报员", "填报员", "U08")
NOON = datetime(2024, 4, 10, 12, tzinfo=SHANGHAI)
HERE = "10.0.0.8"


def later(**span):
    return NOON + timedelta(**span)


@pytest.fixture
def office(store):
    store.people.add_account(STAFF, "系统", PASSWORD)
    return store


@pytest.fixture
def fast(office, monkeypatch):
    """Guesses are verified without hashing, so that hundreds are cheap."""
    monkeypatch.setattr(
        "metrics.store.people.passwords.matches", lambda stored, given: given == PASSWORD and bool(stored)
    )
    return office


def refused(store, code="u08", address=HERE, at=NOON, password="falsch"):
    with pytest.raises(SignInError) as caught:
        store.people.sign_in(code, password, address, at=at)
    return caught.value


def test_signing_in_begins_a_session(office):
    done = office.people.sign_in("u08", PASSWORD, HERE, "Chromium 109", at=NOON)
    assert done.account == STAFF
    assert done.expires_at == later(hours=12)
    found = office.people.session(done.token, at=later(seconds=1))
    assert (found.account, found.address, found.started_at) == (STAFF, HERE, NOON)
    assert found.expires_at == done.expires_at
    assert found.id not in done.token
    row = office.care.audit_rows(SYSTEM, action="sign-in").iloc[0]
    assert (row["account"], row["address"]) == ("u08", HERE)
    assert row["detail"] == {"session": found.id, "how": "password"}


def test_every_session_has_a_fresh_token_that_is_not_stored(office):
    tokens = [office.people.sign_in("u08", PASSWORD, HERE).token for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(len(token) == 43 for token in tokens)
    with office.database.engine.connect() as connection:
        stored = [value for row in connection.execute(select(session)) for value in row]
    assert not set(tokens) & set(stored)


def test_refusals_do_not_tell_why(office):
    office.people.add_account(replace(STAFF, code="off"), "系统", PASSWORD)
    office.people.disable_account("off", "系统")
    office.people.ensure_account(replace(STAFF, code="nopass"))
    as_before(office, replace(STAFF, code="demo", demo=True))
    said = {
        str(refused(office, code, password=PASSWORD))
        for code in ("off", "nopass", "demo", "nobody", "", "王五", "x" * 5000, "\x00", "\udc80")
    }
    assert said == {str(refused(office))}


def test_what_was_typed_for_an_unknown_account_is_not_kept(office):
    refused(office, "My-Secret.Password1")
    rows = office.care.audit_rows(SYSTEM, action="sign-in-failed")
    assert (rows["account"][0], rows["subject"][0], rows["detail"][0]) == ("", "unknown", {})


@pytest.mark.parametrize("code", ["u08", "U08", " u08 "])
def test_the_letter_case_of_a_code_does_not_matter(office, code):
    assert office.people.sign_in(code, PASSWORD, HERE).account == STAFF


@pytest.mark.parametrize("code", ["u08", "nobody"])
def test_after_five_failures_waiting_grows_to_a_ceiling(fast, code):
    """Alike for an account that does not exist, so that the lock does not tell."""
    at, waits = NOON, []
    for _ in range(5):
        assert not isinstance(refused(fast, code, at=at), LockedError)
    for _ in range(8):
        locked = refused(fast, code, at=at, password=PASSWORD)
        waits.append(locked.seconds)
        at += timedelta(seconds=locked.seconds)
        assert not isinstance(refused(fast, code, at=at), LockedError)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_lock_is_in_the_audit_and_refuses_without_writing(fast):
    for _ in range(5):
        refused(fast)
    before = len(fast.care.audit_rows(SYSTEM))
    for _ in range(20):
        refused(fast, password=PASSWORD)
    rows = fast.care.audit_rows(SYSTEM)
    assert len(rows) == before
    assert list(rows["action"])[-2:] == ["sign-in-failed", "sign-in-locked"]
    assert rows["detail"].iloc[-1] == {"until": later(seconds=30).isoformat()}


def test_a_right_password_begins_the_count_anew(fast):
    for _ in range(3):
        for _ in range(4):
            refused(fast)
        fast.people.sign_in("u08", PASSWORD, HERE, at=NOON)
    assert not isinstance(refused(fast), LockedError)


def test_a_lock_at_one_address_leaves_others_alone(fast):
    for _ in range(5):
        refused(fast)
    assert isinstance(refused(fast), LockedError)
    assert fast.people.sign_in("u08", PASSWORD, "10.0.0.9", at=NOON).account == STAFF


def test_failures_are_forgotten_after_a_day(fast):
    for _ in range(5):
        refused(fast)
    assert not isinstance(refused(fast, at=later(hours=25)), LockedError)
    with fast.database.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(attempt)).scalar() == 1


def test_guessing_from_many_addresses_is_stopped_but_not_the_owner(fast):
    fast.people.sign_in("u08", PASSWORD, HERE, at=NOON)
    for number in range(OF_ACCOUNT):
        refused(fast, address=f"203.0.113.{number}", at=later(minutes=1))
    stranger = refused(fast, address="198.51.100.1", at=later(minutes=2), password=PASSWORD)
    assert stranger.seconds == 4 * 60
    assert fast.people.sign_in("u08", PASSWORD, HERE, at=later(minutes=2)).account == STAFF
    refused(fast, address="198.51.100.1", at=later(minutes=6))
    assert refused(fast, address="198.51.100.2", at=later(minutes=7)).seconds == 4 * 60
    assert fast.people.sign_in("u08", PASSWORD, "198.51.100.2", at=later(hours=2)).account == STAFF


def test_guessing_many_accounts_from_one_address_is_stopped(fast):
    for number in range(OF_ADDRESS):
        refused(fast, f"name{number}", address="203.0.113.1")
    assert refused(fast, "u08", address="203.0.113.1", password=PASSWORD).seconds == 5 * 60
    assert fast.people.sign_in("u08", PASSWORD, HERE, at=NOON).account == STAFF


def test_guesses_at_once_are_counted_too(office):
    def one(_number):
        try:
            return office.people.sign_in("u08", "falsch", HERE, at=NOON)
        except SignInError as error:
            return type(error)

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(one, range(12)))
    assert answers.count(SignInError) == 5
    assert answers.count(LockedError) == 7


@pytest.mark.parametrize(
    ("steps", "holds"),
    [
        ([timedelta(hours=1, minutes=59)], True),
        ([timedelta(hours=2)], False),
        ([timedelta(minutes=90)] * 7, True),
        ([timedelta(minutes=90)] * 8, False),
    ],
)
def test_a_session_ends_after_two_idle_or_twelve_hours(office, steps, holds):
    token = office.people.sign_in("u08", PASSWORD, HERE, at=NOON).token
    at = NOON
    for step in steps:
        at += step
        found = office.people.session(token, at=at)
        office.people.settle()
    assert (found is not None) == holds


def test_being_seen_is_written_once_a_minute(office):
    token = office.people.sign_in("u08", PASSWORD, HERE, at=NOON).token
    seen = []
    for seconds in (30, 59, 60, 90, 119, 120, 121):
        office.people.session(token, at=later(seconds=seconds))
        office.people.settle()
        with office.database.engine.connect() as connection:
            seen.append((connection.execute(select(session.c.seen_at)).scalar() - NOON).total_seconds())
    assert seen == [0, 0, 60, 60, 60, 120, 120]


def test_signing_out_ends_one_session_and_revoking_all(office):
    one, two, three = (office.people.sign_in("u08", PASSWORD, HERE).token for _ in range(3))
    office.people.sign_out(one)
    office.people.sign_out(one)
    office.people.sign_out("nonsense")
    assert office.people.session(one) is None
    assert len(office.people.sessions("u08")) == 2
    assert office.people.revoke_sessions("u08", SYSTEM) == 2
    assert (office.people.session(two), office.people.session(three)) == (None, None)
    assert list(office.care.audit_rows(SYSTEM, subject="u08")["action"])[-2:] == [
        "sign-out",
        "sessions-revoked",
    ]


@pytest.mark.parametrize("token", ["", "x", "\udc80", "\x00" * 43, "' OR 1=1 --"])
def test_a_token_that_was_never_given_opens_nothing(office, token):
    office.people.sign_in("u08", PASSWORD, HERE)
    assert office.people.session(token) is None


def test_a_session_shows_the_account_as_it_is_now(office):
    token = office.people.sign_in("u08", PASSWORD, HERE).token
    office.people.ensure_account(replace(STAFF, name="新来的"), SYSTEM)
    assert office.people.session(token).account.name == "新来的"


@pytest.mark.parametrize(
    "change", [{"role": "领导", "unit": ""}, {"role": "审核员"}, {"unit": "U09"}, {"active": False}], ids=str
)
def test_another_role_or_unit_ends_every_session(office, change):
    tokens = [office.people.sign_in("u08", PASSWORD, HERE).token for _ in range(2)]
    office.people.ensure_account(replace(STAFF, **change), SYSTEM)
    assert [office.people.session(token) for token in tokens] == [None, None]
    row = office.care.audit_rows(SYSTEM, action="sessions-revoked").iloc[-1]
    assert (row["subject"], row["detail"]) == ("u08", {"sessions": 2})


def test_a_demo_session_needs_no_password_and_says_so(store):
    store.people.ensure_account(Account("guest", "来宾", "领导", demo=True))
    done = store.people.sign_in_demo("guest", HERE)
    assert store.people.session(done.token).account.demo
    assert store.care.audit_rows(SYSTEM, action="sign-in")["detail"][0]["how"] == "demo"
    store.people.disable_account("guest", SYSTEM)
    with pytest.raises(SignInError):
        store.people.sign_in_demo("guest", HERE)


def test_a_demo_session_ends_when_a_real_account_appears_beside_it(store):
    store.people.ensure_account(Account("guest", "来宾", "领导", demo=True))
    done = store.people.sign_in_demo("guest", HERE)
    as_before(store, STAFF)
    assert store.people.session(done.token) is None


def test_a_hash_of_older_settings_is_renewed_by_signing_in(office):
    older = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with office.database.engine.begin() as connection:
        connection.execute(update(credential).values(hash=older.hash(PASSWORD)))
    office.people.sign_in("u08", PASSWORD, HERE)
    with office.database.engine.connect() as connection:
        assert "m=19456" in connection.execute(select(credential.c.hash)).scalar()
    assert office.people.sign_in("u08", PASSWORD, HERE).account == STAFF


def test_sessions_long_past_are_forgotten(office):
    office.people.sign_in("u08", PASSWORD, HERE, at=NOON)
    office.people.sign_in("u08", PASSWORD, HERE, at=later(days=200))
    with office.database.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(session)).scalar() == 1
