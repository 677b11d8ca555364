"""The audit that stood before there was a chain is hashed as it stands; publications get their heads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy.exc import DBAPIError

from metrics.store import Store, StoreError
from metrics.store.care import FINE, examine
from metrics.store.database import SYSTEM, audit, open_engine, read, write
from metrics.store.database.chain import START
from metrics.store.database.migrate import configuration
from tests.kit.county_packages import open_store

ROWS = (
    (1, "2023-04-01 01:00:00", "u08", "submit", "submission 1", '{"text": "补报：𠮷", "n": 1.5}', "10.0.0.8"),
    (
        2,
        "2023-04-02 01:00:00.5",
        "office",
        "publish",
        "2023Q1",
        '{"publication": 7, "quarters": ["2023Q1"]}',
        "",
    ),
    (5, "2023-04-03 01:00:00", "boss", "reopen", "2023Q1", "{}", ""),
)
PUBLISHED = (
    "INSERT INTO publication (id, period, data_version, framework_version, framework_id, submissions, "
    "account, at, note, state, why) VALUES (7, '2023Q1', 'd', 'f', 0, '[1]', 'office', "
    "'2023-04-02 01:00:00', '', 'reopened', 'x')"
)


@pytest.fixture
def before(database_url):
    """URL of a database of the structure before, with a gap in its audit and a publication."""
    engine = open_engine(database_url, create=True)

    def fill(connection):
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        for row in ROWS:
            values = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in row)
            connection.exec_driver_sql(
                f"INSERT INTO audit (id, at, account, action, subject, detail, address) VALUES ({values})"
            )
        connection.exec_driver_sql(PUBLISHED)

    write(engine, fill)
    engine.dispose()
    return database_url


def test_many_writers_make_one_chain(database_url):
    with open_store(database_url) as one, open_store(database_url) as other, ThreadPoolExecutor(8) as pool:
        deeds = [store.people.first_admin_token for store in (one, other)] * 15
        assert all(done.result() for done in [pool.submit(deed) for deed in deeds])
        assert len(one.care.audit_rows(SYSTEM, action="first-admin-link")) == len(deeds)
    (check,) = (check for check in examine(database_url) if check.name == "审计链")
    assert check.state == FINE


def test_writers_that_would_fork_it_are_refused(database_url):
    """Even writers that do not wait for one another, as somebody else's program may be."""
    with open_store(database_url) as store:
        before = read(store.database.engine, audit.head)
        write(store.database.engine, audit.record, SYSTEM, "units", "x", {})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(audit, "head", lambda _connection: before)
            with pytest.raises(StoreError):
                write(store.database.engine, audit.record, SYSTEM, "units", "y", {})
        assert len(store.care.audit_rows(SYSTEM, subject="y")) == 0


def test_rows_that_stand_are_hashed_and_guarded_again(before):
    with Store.open(before) as store:
        rows = store.care.audit_rows(SYSTEM).to_dict("records")
        assert [row["id"] for row in rows] == [1, 2, 5]
        assert [row["previous"] for row in rows] == [START, *(row["hash"] for row in rows[:-1])]
        (one,) = store.office.publications()
        assert (one.audit_id, one.audit_hash) == (2, rows[1]["hash"])
        for statement in ("UPDATE audit SET hash = ''", "UPDATE publication SET audit_hash = ''"):
            with (
                pytest.raises(DBAPIError, match="never changed"),
                store.database.engine.begin() as connection,
            ):
                connection.exec_driver_sql(statement)
    states = {check.name: check for check in examine(before)}
    assert (states["审计链"].state, states["触发器"].state) == (FINE, FINE)
    assert "3 行接得上，与 1 次发布" in states["审计链"].text
