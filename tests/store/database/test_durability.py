"""Migrations, killed processes, and databases that cannot do what is asked."""

import random
import re
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from io import StringIO

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, event, inspect, make_url
from sqlalchemy.exc import OperationalError

from metrics.framework import parse_period
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM, open_engine, read, sentence, write
from metrics.store.database.columns import metadata
from metrics.store.database.migrate import configuration
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.project import REPO
from tests.kit.workbooks import FRAMEWORK, activity, people, send, workbook

HANZI = [chr(code) for code in range(0x4E00, 0x9FA5)]
FINDING = ("E203", "confirm", "活动台账", 12, 6)


def execute(place, statement):
    """Rows a statement gives on a connection of its own; `place` is a store, or the path of a SQLite file."""
    url = place.database.engine.url if isinstance(place, Store) else f"sqlite:///{place}"
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        done = connection.exec_driver_sql(statement)
        return [tuple(row) for row in done] if done.returns_rows else []


def stored_counts(store):
    """How much of submissions lies in the database, whoever refers to it."""
    return {
        name: execute(store, f"SELECT count(*) FROM {name}")[0][0] for name in ("original", "ledger_rows")
    }


def test_the_migrations_make_the_tables_of_the_schema(store):
    with store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_opening_again_writes_nothing(store, database_url):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    before = store.care.audit_rows(SYSTEM).shape, store.reporting.submissions()
    with (
        closing(sqlite3.connect(store.database.engine.url.database))
        if on_sqlite(store)
        else nullcontext() as eye
    ):
        version = eye and eye.execute("PRAGMA data_version").fetchall()
        with Store.open(database_url, counties=[SIHONG]) as again:
            assert (again.care.audit_rows(SYSTEM).shape, again.reporting.submissions()) == before
        assert version == (eye and eye.execute("PRAGMA data_version").fetchall())


def on_sqlite(store):
    return store.database.engine.dialect.name == "sqlite"


def test_many_may_open_a_new_database_at_once(database_url):
    def one(_number):
        with open_store(database_url) as store:
            return len(store.care.audit_rows(SYSTEM, action="units"))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [1] * 8


def test_a_newer_database_is_refused(store, database_url):
    execute(store, "UPDATE alembic_version SET version_num = '9999'")
    for migrate in (True, False):
        with pytest.raises(StoreError, match=r"更新的程序建立（结构版本 9999）.*请升级程序"):
            Store.open(database_url, migrate=migrate)


def test_without_migrating_an_old_or_missing_database_is_refused(tmp_path):
    with pytest.raises(StoreError, match="找不到数据库文件"):
        Store.open(f"sqlite:///{tmp_path / 'none.db'}", migrate=False)
    assert list(tmp_path.iterdir()) == []
    execute(tmp_path / "old.db", "CREATE TABLE other (id INTEGER)")
    with pytest.raises(StoreError, match="结构比程序旧"):
        Store.open(f"sqlite:///{tmp_path / 'old.db'}", migrate=False)


def test_a_migrated_database_opens_without_migrating(store, database_url):
    with Store.open(database_url, migrate=False) as again:
        assert again.reporting.submissions() == []


def test_a_migration_that_fails_leaves_nothing(database_url):
    engine = open_engine(database_url, create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE finding (id INTEGER)")
    with pytest.raises(StoreError, match="already exists"):
        open_store(database_url)
    assert inspect(engine).get_table_names() == ["finding"]
    engine.dispose()


@pytest.mark.long
def test_the_migrations_are_written_for_postgresql_too():
    script = ScriptDirectory.from_config(configuration())
    written = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        for revision in script.walk_revisions():
            revision.module.upgrade()
    sql = written.getvalue()
    assert "content BYTEA NOT NULL" in sql
    assert "submitted_at TIMESTAMP WITH TIME ZONE NOT NULL" in sql
    assert "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW" in sql


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("no address", "数据库地址不能用"),
        ("nosuch://host/db", "数据库地址不能用"),
        ("postgresql+nosuch://host/db", "数据库地址不能用"),
        ("sqlite:////proc/none/county.db", "建不了数据库的文件夹|打不开数据库文件"),
    ],
)
def test_an_address_that_cannot_be_used_is_said(url, said):
    with pytest.raises(StoreError, match=said):
        open_store(url)


def test_a_folder_and_a_text_file_are_no_database(tmp_path):
    text = tmp_path / "text.db"
    text.write_text("这不是数据库。" * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="这个文件不是数据库"):
        open_store(f"sqlite:///{text}")
    with pytest.raises(StoreError, match="打不开数据库文件"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_read_only_database_is_read_and_refuses_to_be_written(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    address = store.database.engine.url
    if on_sqlite(store):
        url = f"sqlite:///file:{address.database}?mode=ro&uri=true"
    else:
        execute(store, f"ALTER DATABASE {address.database} SET default_transaction_read_only = on")
        url = address.render_as_string(hide_password=False)
    with open_store(url) as locked:
        assert len(locked.reporting.dataset(FRAMEWORK, parse_period("2023")).ledgers["L05"]) == 1
        with pytest.raises(StoreError, match=r"只能读、不能写入.*没有保存任何内容"):
            send(locked, "U09", "2023Q1", {"L05": [activity(2)]})
    assert len(store.reporting.submissions()) == 1


def test_a_full_disk_stores_nothing_of_a_submission(sqlite_store):
    store = sqlite_store

    @event.listens_for(store.database.engine, "begin")
    def shrink(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    # Texts that fill pages however they are packed, and never hold a number that could be somebody's.
    drawn = random.Random(184)
    many = [activity(number, activity_name="".join(drawn.choices(HANZI, k=40))) for number in range(400)]
    with pytest.raises(StoreError, match=r"磁盘已满.*没有保存任何内容"):
        send(store, "U08", "2023Q1", {"L05": many})
    assert store.reporting.submissions() == []
    assert store.reporting.periods() == []
    assert stored_counts(store) == {"original": 0, "ledger_rows": 0}


def test_a_full_disk_of_the_server_stores_nothing_of_a_submission(postgresql_url):
    with open_store(postgresql_url) as store:
        people(store)
        fails = "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END"
        execute(store, f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ {fails} $$")
        execute(store, "CREATE TRIGGER full_disk BEFORE INSERT ON finding EXECUTE FUNCTION full_disk()")
        checked, content = workbook("U08", "2023Q1", {"L05": [activity(1)]}, findings=[FINDING])
        with pytest.raises(StoreError, match=r"磁盘已满.*没有保存任何内容"):
            store.reporting.submit(checked, content, "u08")
        assert (store.reporting.submissions(), store.reporting.periods()) == ([], [])
        assert stored_counts(store) == {"original": 0, "ledger_rows": 0}


def test_a_database_that_stays_busy_is_said(sqlite_store):
    store = sqlite_store

    @event.listens_for(store.database.engine, "checkout")
    def impatient(connection, _record, _proxy):
        connection.execute("PRAGMA busy_timeout = 50")

    blocker = sqlite3.connect(store.database.engine.url.database, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="正被另一个程序占用"):
            send(store, "U08", "2023Q1", {"L05": [activity(1)]})
        assert store.reporting.submissions() == [], "a reader does not wait for a writer"
    finally:
        blocker.close()


CHILD = """
import os, signal, sys
from sqlalchemy import event
from tests.kit.county_packages import open_store
from tests.kit.workbooks import activity, people, workbook
url, table, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = open_store(url)
people(store)
seen = []
@event.listens_for(store.database.engine, "after_cursor_execute")
def die(connection, cursor, statement, *rest):
    seen.extend([1] if statement.startswith(f"INSERT INTO {table}") else [])
    if len(seen) == times:
        os.kill(os.getpid(), signal.SIGKILL)
for number in range(times + 1):
    finding = ("E203", "confirm", "活动台账", 12, 6)
    rows = {"L05": [activity(number)] * 300, "L09": [{"benefit_code": "W1"}]}
    store.reporting.submit(*workbook("U08", "2023Q1", rows, findings=[finding]), "u08")
    print(number, flush=True)
"""


@pytest.mark.breadth(1)
@pytest.mark.parametrize("table", ["original", "ledger_rows", "audit"])
def test_a_process_killed_while_storing_leaves_nothing_half_stored(database_url, tmp_path, table):
    open_store(database_url).close()
    times = 4 if table == "audit" else 3
    command = [sys.executable, "-c", CHILD, database_url, table, str(times)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    acknowledged = len(done.stdout.split())
    with open_store(database_url) as store:
        stored = store.reporting.submissions()
        assert [info.revision for info in stored] == list(range(1, acknowledged + 1))
        assert acknowledged == 2
        if on_sqlite(store):
            assert execute(store, "PRAGMA integrity_check") == [("ok",)]
            assert execute(store, "PRAGMA foreign_key_check") == []
        assert stored_counts(store) == {"original": 2, "ledger_rows": 4}
        assert [len(store.reporting.findings(info.id, SYSTEM)) for info in stored] == [1, 1]
        assert len(store.care.audit_rows(SYSTEM, action="submit")) == 2
        again = send(store, "U08", "2023Q1", {"L05": [activity(99)]}, approve=True)
        assert again.revision == 3
        assert len(store.reporting.dataset(FRAMEWORK, parse_period("2023")).ledgers["L05"]) == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"username": "locked", "password": "falsch"}, "不接受这个账号或密码"),
        ({"username": "locked", "password": None}, "不接受这个账号或密码"),
        ({"database": "none_such"}, "没有这个库"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "连不上数据库服务器"),
        ({"host": "none.invalid", "query": {}}, "连不上数据库服务器"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_said(postgresql_url, other, said):
    address = make_url(postgresql_url).set(**other)
    with pytest.raises(StoreError, match=said) as caught:
        open_store(address.render_as_string(hide_password=False))
    assert "falsch" not in str(caught.value)


def test_a_server_that_cuts_connections_is_said_and_the_next_call_is_served(postgresql_url):
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
    with open_store(postgresql_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]})
        execute(store, cut)
        assert len(store.reporting.submissions()) == 1, "idle connections are replaced"

        @event.listens_for(store.database.engine, "after_cursor_execute")
        def meanwhile(_connection, _cursor, statement, *_rest):
            if statement.startswith("INSERT INTO original"):
                execute(store, cut)

        with pytest.raises(StoreError, match=r"中断了连接.*没有保存任何内容"):
            send(store, "U09", "2023Q1", {"L05": [activity(2)]})
        event.remove(store.database.engine, "after_cursor_execute", meanwhile)
        assert send(store, "U09", "2023Q1", {"L05": [activity(2)]}).revision == 1
        assert stored_counts(store) == {"original": 2, "ledger_rows": 2}


def test_a_server_whose_writer_never_ends_is_said(postgresql_url):
    with open_store(postgresql_url) as store, open_store(postgresql_url) as other:

        @event.listens_for(store.database.engine, "checkout")
        def impatient(connection, _record, _proxy):
            connection.execute("SET lock_timeout = 50")
            connection.commit()

        def hold(_connection):
            with pytest.raises(StoreError, match="正被另一个程序占用"):
                send(store, "U08", "2023Q1", {"L05": [activity(1)]})
            assert store.reporting.submissions() == [], "a reader does not wait for a writer"

        write(other.database.engine, hold)


def test_a_reading_transaction_cannot_write_and_sees_one_state(postgresql_url):
    with open_store(postgresql_url) as store:

        def look(connection):
            counts = [connection.exec_driver_sql("SELECT count(*) FROM submission").scalar()]
            send(store, "U08", "2023Q1", {"L05": [activity(1)]})
            return [*counts, connection.exec_driver_sql("SELECT count(*) FROM submission").scalar()]

        assert read(store.database.engine, look) == [0, 0]
        with pytest.raises(StoreError, match="不能写入"):
            read(store.database.engine, lambda connection: connection.exec_driver_sql("DELETE FROM alias"))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_address_may_leave_out_the_driver(postgresql_url, scheme):
    with open_store(re.sub("^[a-z+]+", scheme, postgresql_url)) as store:
        assert store.database.engine.dialect.driver == "psycopg"


def test_a_password_is_never_shown():
    engine = create_engine("sqlite:///file:none?mode=ro&uri=true")
    shown = engine.url.set(username="office", password="geheim")
    with pytest.raises(OperationalError, match="unable to open") as caught:
        engine.connect()
    said = str(sentence(caught.value, shown))
    assert "打不开数据库文件" in said
    assert "geheim" not in said
