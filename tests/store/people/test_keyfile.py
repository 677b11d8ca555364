"""Secrets of one-time codes lie sealed; the key is a file beside the database; what it means to lose it."""

import os
import stat
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyotp import TOTP
from sqlalchemy import select, update

from metrics.store.care import FAULT, FINE, WARNING, Wish, backup, key_of, restore
from metrics.store.database import SYSTEM, attempt, second_factor
from metrics.store.people import Account, SignInError, keyfile
from tests.kit.commands import run
from tests.kit.county_packages import open_store

__all__ = ["run"]
PASSWORD = "七点半去老车间喝茶"
HERE = "10.0.0.8"
ONE, TWO = Account("yihao", "一号", "管理员"), Account("erhao", "二号", "管理员")


@pytest.fixture
def office(store):
    for account in (ONE, TWO):
        store.people.add_account(account, SYSTEM, PASSWORD)
    return store


def bind(store, code=ONE.code):
    """The app that an account is bound to now, and its recovery codes."""
    half = store.people.first_step(code, PASSWORD, HERE)
    app = TOTP(store.people.half(half.token).secret)
    return app, store.people.second_step(half.token, app.now(), HERE).codes


def enter(store, text, code=ONE.code, **how):
    half = store.people.first_step(code, PASSWORD, HERE)
    return store.people.second_step(half.token, text, HERE, **how)


def stored(store):
    with store.database.engine.connect() as connection:
        return dict(connection.execute(select(second_factor.c.account, second_factor.c.secret)).all())


def put(store, code, secret):
    """Store a secret as it is, and let the next code count."""
    with store.database.engine.begin() as connection:
        this = second_factor.c.account == code
        connection.execute(update(second_factor).where(this).values(secret=secret, last_step=0))


def key_file(store):
    return keyfile.place(store.database.engine.url)


def url_of(store):
    return store.database.engine.url.render_as_string(hide_password=False)


def test_the_secret_lies_sealed_and_the_app_goes_on_working(office):
    app, _ = bind(office)
    secret = stored(office)[ONE.code]
    assert (len(secret), app.secret in secret) == (64, False)
    assert stat.S_IMODE(key_file(office).stat().st_mode) == 0o600
    put(office, ONE.code, secret)
    assert enter(office, app.now()).begun
    assert key_of(url_of(office)).state == FINE


def test_a_secret_that_waits_to_be_bound_lies_sealed_too(office):
    half = office.people.first_step(ONE.code, PASSWORD, HERE)
    told = office.people.half(half.token).secret
    with office.database.engine.connect() as connection:
        (kept,) = connection.exec_driver_sql("SELECT secret FROM half_session").scalars()
    assert (len(told), len(kept), told in kept) == (32, 64, False)


def test_secrets_of_an_earlier_program_are_sealed_when_the_database_is_opened(office):
    app, _ = bind(office)
    put(office, ONE.code, app.secret)
    with open_store(url_of(office)) as again:
        assert len(stored(again)[ONE.code]) == 64
        assert enter(again, app.now()).begun


def test_a_secret_moved_to_another_account_does_not_open(office):
    mine, _ = bind(office)
    bind(office, TWO.code)
    put(office, TWO.code, stored(office)[ONE.code])
    with pytest.raises(SignInError, match="密钥"):
        enter(office, mine.now(), TWO.code)


@pytest.mark.long
@pytest.mark.breadth(3)
@pytest.mark.parametrize("how", ["gone", "another", "broken"])
def test_without_the_key_recovery_codes_and_a_reset_help(office, how):
    app, codes = bind(office)
    put(office, ONE.code, stored(office)[ONE.code])
    file = key_file(office)
    file.unlink()
    if how != "gone":
        file.write_bytes(b"x" if how == "broken" else urlsafe_b64encode(os.urandom(32)))
    for _ in range(8):
        with pytest.raises(SignInError, match="请用恢复码登录"):
            enter(office, app.now())
    with office.database.engine.connect() as connection:
        assert connection.execute(select(second_factor.c.failures)).scalars().all() == [0]
        assert not connection.execute(select(attempt.c.id).where(~attempt.c.ok)).all()
    assert key_of(url_of(office)).state == FAULT
    assert enter(office, codes[0], recovery=True).begun
    office.people.reset_second_factor(ONE.code, TWO.code)
    if how == "broken":
        file.unlink()
    new, _ = bind(office)
    assert new.secret != app.secret
    assert key_of(url_of(office)).state == FINE


def test_a_key_that_comes_back_opens_again(office):
    app, _ = bind(office)
    put(office, ONE.code, stored(office)[ONE.code])
    hidden = key_file(office).rename(key_file(office).with_suffix(".away"))
    assert key_of(url_of(office)).state == FAULT
    hidden.rename(key_file(office))
    assert enter(office, app.now()).begun


def test_where_no_key_can_be_kept_people_still_come_in_and_doctor_says_so(office, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(keyfile.ENVIRONMENT, str(tmp_path / "file" / "key"))
    app, _ = bind(office)
    put(office, ONE.code, stored(office)[ONE.code])
    assert enter(office, app.now()).begun
    found = key_of(url_of(office))
    assert (found.state, "写不进去" in found.text) == (WARNING, True)


def test_processes_that_make_a_key_at_once_have_the_same(tmp_path):
    file = tmp_path / "data" / "office.key"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: keyfile._make(file, None), range(8)))
    assert made == {keyfile._read(file)}
    assert None not in made
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.long
def test_a_backup_without_the_key_says_so_and_works_with_it(sqlite_url, tmp_path, run):
    with open_store(sqlite_url) as store:
        for account in (ONE, TWO):
            store.people.add_account(account, SYSTEM, PASSWORD)
        assert "密钥文件" not in run("backup", tmp_path / "before.kdj", db=sqlite_url).err
        app, _ = bind(store)
        put(store, ONE.code, stored(store)[ONE.code])
        file = key_file(store)
    said = run("backup", tmp_path / "a.kdj", db=sqlite_url)
    assert f"密钥文件 {file} 不在备份里" in said.err
    assert file.read_bytes().strip() not in (tmp_path / "a.kdj").read_bytes()
    assert app.secret.encode() not in (tmp_path / "a.kdj").read_bytes()
    other = f"sqlite:///{tmp_path / 'other' / 'county.db'}"
    said = run("restore", tmp_path / "a.kdj", db=other)
    assert (said.code, "1 个账号的动态口令打不开" in said.err) == (0, True)
    file.replace(tmp_path / "other" / "county.db.key")
    with open_store(other) as store:
        assert enter(store, app.now()).begun


def test_a_restore_in_place_goes_on_with_the_key_that_is_there(sqlite_url, tmp_path, run):
    with open_store(sqlite_url) as store:
        store.people.add_account(ONE, SYSTEM, PASSWORD)
        app, _ = bind(store)
        put(store, ONE.code, stored(store)[ONE.code])
    assert backup(sqlite_url, tmp_path / "a.kdj").key
    restore(sqlite_url, tmp_path / "a.kdj", Wish(replace=True))
    with open_store(sqlite_url) as store:
        assert enter(store, app.now()).begun
