"""Backups of a database in use, restoring into an empty place, and refusing everywhere else."""

import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from metrics.framework import parse_period
from metrics.store import Store, StoreError
from metrics.store.care import FINE, Wish, backup, examine, list_of, restore
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.databases import new_database
from tests.kit.project import REPO
from tests.kit.workbooks import FRAMEWORK, activity, send

YEAR = parse_period("2023")


@pytest.fixture
def filled(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1), activity(2)]}, approve=True)
    send(store, "U09", "2023Q1", {"L05": [activity(3)]})
    return store


@pytest.fixture
def empty_url(database_url, request, tmp_path):
    """Another empty place of the same kind as `database_url`."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'elsewhere' / 'county.db'}"
    return request.getfixturevalue("empty_server")


@pytest.fixture
def empty_server(postgresql_url):
    """Another empty database on the server of `postgresql_url`."""
    with new_database() as url:
        yield url


def told(store):
    data = store.reporting.dataset(FRAMEWORK, YEAR)
    rows = store.care.audit_rows(SYSTEM).drop(columns="at")
    audit = rows[~rows["action"].isin(["backup", "restore"])].to_dict("records")
    photos = [(one, store.photos.large(one.id, SYSTEM)) for one in store.photos.of_submission(1, SYSTEM)]
    rows = data.ledgers["L05"].to_dict("records")
    return store.reporting.submissions(), data.version, rows, audit, photos


def test_what_was_backed_up_is_restored_into_an_empty_place(filled, database_url, empty_url, tmp_path):
    file = tmp_path / "backups" / "one.kdj"
    assert backup(database_url, file).manifest.size == file.stat().st_size > 0
    expected = told(filled)
    send(filled, "U10", "2023Q1", {"L05": [activity(4)]})
    restore(empty_url, file)
    with Store.open(empty_url, migrate=False) as restored:
        assert told(restored) == expected
        with pytest.raises(StoreError, match="状态是"):
            restored.reporting.approve(1, "office")
        assert send(restored, "U10", "2023Q1", {"L05": [activity(4)]}).revision == 1
    assert {path.name for path in file.parent.iterdir()} == {"one.kdj", "one.kdj.json"}


@pytest.mark.long
def test_a_backup_while_people_submit_is_one_state(store, database_url, empty_url, tmp_path):
    with ThreadPoolExecutor(5) as pool:
        sent = [pool.submit(send, store, "U08", "2023Q1", {"L05": [activity(n)]}) for n in range(20)]
        backup(database_url, tmp_path / "one.kdj")
        assert sorted(one.result().revision for one in sent) == list(range(1, 21))
    restore(empty_url, tmp_path / "one.kdj")
    with Store.open(empty_url, migrate=False) as restored:
        stored = restored.reporting.submissions()
        assert [info.revision for info in stored] == list(range(1, len(stored) + 1))
        assert len(restored.care.audit_rows(SYSTEM, action="submit")) == len(stored)
        assert all(restored.reporting.original(info.sha256, SYSTEM)[1] for info in stored)


def test_a_backup_never_overwrites(filled, database_url, tmp_path):
    file = tmp_path / "one.kdj"
    file.write_text("the backup of yesterday")
    with pytest.raises(StoreError, match="不会覆盖"):
        backup(database_url, file)
    assert file.read_text() == "the backup of yesterday"


def test_a_backup_that_cannot_be_written_leaves_nothing(filled, database_url, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="备份写不进"):
        backup(database_url, tmp_path / "file" / "one.kdj")


def test_restoring_into_a_running_office_is_refused(filled, database_url, tmp_path):
    backup(database_url, tmp_path / "one.kdj")
    before = told(filled)
    for replace in (False, True):
        with pytest.raises(StoreError, match="正在运行，不能恢复"):
            restore(database_url, tmp_path / "one.kdj", Wish(replace=replace))
    assert told(filled) == before


def test_restoring_over_data_is_refused(database_url, tmp_path):
    with open_store(database_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    backup(database_url, tmp_path / "one.kdj")
    with pytest.raises(StoreError, match=r"已经有.*不会覆盖"):
        restore(database_url, tmp_path / "one.kdj")
    with Store.open(database_url, migrate=False) as store:
        assert len(store.reporting.submissions()) == 1


def test_a_replaced_database_is_kept_beside_the_restored_one(sqlite_url, tmp_path):
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    backup(sqlite_url, tmp_path / "one.kdj")
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    done = restore(sqlite_url, tmp_path / "one.kdj", Wish(replace=True))
    for url, count in ((sqlite_url, 1), (f"sqlite:///{done.before}", 2)):
        with Store.open(url, migrate=False) as store:
            assert len(store.reporting.submissions()) == count


def test_a_journal_without_its_database_is_not_taken_for_the_restored_ones(sqlite_url, tmp_path):
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]})
        file = store.database.engine.url.database
        backup(sqlite_url, tmp_path / "one.kdj")
        send(store, "U08", "2023Q1", {"L05": [activity(2)]})
        shutil.copy(f"{file}-wal", tmp_path / "left-wal")
    Path(file).unlink()
    shutil.copy(tmp_path / "left-wal", f"{file}-wal")
    restore(sqlite_url, tmp_path / "one.kdj")
    with Store.open(sqlite_url, migrate=False) as store:
        assert len(store.reporting.submissions()) == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: "这不是备份".encode() * 999, "不是本系统的备份文件"),
        (lambda content: b"", "不是本系统的备份文件"),
        (lambda content: content[: len(content) // 2], r"损坏|完整性检查"),
        (lambda content: content[:8192] + os.urandom(8192) + content[16384:], r"损坏|完整性检查"),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(sqlite_store, sqlite_url, tmp_path, spoil, said):
    send(sqlite_store, "U08", "2023Q1", {"L05": [activity(1)]})
    backup(sqlite_url, tmp_path / "one.kdj")
    (tmp_path / "bad.kdj").write_bytes(spoil((tmp_path / "one.kdj").read_bytes()))
    with pytest.raises(StoreError, match=said):
        restore(f"sqlite:///{tmp_path / 'new' / 'county.db'}", tmp_path / "bad.kdj")
    assert list((tmp_path / "new").glob("*")) == []


def test_another_programs_database_and_a_newer_ones_are_refused(sqlite_store, sqlite_url, tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    new = f"sqlite:///{tmp_path / 'new.db'}"
    with pytest.raises(StoreError, match="没有本系统的数据"):
        restore(new, tmp_path / "other.db")
    backup(sqlite_url, tmp_path / "newer.kdj")
    with closing(sqlite3.connect(tmp_path / "newer.kdj")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    list_of(tmp_path / "newer.kdj").unlink()
    with pytest.raises(StoreError, match="更新的程序建立"):
        restore(new, tmp_path / "newer.kdj")
    assert not (tmp_path / "new.db").exists()


def test_a_backup_of_the_other_kind_is_refused(sqlite_store, sqlite_url, postgresql_url, tmp_path):
    backup(sqlite_url, tmp_path / "sqlite.kdj")
    with pytest.raises(StoreError, match="是 SQLite 的备份"):
        restore(postgresql_url, tmp_path / "sqlite.kdj")
    open_store(postgresql_url).close()
    backup(postgresql_url, tmp_path / "server.kdj")
    with pytest.raises(StoreError, match="是 PostgreSQL 的备份"):
        restore(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "server.kdj")


@contextmanager
def path_of(folder):
    """A PATH on which only what lies in the folder is found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder))
        yield


def test_without_the_servers_programs_a_sentence_says_what_to_install(postgresql_url, tmp_path):
    open_store(postgresql_url).close()
    with path_of(tmp_path), pytest.raises(StoreError, match=r"没有 pg_dump.*postgresql-client"):
        backup(postgresql_url, tmp_path / "one.kdj")
    assert list(tmp_path.iterdir()) == []


def test_the_password_is_no_option_of_the_servers_programs(postgresql_url, tmp_path):
    open_store(postgresql_url).close()
    program = tmp_path / "pg_dump"
    told = tmp_path / "options"
    program.write_text(f'#!/bin/sh\necho "$@" >{told}; echo "in the environment: $PGPASSWORD" >&2; exit 1\n')
    program.chmod(stat.S_IRWXU)
    url = make_url(postgresql_url).set(password="geheim").render_as_string(hide_password=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        with pytest.raises(StoreError, match="pg_dump 没有成功") as caught:
            backup(url, tmp_path / "one.kdj")
    assert "in the environment: geheim" in str(caught.value)
    options = told.read_text()
    assert "geheim" not in options
    assert "*" not in options, "what stands in the address counts for more than the environment"
    assert "--no-password" in options


@pytest.mark.long
def test_an_account_with_a_password_backs_up_and_restores(postgresql_url, empty_server, tmp_path):
    """The tests' server wants a password of `locked` alone."""
    open_store(postgresql_url).close()
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql("CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'geheim'")
    try:
        signed = {"username": "locked", "password": "geheim"}
        here, there = (
            make_url(url).set(**signed).render_as_string(hide_password=False)
            for url in (postgresql_url, empty_server)
        )
        backup(here, tmp_path / "one.kdj")
        assert "locked" in restore(there, tmp_path / "one.kdj").place
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql("REASSIGN OWNED BY locked TO CURRENT_USER")
        other = create_engine(empty_server)
        with other.begin() as connection:
            connection.exec_driver_sql("REASSIGN OWNED BY locked TO CURRENT_USER")
            connection.exec_driver_sql("DROP ROLE locked")
        other.dispose()
        server.dispose()


def verb(*arguments, url):
    command = [sys.executable, "-m", "metrics", *map(str, arguments), "--db", url]
    return subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)


@pytest.mark.long
@pytest.mark.breadth(1)
def test_the_verbs_back_up_and_restore(filled, database_url, empty_url, tmp_path):
    made = verb("backup", tmp_path / "one.kdj", url=database_url)
    assert (made.returncode, made.stdout) == (0, "")
    assert "已备份" in made.stderr
    done = verb("restore", tmp_path / "one.kdj", url=empty_url)
    assert done.returncode == 0, done.stderr
    with Store.open(empty_url, migrate=False) as restored:
        assert told(restored) == told(filled)
    refused = verb("restore", tmp_path / "one.kdj", "--replace", url=database_url)
    assert (refused.returncode, "正在运行" in refused.stderr) == (2, True)


def test_a_backup_has_a_list_and_stands_in_the_audit(filled, database_url, tmp_path):
    done = backup(database_url, tmp_path / "one.kdj").manifest
    assert done.sha256 == hashlib.sha256((tmp_path / "one.kdj").read_bytes()).hexdigest()
    (row,) = filled.care.audit_rows(SYSTEM, action="backup").to_dict("records")
    assert (row["account"], row["subject"], row["id"]) == (SYSTEM, "one.kdj", done.head.id + 1)
    assert row["detail"]["sha256"] == done.sha256
    assert row["detail"]["audit_hash"] == row["previous"] == done.head.hash


@pytest.mark.long
def test_restoring_ends_every_session_and_stands_in_the_audit(filled, database_url, empty_url, tmp_path):
    filled.people.add_account(Account("guest", "来宾", "领导"), SYSTEM, "四月的风吹过河滩")
    token = filled.people.sign_in("guest", "四月的风吹过河滩", "10.0.0.8").token
    made = backup(database_url, tmp_path / "one.kdj").manifest
    assert restore(empty_url, tmp_path / "one.kdj").sessions == 1
    with Store.open(empty_url, migrate=False) as restored:
        assert restored.people.session(token) is None
        (row,) = restored.care.audit_rows(SYSTEM, action="restore").to_dict("records")
    assert row["detail"] == {
        "file": "one.kdj",
        "sha256": made.sha256,
        "audit_id": made.head.id,
        "audit_hash": made.head.hash,
        "sessions": 1,
    }
    assert filled.people.session(token), "what was backed up goes on"
    assert {check.state for check in examine(empty_url) if check.name in ("审计链", "触发器")} == {FINE}


def test_the_accounts_that_would_change_are_said_before(sqlite_url, tmp_path):
    with open_store(sqlite_url) as store:
        for code, role in (("boss", "管理员"), ("gone", "领导"), ("risen", "领导"), ("moved", "填报员")):
            unit = "U08" if code == "moved" else ""
            store.people.add_account(Account(code, code, role, unit), SYSTEM, "四月的风吹过河滩")
    backup(sqlite_url, tmp_path / "one.kdj")
    with open_store(sqlite_url) as store:
        store.people.ensure_account(Account("risen", "risen", "审核员"), SYSTEM)
        store.people.ensure_account(Account("moved", "moved", "填报员", "U09"), SYSTEM)
        store.people.disable_account("gone", SYSTEM)
        store.people.reset_password("boss", SYSTEM)
        store.people.ensure_account(Account("new", "新来的", "领导"), SYSTEM)
    told_before = []

    def stop(outlook):
        told_before.append(outlook)
        raise StoreError("不恢复了")

    with pytest.raises(StoreError, match="不恢复了"):
        restore(sqlite_url, tmp_path / "one.kdj", Wish(replace=True, agree=stop))
    (outlook,) = told_before
    assert {one.code: one.words for one in outlook.accounts} == {
        "boss": "密码不同，会变回备份时的密码",
        "gone": "状态：已停用 → 可登录",
        "moved": "单位：U09 → U08",
        "new": "备份里没有，会消失",
        "risen": "角色：审核员 → 领导",
    }
    assert outlook.notes == ()
    with Store.open(sqlite_url, migrate=False) as store:
        assert store.people.account("new"), "nothing was done"
    assert sorted(path.name for path in (tmp_path / "folder").iterdir()) == ["county.db"]


@pytest.mark.long
def test_a_script_has_to_say_yes_to_what_would_change(sqlite_url, tmp_path):
    with open_store(sqlite_url) as store:
        store.people.ensure_account(Account("lisi", "李四", "领导"))
    backup(sqlite_url, tmp_path / "one.kdj")
    with open_store(sqlite_url) as store:
        store.people.ensure_account(Account("lisi", "李四", "审核员"))
    asked = verb("restore", tmp_path / "one.kdj", "--replace", url=sqlite_url)
    assert (asked.returncode, "lisi 李四：角色：审核员 → 领导" in asked.stderr, "--yes" in asked.stderr) == (
        2,
        True,
        True,
    )
    done = verb("restore", tmp_path / "one.kdj", "--replace", "--yes", url=sqlite_url)
    assert (done.returncode, "已恢复到" in done.stderr) == (0, True)
    with Store.open(sqlite_url, migrate=False) as store:
        assert store.people.account("lisi").role == "领导"


@pytest.mark.long
def test_what_was_refused_leaves_an_empty_server_empty(postgresql_url, empty_server, tmp_path):
    with open_store(postgresql_url) as store:
        lift_guard(store)
    backup(postgresql_url, tmp_path / "one.kdj")
    with pytest.raises(StoreError, match="触发器不对"):
        restore(empty_server, tmp_path / "one.kdj")
    with open_store(empty_server) as store:
        assert store.reporting.submissions() == []


def lift_guard(store):
    with store.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update ON audit")
