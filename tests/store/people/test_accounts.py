"""Accounts: who may be created and changed, how passwords are set, how the first administrator comes in."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from metrics.framework import SHANGHAI
from metrics.store import StoreError
from metrics.store.database import SYSTEM, audit, credential, first_admin
from metrics.store.people import Account, LockedError, SignInError
from tests.kit.county_packages import open_store
from tests.kit.workbooks import as_before

OLD, NEW = "七点半去老车间喝茶", "八点半去新车间吃饭"
BOSS = Account("boss", "张三", "管理员")
STAFF = Account("u08", "人社局填报员", "填报员", "U08")


@pytest.fixture
def office(store):
    """A store with one real administrator."""
    store.people.add_account(BOSS, "系统", OLD)
    return store


def actions(store, subject):
    return list(store.care.audit_rows(SYSTEM, subject=subject)["action"])


def test_an_account_is_added_with_a_made_up_password_that_must_be_changed(office):
    password = office.people.add_account(STAFF, "boss")
    assert len(password) == 16
    assert office.people.account("U08") == replace(STAFF, must_change=True)
    assert office.people.sign_in("u08", password, "10.0.0.1").account.must_change
    office.people.change_password("u08", password, NEW)
    assert not office.people.sign_in("u08", NEW, "10.0.0.1").account.must_change
    with pytest.raises(SignInError):
        office.people.sign_in("u08", password, "10.0.0.1")


def test_an_account_is_added_with_a_password_of_its_own(office):
    assert office.people.add_account(STAFF, "boss", NEW) == NEW
    assert office.people.accounts(SYSTEM) == [BOSS, STAFF]
    with pytest.raises(StoreError, match="已经有了"):
        office.people.add_account(replace(STAFF, name="别人"), "boss", NEW)
    with pytest.raises(StoreError, match="太常见"):
        office.people.add_account(Account("x1", "某", "领导"), "boss", "password1")
    assert office.people.accounts(SYSTEM) == [BOSS, STAFF]


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("account", "said"),
    [
        (Account("王五", "王五", "领导"), "只能用英文字母"),
        (Account("a b", "王五", "领导"), "只能用英文字母"),
        (Account("", "王五", "领导"), "只能用英文字母"),
        (Account("x\n", "王五", "领导"), "只能用英文字母"),
        (Account("x" * 65, "王五", "领导"), "只能用英文字母"),
        (Account("Boss", "王五", "领导"), r"已经有了|只差大小写"),
        (Account("x", " ", "领导"), "姓名"),
        (Account("x", "王五", "书记"), "角色"),
        (Account("x", "王五", "填报员"), "哪个成员单位"),
        (Account("x", "王五", "填报员", "U99"), "U99"),
    ],
)
def test_an_account_that_cannot_be_is_refused(office, account, said):
    for create in (office.people.add_account, office.people.ensure_account):
        with pytest.raises(StoreError, match=said):
            create(account, "boss")
    assert office.people.accounts(SYSTEM) == [BOSS]


def test_a_reset_makes_a_new_password_and_ends_every_session(office):
    first = office.people.add_account(STAFF, "boss")
    token = office.people.sign_in("u08", first, "10.0.0.1").token
    second = office.people.reset_password("u08", "boss")
    assert office.people.session(token) is None
    assert office.people.account("u08").must_change
    with pytest.raises(SignInError):
        office.people.sign_in("u08", first, "10.0.0.1")
    assert office.people.sign_in("u08", second, "10.0.0.1").account.code == "u08"
    assert actions(office, "u08") == [
        *("account", "sign-in", "password-reset", "sessions-revoked", "sign-in-failed", "sign-in"),
    ]


def test_a_made_up_password_nobody_used_expires(office):
    """ASVS 5.0 6.4.1."""
    password = office.people.add_account(STAFF, "boss")
    now = datetime.now(SHANGHAI)
    assert office.people.sign_in("u08", password, "10.0.0.1", at=now + timedelta(days=13))
    with pytest.raises(SignInError):
        office.people.sign_in("u08", password, "10.0.0.1", at=now + timedelta(days=15))
    assert office.people.sign_in("boss", OLD, "10.0.0.1", at=now + timedelta(days=15))


def test_a_reset_lifts_the_locks(office):
    office.people.add_account(STAFF, "boss")
    for _ in range(5):
        with pytest.raises(SignInError):
            office.people.sign_in("u08", "wrong", "10.0.0.1")
    with pytest.raises(LockedError):
        office.people.sign_in("u08", "wrong", "10.0.0.1")
    assert (
        office.people.sign_in("u08", office.people.reset_password("u08", "boss"), "10.0.0.1").account.code
        == "u08"
    )


def test_a_disabled_account_is_out_at_once_and_may_come_back(office):
    office.people.add_account(STAFF, "boss", NEW)
    token = office.people.sign_in("u08", NEW, "10.0.0.1").token
    office.people.disable_account("u08", "boss")
    assert office.people.session(token) is None
    with pytest.raises(SignInError):
        office.people.sign_in("u08", NEW, "10.0.0.1")
    office.people.enable_account("u08", "boss")
    assert office.people.session(token) is None, "a session that was ended stays ended"
    assert office.people.sign_in("u08", NEW, "10.0.0.1").account == STAFF
    with pytest.raises(StoreError, match="没有代码为“u77”的账号"):
        office.people.disable_account("u77", "boss")


def test_disabling_by_changing_the_account_ends_its_sessions_too(office):
    office.people.add_account(STAFF, "boss", NEW)
    token = office.people.sign_in("u08", NEW, "10.0.0.1").token
    office.people.ensure_account(replace(STAFF, active=False), "boss")
    office.people.ensure_account(STAFF, "boss")
    assert office.people.session(token) is None


def test_the_last_administrator_stays(office):
    as_before(office, Account("demo", "演示", "管理员", demo=True))
    office.people.ensure_account(Account("nopass", "没有密码", "管理员"))
    for act in (
        lambda: office.people.disable_account("boss", "boss"),
        lambda: office.people.ensure_account(replace(BOSS, role="领导"), "boss"),
        lambda: office.people.ensure_account(replace(BOSS, active=False), "boss"),
    ):
        with pytest.raises(StoreError, match="最后一个可用的管理员"):
            act()
    with pytest.raises(StoreError, match="免密码"):
        office.people.ensure_account(replace(BOSS, demo=True), "boss")
    office.people.add_account(Account("second", "李四", "管理员"), "boss")
    office.people.disable_account("boss", "second")
    assert [one.code for one in office.people.accounts(SYSTEM) if one.active] == ["demo", "nopass", "second"]


def test_a_sample_county_of_before_is_marked_by_loading_it_again(store):
    store.people.ensure_account(Account("guanli", "演示管理员", "管理员"))
    store.people.settle_sample([Account("guanli", "演示管理员", "管理员", demo=True)])
    assert store.people.accounts(SYSTEM)[0].demo
    with pytest.raises(StoreError, match="最后一个"):
        store.people.disable_account("guanli", "guanli")


def test_demo_accounts_have_no_password(store):
    guest = Account("guest", "来宾", "领导", demo=True)
    store.people.ensure_account(guest)
    assert store.people.sign_in_demo("guest", "10.0.0.1").account == guest
    for act in (
        lambda: store.people.reset_password("guest", SYSTEM),
        lambda: store.people.add_account(replace(guest, code="g2"), SYSTEM),
    ):
        with pytest.raises(StoreError, match="演示"):
            act()
    with pytest.raises(SignInError):
        store.people.sign_in("guest", "", "10.0.0.1")


def test_beside_real_accounts_nobody_has_free_entry(office):
    guest = Account("guest", "来宾", "领导", demo=True)
    as_before(office, guest)
    for act in (
        lambda: office.people.reset_password("guest", "boss"),
        lambda: office.people.add_account(replace(guest, code="g2"), "boss"),
        lambda: office.people.ensure_account(replace(BOSS, role="管理员", demo=True), "boss"),
    ):
        with pytest.raises(StoreError, match=r"演示|管理员"):
            act()
    office.people.add_account(STAFF, "boss")
    with pytest.raises(StoreError, match="免密码"):
        office.people.ensure_account(replace(STAFF, demo=True), "boss")
    for code in ("guest", "boss", "u08", "nobody", "\x00"):
        with pytest.raises(SignInError):
            office.people.sign_in_demo(code, "10.0.0.1")
    with pytest.raises(SignInError):
        office.people.sign_in("guest", "", "10.0.0.1")


def test_changing_a_password(office):
    here = office.people.sign_in("boss", OLD, "10.0.0.1")
    there = office.people.sign_in("boss", OLD, "10.0.0.2")
    mine = office.people.session(here.token).id
    for old, new, said in [
        ("falsch und lang", NEW, "原密码不对"),
        (OLD, OLD, "一样"),
        (OLD, "kurz", "太短"),
        (OLD, "boss12345", "账号"),
    ]:
        with pytest.raises(StoreError, match=said):
            office.people.change_password("boss", old, new, keep=mine)
    assert office.people.session(there.token)
    office.people.change_password("boss", OLD, NEW, keep=mine)
    assert office.people.session(here.token).id == mine
    assert office.people.session(there.token) is None
    assert office.people.sign_in("boss", NEW, "10.0.0.1")


def test_without_a_session_to_keep_all_end(office):
    token = office.people.sign_in("boss", OLD, "10.0.0.1").token
    office.people.change_password("boss", OLD, NEW)
    assert office.people.session(token) is None


def test_the_old_password_is_not_guessed_by_changing_it(office):
    with audit.from_address("10.0.0.1"):
        for _ in range(5):
            with pytest.raises(SignInError, match="原密码不对"):
                office.people.change_password("boss", "falsch und lang", NEW)
        with pytest.raises(LockedError):
            office.people.change_password("boss", OLD, NEW)


def test_passwords_are_stored_as_hashes_only(office):
    office.people.add_account(STAFF, "boss", NEW)
    with office.database.engine.connect() as connection:
        stored = connection.execute(select(credential.c.hash)).scalars().all()
    assert len(stored) == 2
    assert all(one.startswith("$argon2id$") for one in stored)
    kept = office.care.audit_rows(SYSTEM)["detail"].map(str).str.cat()
    assert OLD not in kept
    assert NEW not in kept


def test_the_first_administrator_comes_in_once(store):
    assert store.people.claim_first_admin(store.people.first_admin_token(), "boss", "张三", OLD) == BOSS
    assert store.people.sign_in("boss", OLD, "10.0.0.1").account == BOSS
    assert store.people.first_admin_token() is None
    assert actions(store, "boss") == ["first-admin", "sign-in"]


def test_a_newer_link_voids_the_older_and_each_works_once(store):
    older, newer = store.people.first_admin_token(), store.people.first_admin_token()
    assert older != newer
    assert (store.people.first_admin_open(older), store.people.first_admin_open(newer)) == (False, True)
    with pytest.raises(SignInError, match="链接已失效"):
        store.people.claim_first_admin(older, "boss", "张三", OLD)
    store.people.claim_first_admin(newer, "boss", "张三", OLD)
    for token in (newer, older, ""):
        with pytest.raises(SignInError, match="链接已失效"):
            store.people.claim_first_admin(token, "evil", "李四", OLD)
    assert store.people.accounts(SYSTEM) == [BOSS]


def test_a_weak_password_does_not_use_the_link_up(store):
    token = store.people.first_admin_token()
    for code, password in (("boss", "12345678"), ("b o", OLD)):
        with pytest.raises(StoreError, match=r"太常见|只能用"):
            store.people.claim_first_admin(token, code, "张三", password)
    store.people.claim_first_admin(token, "boss", "张三", OLD)


def test_a_link_holds_for_a_day_and_is_stored_as_a_digest(store):
    token = store.people.first_admin_token()
    past = datetime.now(SHANGHAI) - timedelta(seconds=1)
    with store.database.engine.begin() as connection:
        row = connection.execute(select(first_admin)).one()
        assert token not in row.token
        assert timedelta(hours=23) < row.expires_at - past < timedelta(hours=25)
        connection.execute(update(first_admin).values(expires_at=past))
    with pytest.raises(SignInError, match="链接已失效"):
        store.people.claim_first_admin(token, "boss", "张三", OLD)


def test_demo_and_passwordless_administrators_do_not_close_the_first_link(store):
    store.people.ensure_account(Account("boss", "张", "管理员"))
    as_before(store, Account("guanli", "演示管理员", "管理员", demo=True))
    token = store.people.first_admin_token()
    with pytest.raises(StoreError, match="已经有了"):
        store.people.claim_first_admin(token, "guanli", "张三", OLD)
    assert store.people.claim_first_admin(token, "boss", "张三", OLD) == BOSS
    assert store.people.first_admin_token() is None


def test_a_link_made_before_is_void_once_there_is_an_administrator(store):
    token = store.people.first_admin_token()
    store.people.add_account(BOSS, "系统", OLD)
    assert not store.people.first_admin_open(token)
    with pytest.raises(SignInError):
        store.people.claim_first_admin(token, "evil", "李四", OLD)


def test_accounts_outlive_the_program(office, database_url):
    with open_store(database_url) as again:
        assert again.people.sign_in("boss", OLD, "10.0.0.9").account == BOSS
