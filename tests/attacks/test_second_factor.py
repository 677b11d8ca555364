"""Somebody has the password of a reviewer or an administrator, and nothing more: what opens for them?"""

import itertools
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from pyotp import TOTP
from websockets.exceptions import InvalidStatus

from metrics.framework import SHANGHAI
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Account, LockedError, SignInError
from tests.kit import databases, visitors
from tests.kit.second_factor import bind, code_of
from tests.kit.visitors import ADMIN, LEADER, OLD, OTHER

office, sqlite_url, sqlite_store = visitors.office, databases.sqlite_url, databases.sqlite_store

PAGES = (
    "/",
    "/overview",
    "/review",
    "/accounts",
    "/favicon.png",
    "/_stcore/health",
    "/password",
    "/sessions",
)
NOON = datetime(2024, 4, 10, 12, tzinfo=SHANGHAI)
HERE = "10.0.0.8"
_numbers = itertools.count(1)


def inside(visitor):
    return visitor.get("/favicon.png").status_code == 200


class Person:
    """An account with its app, recovery codes and the browser it was bound in, which is not trusted."""

    def __init__(self, office, role="审核员", trust=""):
        self.account = Account(f"second{next(_numbers)}", "双重的人", role)
        office.store.people.add_account(self.account, SYSTEM, OLD)
        self.owner = office.visitor()
        assert self.owner.first_step(self.account.code, OLD).headers["Location"] == "/second"
        self.app, self.codes = bind(self.owner, trust=trust)

    def thief(self, office):
        """Somebody who gave the password, from an address of their own."""
        visitor = office.visitor()
        assert visitor.first_step(self.account.code, OLD).headers["Location"] == "/second"
        return visitor


@pytest.fixture
def person(office):
    return Person(office)


def give(visitor, **fields):
    return visitor.post("/second", fields)


@pytest.mark.long
def test_the_half_signed_in_cookie_opens_no_page(office, person):
    thief = person.thief(office)
    half = thief.http.cookies["kandejian-half"]
    for page in PAGES:
        assert thief.get(page).status_code == 401, page
        assert thief.get(page, Cookie=f"kandejian={half}").status_code == 401, page
    for path in ("/password", "/sessions", "/recovery"):
        assert thief.post(path, {"old": OLD, "new": OTHER, "again": OTHER}).status_code == 401, path
    assert inside(person.owner)


@pytest.mark.long
def test_the_half_signed_in_cookie_opens_no_websocket(office, person):
    thief = person.thief(office)
    half = thief.http.cookies["kandejian-half"]
    for cookie in (f"kandejian-half={half}", f"kandejian={half}", f"kandejian={half}; kandejian-half={half}"):
        with pytest.raises(InvalidStatus) as refused, thief.socket(Cookie=cookie):
            pass
        assert refused.value.response.status_code == 403


@pytest.mark.long
def test_the_half_signed_in_cookie_uploads_nothing(office, person):
    thief = person.thief(office)
    answer = thief.http.put(
        f"{thief.url}/_stcore/upload_file/x/1",
        files={"file": b"x"},
        headers={"Origin": thief.url},
        timeout=30,
    )
    assert answer.status_code == 401


def test_nothing_that_is_no_code_is_taken(office, person):
    thief = person.thief(office)
    for fields in ({}, {"code": ""}, {"recovery": ""}, {"trust": "1"}, {"code": "' or 1=1 --"}):
        assert give(thief, **fields).status_code == 401, fields
    assert not inside(thief)


def test_a_code_that_was_used_is_not_taken_again(office, person):
    code = code_of(person.app, 1)
    assert give(person.thief(office), code=code).status_code == 303
    again = person.thief(office)
    assert give(again, code=code).status_code == 401
    assert not inside(again)


def test_guessing_codes_is_counted_and_a_right_password_does_not_begin_anew(office, person):
    thief = person.thief(office)
    statuses = []
    for number in range(5):
        statuses.append(give(thief, code=f"{number:06}").status_code)
        if number < 4:
            thief.first_step(person.account.code, OLD)
    assert statuses == [401] * 5
    locked = give(thief, code=code_of(person.app, 1))
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 0
    assert thief.first_step(person.account.code, OLD).status_code == 429
    assert not inside(thief)
    assert inside(person.owner)
    rows = office.store.care.audit_rows(SYSTEM, account=person.account.code, action="sign-in-failed")
    assert [detail["how"] for detail in rows["detail"]] == ["code"] * 5


@pytest.mark.long
def test_guessing_recovery_codes_is_counted_alike(office, person):
    thief = person.thief(office)
    wrong = "3-abcde-fghjk"
    assert [give(thief, recovery=wrong).status_code for _ in range(6)] == [401] * 5 + [429]
    assert give(thief, recovery=person.codes[0]).status_code == 429


def test_a_recovery_code_counts_once(office, person):
    first, second = person.thief(office), person.thief(office)
    assert "还剩 <b>9</b> 个" in give(first, recovery=person.codes[4].upper().replace("-", " ")).text
    assert inside(first)
    assert give(second, recovery=person.codes[4]).status_code == 401
    assert not inside(second)


def test_codes_of_another_account_are_not_taken(office, person):
    other = Person(office)
    thief = person.thief(office)
    assert give(thief, code=code_of(other.app, 1)).status_code == 401
    assert give(thief, recovery=other.codes[1]).status_code == 401
    assert not inside(thief)


def test_a_forged_device_is_asked(office, person):
    for forged in ("", "x" * 43, "x" * 5000, ".".join("abcd"), "' or 1=1 --"):
        visitor = office.visitor()
        visitor.http.cookies.set("kandejian-trusted", forged)
        assert visitor.first_step(person.account.code, OLD).headers["Location"] == "/second", forged
    session = office.visitor()
    session.http.cookies.set("kandejian-trusted", person.owner.token)
    assert session.first_step(person.account.code, OLD).headers["Location"] == "/second"


def test_the_device_of_another_account_is_asked(office, person):
    other = Person(office, trust="1")
    device = other.owner.http.cookies["kandejian-trusted"]
    for account, asked in ((person.account, "/second"), (other.account, "/")):
        visitor = office.visitor()
        visitor.http.cookies.set("kandejian-trusted", device)
        assert visitor.first_step(account.code, OLD).headers["Location"] == asked
    alone = office.visitor()
    alone.http.cookies.set("kandejian-trusted", device)
    assert not inside(alone)
    assert alone.first_step(other.account.code, "不是这个密码").status_code == 401


@pytest.mark.long
def test_a_device_holds_no_longer_once_it_was_ended_or_the_password_was_reset(office):
    for end in (
        lambda person: person.owner.post("/sessions", {"device": "all", "password": OLD}),
        lambda person: office.store.people.revoke_sessions(person.account.code, ADMIN.code),
        lambda person: office.store.people.reset_second_factor(person.account.code, ADMIN.code),
    ):
        person = Person(office, trust="1")
        device = person.owner.http.cookies["kandejian-trusted"]
        end(person)
        visitor = office.visitor()
        visitor.http.cookies.set("kandejian-trusted", device)
        assert visitor.first_step(person.account.code, OLD).headers["Location"] == "/second"


@pytest.mark.long
def test_devices_are_ended_by_their_owner_only(office):
    person, other = Person(office, trust="1"), Person(office, trust="1")
    [held] = office.store.people.trusted_devices(person.account.code)
    for fields in ({"device": held.id, "password": OLD}, {"device": "all", "password": OLD}):
        other.owner.post("/sessions", fields)
    person.owner.post("/sessions", {"device": held.id, "password": "不是这个密码"})
    assert office.store.people.trusted_devices(person.account.code) == [held]


@pytest.mark.long
def test_a_half_sign_in_ends_with_what_it_began_with(office):
    """Reset, disabled, another role: who stands at the second step begins anew."""
    people = office.store.people
    for end in (
        lambda code: people.reset_password(code, ADMIN.code),
        lambda code: people.disable_account(code, ADMIN.code),
        lambda code: people.ensure_account(Account(code, "双重的人", "管理员"), ADMIN.code),
        lambda code: people.reset_second_factor(code, ADMIN.code),
    ):
        person = Person(office)
        thief = person.thief(office)
        end(person.account.code)
        assert give(thief, code=code_of(person.app, 1)).status_code == 401
        assert thief.get("/second").headers["Location"] == "/login"
        assert not inside(thief)


def test_a_half_sign_in_is_used_up(office, person):
    visitor = person.thief(office)
    half = visitor.http.cookies["kandejian-half"]
    assert give(visitor, code=code_of(person.app, 1)).status_code == 303
    assert "kandejian-half" not in visitor.http.cookies
    again = office.visitor()
    again.http.cookies.set("kandejian-half", half)
    assert give(again, recovery=person.codes[0]).status_code == 401
    assert not inside(again)


def test_a_leader_is_not_asked_and_cannot_be_led_there(office):
    assert office.visitor().first_step(LEADER.code, OLD).headers["Location"] == "/"
    stranger = office.visitor()
    stranger.http.cookies.set("kandejian-half", office.signed_in(LEADER).token)
    assert stranger.get("/second").headers["Location"] == "/login"


def test_the_tokens_and_recovery_codes_are_not_stored(office):
    person = Person(office, trust="1")
    thief = person.thief(office)
    stored = office.server.database_url.removeprefix("sqlite:///")
    cookies = person.owner.http.cookies["kandejian-trusted"], thief.http.cookies["kandejian-half"]
    typed = [code.replace("-", "")[1:] for code in person.codes]
    with closing(sqlite3.connect(stored)) as connection:
        dump = "\n".join(connection.iterdump())
    assert not [secret for secret in (*cookies, *person.codes, *typed) if secret in dump]


# On the store, where the time is ours.


@pytest.fixture
def bound(sqlite_store):
    """An account bound at noon: the store, its app and its recovery codes."""
    people = sqlite_store.people
    people.add_account(Account("erren", "双重的人", "审核员"), SYSTEM, OLD)
    token = people.first_step("erren", OLD, HERE, at=NOON).token
    app = TOTP(people.half(token, NOON).secret)
    return people, app, people.second_step(token, app.at(NOON), HERE, at=NOON).codes


def half(people, at, address=HERE):
    return people.first_step("erren", OLD, address, at=at).token


def refused(people, at, text, address=HERE, **how):
    with pytest.raises(StoreError) as caught:
        people.second_step(half(people, at, address), text, address, at=at, **how)
    return caught.value


@pytest.mark.long
@pytest.mark.parametrize(
    ("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_is_good_for_one_step_before_and_after(bound, seconds, taken):
    people, app, _ = bound
    at = NOON + timedelta(hours=1)
    code = app.at(at + timedelta(seconds=seconds))
    if taken:
        assert people.second_step(half(people, at), code, HERE, at=at).begun.account.code == "erren"
    else:
        assert "手机比服务器" in str(refused(people, at, code))


@pytest.mark.breadth(1)
@pytest.mark.parametrize(("minutes", "said"), [(3, "快约 3 分钟"), (-5, "慢约 5 分钟"), (1, "快约 60 秒")])
def test_a_clock_that_is_off_is_named(bound, minutes, said):
    people, app, _ = bound
    at = NOON + timedelta(hours=1)
    assert said in str(refused(people, at, app.at(at + timedelta(minutes=minutes))))
    assert "动态口令不对" in str(refused(people, at, app.at(at + timedelta(hours=1))))


def test_a_code_guessed_too_early_is_not_taken_when_its_time_has_come(bound):
    people, app, _ = bound
    at, soon = NOON + timedelta(hours=1), NOON + timedelta(hours=1, minutes=3)
    early = app.at(soon)
    assert "快约 3 分钟" in str(refused(people, at, early))
    assert "动态口令不对" in str(refused(people, soon, early))
    token = half(people, soon)
    assert people.second_step(token, app.at(soon + timedelta(seconds=30)), HERE, at=soon)


def test_the_code_that_bound_the_app_is_not_taken_again(bound):
    people, app, _ = bound
    for at in (NOON, NOON + timedelta(seconds=29)):
        assert "动态口令不对" in str(refused(people, at, app.at(NOON)))


def test_an_older_code_is_not_taken_after_a_newer_one(bound):
    people, app, _ = bound
    at = NOON + timedelta(hours=1)
    assert people.second_step(half(people, at), app.at(at), HERE, at=at)
    assert "动态口令不对" in str(refused(people, at, app.at(at - timedelta(seconds=30))))


@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_of_the_same_code_at_once_one_is_taken(bound, kind):
    people, app, codes = bound
    at = NOON + timedelta(hours=1)
    text = app.at(at) if kind == "code" else codes[0]
    tokens = [(half(people, at, f"10.0.1.{number}"), f"10.0.1.{number}") for number in range(6)]

    def one(pair):
        try:
            return bool(people.second_step(pair[0], text, pair[1], recovery=kind == "recovery", at=at))
        except SignInError:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(one, tokens)).count(True) == 1


@pytest.mark.long
def test_a_hundred_wrong_codes_from_everywhere_close_the_account(bound, monkeypatch):
    """Also slowly and from many addresses; it says whom to ask, and the owner's device still works."""
    people, app, _ = bound
    monkeypatch.setattr(
        "metrics.store.people.passwords.matches", lambda stored, given: given == OLD and bool(stored)
    )
    start = NOON + timedelta(days=1)
    token = people.second_step(half(people, start), app.at(start), HERE, trust=True, at=start)
    for number in range(100):
        at = start + timedelta(hours=number)
        assert not isinstance(refused(people, at, "000000", f"10.1.0.{number}"), LockedError)
    at = start + timedelta(hours=101)
    closed = refused(people, at, app.at(at), "10.2.0.1")
    assert "连续输错满 100 次" in str(closed)
    assert "管理员" in str(closed)
    assert people.first_step("erren", OLD, HERE, tokens=(token.device,), at=at).account.code == "erren"
    people.reset_second_factor("erren", SYSTEM)
    assert people.half(half(people, at), at).secret


def test_a_half_sign_in_and_a_device_grow_old(bound):
    people, app, _ = bound
    at = NOON + timedelta(hours=1)
    late = at + timedelta(minutes=15)
    with pytest.raises(SignInError, match="重新输入账号和密码"):
        people.second_step(half(people, at), app.at(late), HERE, at=late)
    device = people.second_step(half(people, at), app.at(at), HERE, trust=True, at=at).device
    for days, whole in ((29, True), (30, False)):
        done = people.first_step("erren", OLD, HERE, tokens=(device,), at=at + timedelta(days=days))
        assert hasattr(done, "password_at") == whole
    assert people.trusted_devices("erren", at + timedelta(days=30)) == []


def test_a_second_browser_cannot_bind_a_second_app(sqlite_store):
    people = sqlite_store.people
    people.add_account(Account("erren", "双重的人", "审核员"), SYSTEM, OLD)
    first, second = half(people, NOON), half(people, NOON)
    apps = [TOTP(people.half(token, NOON).secret) for token in (first, second)]
    assert people.second_step(first, apps[0].at(NOON), HERE, at=NOON)
    with pytest.raises(StoreError, match="重新"):
        people.second_step(second, apps[1].at(NOON), HERE, at=NOON)
    assert "动态口令不对" in str(refused(people, NOON + timedelta(minutes=5), apps[1].at(NOON)))
