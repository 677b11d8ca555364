"""The second factor in the store: what is bound, used up, reset and kept."""

import pytest
from pyotp import TOTP, parse_uri

from metrics.store import StoreError
from metrics.store.database import SYSTEM, moment
from metrics.store.people import Account, HalfSignedIn, SignInError, otp_address

PASSWORD = "七点半去老车间喝茶"
HERE = "10.0.0.8"
ONE, TWO = Account("yihao", "一号", "管理员"), Account("erhao", "二号", "管理员")


@pytest.fixture
def office(store):
    """Two 管理员; the first has bound an app a minute ago."""
    for account in (ONE, TWO):
        store.people.add_account(account, SYSTEM, PASSWORD)
    return store


def bind(people, code=ONE.code, **how):
    half = people.first_step(code, PASSWORD, HERE)
    assert isinstance(half, HalfSignedIn)
    app = TOTP(people.half(half.token).secret)
    return app, people.second_step(half.token, app.now(), HERE, **how)


def test_what_an_app_is_told(office):
    half = office.people.first_step(ONE.code, PASSWORD, HERE)
    secret = office.people.half(half.token).secret
    told = parse_uri(otp_address(secret, ONE.code))
    assert (told.secret, told.issuer, told.name, told.digits, told.interval) == (
        *(secret, "看得见", ONE.code),
        *(6, 30),
    )


def test_binding_begins_a_session_and_is_in_the_audit(office):
    _, done = bind(office.people, trust=True)
    assert office.people.session(done.begun.token).account == ONE
    factor = office.people.second_factor(ONE.code)
    assert (factor.codes_left, factor.since <= moment(None)) == (10, True)
    rows = office.care.audit_rows(SYSTEM, account=ONE.code)
    assert list(rows["action"]) == ["second-factor", "sign-in", "device-trusted"]
    assert set(rows["address"]) == {HERE}
    assert not [code for code in done.codes if code in rows.to_csv()]


def test_a_recovery_code_is_used_up_in_any_spelling(office):
    _, done = bind(office.people)
    for left, text in ((9, done.codes[0].upper()), (8, f" {done.codes[1].replace('-', '')} ")):
        half = office.people.first_step(ONE.code, PASSWORD, HERE)
        assert office.people.second_step(half.token, text, HERE, recovery=True).codes_left == left
    half = office.people.first_step(ONE.code, PASSWORD, HERE)
    for text in (done.codes[0], "", "9", "x-abcde-fghjk", "٣-abcde-fghjk", "\udc80" * 11, "0" * 5000):
        with pytest.raises(SignInError, match=r"恢复码不对|输错次数太多"):
            office.people.second_step(half.token, text, HERE, recovery=True)


def test_a_reset_takes_everything_away(office):
    _, done = bind(office.people, trust=True)
    office.people.reset_second_factor(ONE.code, TWO.code)
    assert office.people.session(done.begun.token) is None
    assert office.people.second_factor(ONE.code) is None
    assert office.people.trusted_devices(ONE.code) == []
    again = office.people.first_step(ONE.code, PASSWORD, HERE, tokens=(done.device,))
    assert office.people.half(again.token).secret
    row = office.care.audit_rows(SYSTEM, action="second-factor-reset").iloc[0]
    assert (row["account"], row["subject"]) == (TWO.code, ONE.code)
    with pytest.raises(StoreError, match="没有绑定动态口令"):
        office.people.reset_second_factor(ONE.code, TWO.code)


@pytest.mark.parametrize("by", [ONE.code, "YIHAO", " yihao "])
def test_nobody_resets_ones_own_on_a_page(office, by):
    bind(office.people)
    with pytest.raises(StoreError, match="不能在网页上重设自己的"):
        office.people.reset_second_factor(ONE.code, by)
    assert office.people.second_factor(ONE.code)
    office.people.reset_second_factor(ONE.code, ONE.code, own=True)
    assert office.people.second_factor(ONE.code) is None


def test_another_role_is_asked_from_the_next_sign_in(office):
    people = office.people
    people.add_account(Account("sanhao", "三号", "领导"), SYSTEM, PASSWORD)
    assert people.first_step("sanhao", PASSWORD, HERE).password_at
    people.ensure_account(Account("sanhao", "三号", "审核员"), SYSTEM)
    assert isinstance(people.first_step("sanhao", PASSWORD, HERE), HalfSignedIn)


def test_signing_in_by_hand_of_the_program_is_not_asked(office):
    """`sign_in` is for a server without the second factor, and after one's own new password."""
    bind(office.people)
    assert office.people.sign_in(ONE.code, PASSWORD, HERE).account == ONE


def test_a_demo_account_is_not_asked(store):
    store.people.ensure_account(Account("yanshi", "演示", "管理员", demo=True))
    assert store.people.sign_in_demo("yanshi", HERE).account.demo
