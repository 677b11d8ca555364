"""Transactions: whole or not at all, and run again when another writer was quicker."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from metrics.store import StoreError
from metrics.store.database import account, moment, read, submission, write
from metrics.store.database import period as periods
from tests.kit.county_packages import open_store
from tests.kit.workbooks import activity, send


def stored_periods(store):
    return read(store.database.engine, lambda c: sorted(c.execute(select(periods.c.code)).scalars()))


def open_period(connection, code):
    day = moment(None).date()
    connection.execute(insert(periods).values(code=code, starts_on=day, ends_on=day, state="open"))


def test_work_that_lost_a_race_is_done_again_whole(store):
    attempts = []

    def work(connection):
        attempts.append(1)
        open_period(connection, f"first-{len(attempts)}")
        open_period(connection, "2023Q1" if len(attempts) < 3 else "2023Q2")
        return len(attempts)

    write(store.database.engine, open_period, "2023Q1")
    assert write(store.database.engine, work) == 3
    assert stored_periods(store) == ["2023Q1", "2023Q2", "first-3"]


def test_a_lasting_conflict_is_said_and_leaves_nothing(store):
    def work(connection):
        open_period(connection, "other")
        open_period(connection, "2023Q1")

    write(store.database.engine, open_period, "2023Q1")
    with pytest.raises(StoreError, match="没有保存任何内容"):
        write(store.database.engine, work)
    assert stored_periods(store) == ["2023Q1"]


def test_the_database_refuses_a_second_row_with_the_same_revision(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    copied = [column for column in submission.c if column.name != "id"]
    twice = insert(submission).from_select(copied, select(*copied))
    with pytest.raises(IntegrityError, match=r"UNIQUE|unique"), store.database.engine.begin() as connection:
        connection.execute(twice)


def test_foreign_keys_are_enforced(store):
    with pytest.raises(StoreError, match=r"FOREIGN KEY|foreign key"):
        write(store.database.engine, orphan)


def orphan(connection):
    row = {"code": "u99", "name": "无", "role": "填报员", "unit": "U99", "active": True}
    connection.execute(insert(account).values(**row))


def test_a_refusal_takes_back_what_was_written_before_it(store):
    def work(connection):
        open_period(connection, "2023Q1")
        raise StoreError("不行")

    with pytest.raises(StoreError, match="不行"):
        write(store.database.engine, work)
    assert stored_periods(store) == []


LOST = "DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '{}'; END $$"


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_work_that_lost_a_lock_is_done_again_whole(postgresql_url, state):
    attempts = []

    def work(connection):
        attempts.append(1)
        open_period(connection, f"2023Q{len(attempts)}")
        if len(attempts) < 3:
            connection.exec_driver_sql(LOST.format(state))

    with open_store(postgresql_url) as store:
        write(store.database.engine, work)
        assert stored_periods(store) == ["2023Q3"]
        with pytest.raises(StoreError, match=r"正被另一个程序占用.*没有保存任何内容"):
            write(store.database.engine, lambda connection: connection.exec_driver_sql(LOST.format(state)))


def test_a_table_cannot_be_emptied_on_a_server_either(postgresql_url):
    kept = ("audit", "original", "submission", "ledger_rows", "finding", "ruling", "framework_version")
    with open_store(postgresql_url) as store:
        for table in (*kept, "comment", "publication", "published_scores"):
            refused = pytest.raises(DBAPIError, match="never changed")
            with refused, store.database.engine.begin() as connection:
                connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


@contextmanager
def foreign_writer(store):
    """Another program that writes into the same SQLite file and does not end."""
    file = store.database.engine.url.database
    with closing(sqlite3.connect(file, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        yield
        foreign.execute("ROLLBACK")


def nothing(_connection):
    """Write nothing."""


def test_a_hurried_writer_gives_up_soon_and_the_next_one_waits_again(sqlite_store):
    database = sqlite_store.database
    with foreign_writer(sqlite_store):
        began = time.monotonic()
        with pytest.raises(StoreError, match="占用"):
            database.write_within(200, nothing)
        assert time.monotonic() - began < 10
    database.write_within(200, nothing)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_a_hurried_writer_gives_up_soon_on_a_server_too(postgresql_url):
    with open_store(postgresql_url) as store, open_store(postgresql_url) as foreign:
        with foreign.database.whole():
            began = time.monotonic()
            with pytest.raises(StoreError, match="占用"):
                store.database.write_within(200, nothing)
            assert time.monotonic() - began < 10
        assert store.database.write_within(200, patience) == "200ms"
        assert store.database.write(patience) == "30s"


def patience(connection):
    return connection.exec_driver_sql("SHOW lock_timeout").scalar()


def test_writers_who_wait_for_one_long_transaction_take_no_connection(store):
    with ThreadPoolExecutor(1) as pool, store.database.whole():
        with pytest.raises(StoreError, match="占用"):
            pool.submit(store.database.write_within, 200, nothing).result(60)
        assert store.database.engine.pool.checkedout() == 1
    store.database.write_within(200, nothing)


def test_writers_who_wait_for_a_foreign_lock_leave_the_connections_to_readers(sqlite_store):
    """Thirty wait; more than there are connections."""
    with ThreadPoolExecutor(30) as pool:
        with foreign_writer(sqlite_store):
            waiting = [pool.submit(sqlite_store.database.write, nothing) for _ in range(30)]
            time.sleep(0.5)
            began = time.monotonic()
            assert sqlite_store.people.names()
            assert time.monotonic() - began < 10
            assert not any(one.done() for one in waiting)
        assert [one.result(60) for one in waiting] == [None] * 30
