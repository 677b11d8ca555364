"""A database moved to one of the other kind or the same: whole, proven, or not at all."""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, select, text
from sqlalchemy.schema import CreateTable

from metrics.framework import parse_period
from metrics.store import Store, StoreError
from metrics.store.care import FINE, examine, key_of, transfer
from metrics.store.database import SYSTEM, metadata, second_factor
from metrics.store.people import Account, keyfile
from tests.kit.county_packages import open_store
from tests.kit.photo_books import colour
from tests.kit.workbooks import FRAMEWORK, activity, send

OLD = Path(__file__).parents[1] / "database" / "old"
YEAR = parse_period("2023")


@pytest.fixture
def source(database_url):
    """The address of a database nobody has open any more, with reports in it."""
    with open_store(database_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1), activity(2)]}, approve=True)
        send(store, "U09", "2023Q1", {"L05": [activity(3)]})
        store.photos.add(1, "L05", 5, [("一.jpg", colour(1))], "u08")
    return database_url


@pytest.fixture
def target(source, request, tmp_path):
    """An empty place of the other kind."""
    if source.startswith("sqlite"):
        return request.getfixturevalue("postgresql_url")
    return f"sqlite:///{tmp_path / 'new' / 'county.db'}"


def moved(source, target, compare=lambda old, new: ()):
    return transfer(source, target, compare, lambda table, done, total: None)


def rows_of(url):
    """Table → its rows, as texts and sorted."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    return found


def tables_of(url):
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def is_empty(url):
    file = make_url(url).database if url.startswith("sqlite") else None
    return not Path(file).exists() if file else tables_of(url) == []


def test_every_row_lies_in_the_target_and_the_audit_goes_on(source, target):
    before = rows_of(source)
    done = moved(source, target)
    after = rows_of(target)
    audit = after.pop("audit")
    assert before == rows_of(source)
    assert (set(before.pop("audit")) < set(audit), len(audit)) == (True, done.head.id + 1)
    assert after == before
    assert {table.name: table.rows for table in done.tables}["submission"] == 2
    assert done.originals == 2
    with Store.open(target, migrate=False) as store:
        [last] = store.care.audit_rows(SYSTEM, action="move").to_dict("records")
        assert last["detail"]["audit_hash"] == done.head.hash
        assert last["detail"]["rows"]["original"] == 2
        for info in store.reporting.submissions():
            _, content = store.reporting.original(info.sha256, SYSTEM)
            assert hashlib.sha256(content).hexdigest() == info.sha256
        assert store.reporting.dataset(FRAMEWORK, YEAR).ledgers["L05"]["activity_name"].tolist() == [
            "活动1",
            "活动2",
        ]
    found = {check.name: check.state for check in examine(target)}
    assert {found[name] for name in ("完整性", "原始文件", "台账行", "触发器", "审计链")} == {FINE}


@pytest.mark.long
def test_numbers_of_rows_that_are_gone_are_not_given_again(source, target):
    with open_store(source) as store:
        kept = store.reporting.keep_draft("U10", None, "一.xlsx", b"PK one", "u10")
        store.reporting.drop_draft(kept.id, "u10")
    moved(source, target)
    with Store.open(target, migrate=False) as store:
        again = store.reporting.keep_draft("U10", None, "二.xlsx", b"PK two", "u10")
        assert again.id == kept.id + 1
        assert send(store, "U10", "2023Q1", {"L05": [activity(6)]}).id == 3


@pytest.mark.long
def test_between_two_of_one_kind_and_back_again(source, tmp_path):
    first, second = (f"sqlite:///{tmp_path / name}" for name in ("one.db", "two.db"))
    moved(source, first)
    moved(first, second)
    with Store.open(second, migrate=False) as store:
        assert len(store.care.audit_rows(SYSTEM, action="move")) == 2
    assert rows_of(first)["ledger_rows"] == rows_of(second)["ledger_rows"]


@pytest.mark.long
def test_a_broken_move_leaves_an_empty_target_and_an_untouched_source(source, target):
    before = rows_of(source)

    def differs(old, new):
        assert new.read(lambda connection: connection.scalar(text("SELECT count(*) FROM submission"))) == 2
        raise StoreError("得分两边不同")

    with pytest.raises(StoreError, match="得分两边不同"):
        moved(source, target, differs)
    assert is_empty(target)
    assert rows_of(source) == before
    assert moved(source, target).rows


@pytest.mark.long
def test_an_interrupted_move_leaves_an_empty_target(source, target):
    def stop(table, done, total):
        if (table, done) == ("ledger_rows", 0):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transfer(source, target, lambda old, new: (), stop)
    assert is_empty(target)
    assert moved(source, target).rows


def test_what_the_target_cannot_hold_is_said_with_its_table(sqlite_url, postgresql_url):
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]})
        with store.database.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO preference VALUES (?, 'null', '', '2023-01-01 00:00:00')", ("长" * 65,)
            )
    with pytest.raises(StoreError, match="表 preference 第 1 行起存不进新库"):
        moved(sqlite_url, postgresql_url)
    assert tables_of(postgresql_url) == []


@pytest.mark.long
def test_a_target_with_anything_in_it_is_refused(source, target):
    moved(source, target)
    before = rows_of(target)
    with pytest.raises(StoreError, match="不是空的"):
        moved(source, target)
    assert rows_of(target) == before
    with pytest.raises(StoreError, match="同一个数据库"):
        moved(source, source)


def test_anothers_table_is_no_empty_place(sqlite_url, postgresql_url):
    open_store(sqlite_url).close()
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(CreateTable(metadata.tables["retention"]))
    engine.dispose()
    with pytest.raises(StoreError, match=r"不是空的（有 1 张表）"):
        moved(sqlite_url, postgresql_url)


def test_an_older_and_a_newer_database_are_refused_on_either_side(sqlite_url, tmp_path):
    open_store(sqlite_url).close()
    old = f"sqlite:///{shutil.copy(OLD / '0001.db', tmp_path / 'old.db')}"
    newer = tmp_path / "newer.db"
    shutil.copy(make_url(sqlite_url).database, newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    for source, target, said in (
        (old, empty, "结构比程序旧.*init"),
        (f"sqlite:///{newer}", empty, "更新的程序建立"),
        (sqlite_url, old, "不是空的.*旧版程序的库"),
        (sqlite_url, f"sqlite:///{newer}", "更新的程序建立"),
    ):
        with pytest.raises(StoreError, match=said):
            moved(source, target)
    assert not (tmp_path / "empty.db").exists()


def test_a_database_in_use_is_not_moved(source, target):
    with open_store(source) as store:
        store.reporting.submissions()
        with pytest.raises(StoreError, match="正在运行"):
            moved(source, target)
    assert is_empty(target)


def test_a_source_whose_audit_was_changed_is_not_moved(sqlite_url, tmp_path):
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    with closing(sqlite3.connect(make_url(sqlite_url).database)) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET account = 'u09' WHERE action = 'submit'")
        connection.commit()
    with pytest.raises(StoreError, match=r"要搬的库没有通过检查.*审计链"):
        moved(sqlite_url, f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()


PASSWORD, HERE = "七点半去老车间喝茶", "10.0.0.8"


@pytest.fixture
def bound(source):
    """The app of an account whose secret is sealed in the source."""
    with open_store(source) as store:
        store.people.add_account(Account("yihao", "一号", "管理员"), SYSTEM, PASSWORD)
        half = store.people.first_step("yihao", PASSWORD, HERE)
        secret = store.people.half(half.token).secret
        store.database.write(_bind, secret)
    return secret


def _bind(connection, secret):
    sealed = keyfile.seal(connection, secret, "yihao")
    row = {
        "account": "yihao",
        "secret": sealed,
        "since": None,
        "last_step": 0,
        "early_step": 0,
        "failures": 0,
    }
    row["since"] = connection.scalar(text("SELECT max(at) FROM audit").columns(metadata.tables["audit"].c.at))
    connection.execute(second_factor.insert().values(**row))


@pytest.mark.long
def test_the_key_of_one_time_codes_goes_along(bound, source, target):
    key = moved(source, target).key
    assert key == keyfile.place(make_url(target))
    assert key.stat().st_mode & 0o077 == 0
    assert key_of(target).state == FINE
    with Store.open(target, migrate=False) as store:
        sealed = store.database.read(lambda connection: connection.scalar(select(second_factor.c.secret)))
        assert store.database.read(keyfile.unseal, sealed, "yihao") == bound


def test_the_key_of_another_database_is_not_replaced(bound, source, target):
    place = keyfile.place(make_url(target))
    place.parent.mkdir(exist_ok=True, parents=True)
    place.write_text("another")
    try:
        with pytest.raises(StoreError, match="已经存在，和原库的"):
            moved(source, target)
        assert place.read_text() == "another"
    finally:
        place.unlink()
    assert is_empty(target)


def test_a_move_that_breaks_takes_the_key_back(bound, source, target):
    def differs(old, new):
        raise StoreError("不同")

    with pytest.raises(StoreError, match="不同"):
        moved(source, target, differs)
    assert not keyfile.place(make_url(target)).exists()
