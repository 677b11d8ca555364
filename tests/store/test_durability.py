"""Migrations, killed processes, and databases that cannot do what is asked."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import StringIO

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, inspect
from sqlalchemy.exc import OperationalError

from metrics.framework import parse_period
from metrics.store import Store, StoreError
from metrics.store.errors import sentence
from metrics.store.migrate import configuration
from metrics.store.schema import metadata
from tests.conftest import REPO
from tests.store.building import FRAMEWORK, activity, send

FINDING = ("E203", "confirm", "活动台账", 12, 6)


@pytest.fixture
def file(database_url, store):
    """Path of the migrated SQLite file behind `store`."""
    return store._engine.url.database


def execute(file, statement):
    with sqlite3.connect(file) as connection:
        found = connection.execute(statement).fetchall()
    connection.close()
    return found


def test_the_migrations_make_the_tables_of_the_schema(store):
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_opening_again_writes_nothing(store, database_url, file):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    before = execute(file, "PRAGMA data_version"), store.audit_rows().shape, store.submissions()
    with Store.open(database_url) as again:
        assert (again.audit_rows().shape, again.submissions()) == before[1:]
    assert execute(file, "PRAGMA data_version") == before[0]


def test_many_may_open_a_new_database_at_once(database_url):
    def one(_number):
        with Store.open(database_url) as store:
            return len(store.audit_rows(action="units"))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [1] * 8


def test_units_follow_the_framework(store, database_url, file):
    assert len(execute(file, "SELECT code FROM unit")) == len(FRAMEWORK.units)
    units = tuple(replace(u, name="县总工会") if u.code == "U01" else u for u in FRAMEWORK.units[:5])
    with Store.open(database_url, framework=replace(FRAMEWORK, units=units)) as changed:
        assert changed.audit_rows(action="units")["detail"].tolist()[-1] == {"units": ["U01"]}
    assert execute(file, "SELECT name FROM unit WHERE code = 'U01'") == [("县总工会",)]
    assert len(execute(file, "SELECT code FROM unit")) == len(FRAMEWORK.units)


def test_a_newer_database_is_refused(store, database_url, file):
    execute(file, "UPDATE alembic_version SET version_num = '9999'")
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
        assert again.submissions() == []


def test_a_migration_that_fails_leaves_nothing(tmp_path):
    path = tmp_path / "half.db"
    execute(path, "CREATE TABLE finding (id INTEGER)")
    with pytest.raises(StoreError, match="already exists"):
        Store.open(f"sqlite:///{path}")
    assert execute(path, "SELECT name FROM sqlite_master WHERE type = 'table'") == [("finding",)]


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
        ("sqlite:////proc/none/county.db", "建不了数据库的文件夹|打不开数据库文件"),
    ],
)
def test_an_address_that_cannot_be_used_is_said(url, said):
    with pytest.raises(StoreError, match=said):
        Store.open(url)


def test_a_folder_and_a_text_file_are_no_database(tmp_path):
    text = tmp_path / "text.db"
    text.write_text("这不是数据库。" * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="这个文件不是数据库"):
        Store.open(f"sqlite:///{text}")
    with pytest.raises(StoreError, match="打不开数据库文件"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_read_only_database_is_read_and_refuses_to_be_written(store, file):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    with Store.open(f"sqlite:///file:{file}?mode=ro&uri=true") as locked:
        assert len(locked.dataset(FRAMEWORK, parse_period("2023")).ledgers["L05"]) == 1
        with pytest.raises(StoreError, match=r"只能读、不能写入.*没有保存任何内容"):
            send(locked, "U09", "2023Q1", {"L05": [activity(2)]})
    assert len(store.submissions()) == 1


def test_a_full_disk_stores_nothing_of_a_submission(store):
    @event.listens_for(store._engine, "begin")
    def shrink(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    many = [activity(number, activity_name=os.urandom(40).hex()) for number in range(400)]
    with pytest.raises(StoreError, match=r"磁盘已满.*没有保存任何内容"):
        send(store, "U08", "2023Q1", {"L05": many})
    assert store.submissions() == []
    assert store.periods() == []
    assert execute(store._engine.url.database, "SELECT count(*) FROM original") == [(0,)]


def test_a_database_that_stays_busy_is_said(store, file):
    @event.listens_for(store._engine, "checkout")
    def impatient(connection, _record, _proxy):
        connection.execute("PRAGMA busy_timeout = 50")

    blocker = sqlite3.connect(file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="正被另一个程序占用"):
            send(store, "U08", "2023Q1", {"L05": [activity(1)]})
        assert store.submissions() == [], "a reader does not wait for a writer"
    finally:
        blocker.close()


CHILD = """
import os, signal, sys
from sqlalchemy import event
from metrics.store import Store
from tests.store.building import activity, workbook
url, table, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Store.open(url)
seen = []
@event.listens_for(store._engine, "after_cursor_execute")
def die(connection, cursor, statement, *rest):
    seen.extend([1] if statement.startswith(f"INSERT INTO {table}") else [])
    if len(seen) == times:
        os.kill(os.getpid(), signal.SIGKILL)
for number in range(times + 1):
    finding = ("E203", "confirm", "活动台账", 12, 6)
    rows = {"L05": [activity(number)] * 300, "L09": [{"benefit_code": "W1"}]}
    store.submit(*workbook("U08", "2023Q1", rows, findings=[finding]), "u08")
    print(number, flush=True)
"""


@pytest.mark.parametrize("table", ["original", "ledger_rows", "audit"])
def test_a_process_killed_while_storing_leaves_nothing_half_stored(database_url, tmp_path, table):
    Store.open(database_url).close()
    times = 4 if table == "audit" else 3
    command = [sys.executable, "-c", CHILD, database_url, table, str(times)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    acknowledged = len(done.stdout.split())
    with Store.open(database_url) as store:
        file = store._engine.url.database
        stored = store.submissions()
        assert [info.revision for info in stored] == list(range(1, acknowledged + 1))
        assert acknowledged == 2
        assert execute(file, "PRAGMA integrity_check") == [("ok",)]
        assert execute(file, "PRAGMA foreign_key_check") == []
        counts = {
            name: execute(file, f"SELECT count(*) FROM {name}")[0][0] for name in ("original", "ledger_rows")
        }
        assert counts == {"original": 2, "ledger_rows": 4}
        assert [len(store.findings(info.id)) for info in stored] == [1, 1]
        assert len(store.audit_rows(action="submit")) == 2
        again = send(store, "U08", "2023Q1", {"L05": [activity(99)]}, approve=True)
        assert again.revision == 3
        assert len(store.dataset(FRAMEWORK, parse_period("2023")).ledgers["L05"]) == 1


def test_a_password_is_never_shown():
    engine = create_engine("sqlite:///file:none?mode=ro&uri=true")
    shown = engine.url.set(username="office", password="geheim")
    with pytest.raises(OperationalError, match="unable to open") as caught:
        engine.connect()
    said = str(sentence(caught.value, shown))
    assert "打不开数据库文件" in said
    assert "geheim" not in said
