"""On PostgreSQL the program's account adds to the audit and can do nothing else to it."""

import os
import subprocess
import sys
from contextlib import contextmanager
from uuid import uuid4

import pandas as pd
import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.care import FINE, WARNING, backup, examine, grant, restore
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.databases import NO_SERVER, SERVER, new_database
from tests.kit.project import REPO
from tests.kit.workbooks import FRAMEWORK, activity, send

Q1 = parse_period("2023Q1")
EMPTIED = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NEW; END $$"
)


@pytest.fixture
def accounts(postgresql_url):
    """(url of the owner, url of the program's account): neither is a superuser."""
    with two_accounts(postgresql_url) as urls:
        yield urls


@contextmanager
def two_accounts(url):
    address, end = make_url(url), uuid4().hex[:8]
    owner, program = f"owner_{end}", f"Program-{end}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for role in (owner, program):
            connection.exec_driver_sql(f'CREATE ROLE "{role}" LOGIN')
        connection.exec_driver_sql(f'ALTER DATABASE {address.database} OWNER TO "{owner}"')
    yield tuple(address.set(username=role).render_as_string(hide_password=False) for role in (owner, program))
    with server.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {address.database} OWNER TO CURRENT_USER")
        for role in (owner, program):
            connection.exec_driver_sql(f'DROP OWNED BY "{role}" CASCADE')
            connection.exec_driver_sql(f'DROP ROLE "{role}"')
    server.dispose()


def name_of(url):
    return make_url(url).username


def states(url):
    return {check.name: check for check in examine(url)}


@pytest.fixture
def granted(accounts):
    return with_rights(*accounts)


@pytest.fixture(scope="module")
def granted_once():
    """The same for tests that are refused whatever they try."""
    if SERVER not in os.environ:
        pytest.skip(NO_SERVER)
    with new_database() as url, two_accounts(url) as urls:
        yield with_rights(*urls)


def with_rights(owner, program):
    command = [sys.executable, "-m", "metrics", "init", "--application", name_of(program), "--db", owner]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert (done.returncode, f"已授权给 {name_of(program)}" in done.stderr) == (0, True), done.stderr
    return owner, program


def test_the_program_works_with_tables_that_are_not_its_own(granted, tmp_path):
    _, program = granted
    with open_store(program) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
        store.people.add_account(Account("wang.wu", "王五", "领导"), SYSTEM, "四月的风吹过河滩")
        token = store.people.sign_in("wang.wu", "四月的风吹过河滩", "10.0.0.8").token
        store.people.sign_out(token)
        kept = store.reporting.keep_draft("U08", Q1, "a.xlsx", b"PK", "u08")
        store.reporting.drop_draft(kept.id, "u08")
        store.office.publish(
            Q1,
            "office",
            {"county": pd.DataFrame({"total": [1.0]}, index=["county"])},
            data_version=store.reporting.data_version(Q1),
            framework_version=FRAMEWORK.hash,
        )
        assert store.care.audit_head(SYSTEM).id == len(store.care.audit_rows(SYSTEM))
    assert backup(program, tmp_path / "one.kdj").unrecorded == ""
    with pytest.raises(StoreError, match="已经有表"):
        restore(program, tmp_path / "one.kdj")
    found = states(program)
    assert {check.state for name, check in found.items() if name != "磁盘空间"} == {FINE}
    assert found["审计表归属"].text == "程序用的账号只能往审计表里添加"


@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET account = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DROP TABLE audit",
        "DROP TRIGGER audit_no_update ON audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        EMPTIED,
        "UPDATE alembic_version SET version_num = '0001'",
        "ALTER TABLE submission DISABLE TRIGGER ALL",
    ],
)
def test_the_programs_account_cannot_rewrite_the_audit(granted_once, statement):
    engine = create_engine(granted_once[1])
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_an_owner_that_serves_is_warned_of(accounts):
    owner, _ = accounts
    open_store(owner).close()
    found = states(owner)["审计表归属"]
    assert (found.state, "是审计表的主人" in found.text) == (WARNING, True)


@pytest.mark.long
def test_a_right_too_many_is_warned_of(granted):
    owner, program = granted
    engine = create_engine(owner)
    with engine.begin() as connection:
        connection.exec_driver_sql(f'GRANT DELETE, TRUNCATE ON audit TO "{name_of(program)}"')
    engine.dispose()
    found = states(program)["审计表归属"]
    assert (found.state, "DELETE、TRUNCATE 的权限" in found.text) == (WARNING, True)
    grant(owner, name_of(program))
    assert states(program)["审计表归属"].state == FINE


def test_whom_one_cannot_grant_to(accounts, sqlite_url, postgresql_url):
    owner, program = accounts
    open_store(owner).close()
    for application, said in (
        ("nobody", "没有账号 nobody"),
        (name_of(owner), "表的主人或超级用户"),
        (make_url(postgresql_url).username, "表的主人或超级用户"),
    ):
        with pytest.raises(StoreError, match=said):
            grant(owner, application)
    open_store(sqlite_url).close()
    with pytest.raises(StoreError, match="SQLite 请靠文件权限"):
        grant(sqlite_url, name_of(program))


def test_the_program_does_not_upgrade_tables_of_the_owner_but_says_who_does(accounts):
    _, program = accounts
    with pytest.raises(StoreError, match=r"没有需要的权限.*init --application"):
        open_store(program)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TRIGGER audit_no_update ON audit", "缺少 audit_no_update"),
        ("ALTER TABLE audit DISABLE TRIGGER audit_no_delete", "audit_no_delete 被改过"),
        (
            EMPTIED,
            "被改过",
        ),
        ("CREATE TRIGGER door BEFORE INSERT ON session EXECUTE FUNCTION refuse_change()", "多出 door"),
    ],
)
def test_guards_taken_away_on_a_server_are_found(postgresql_url, statement, said):
    with open_store(postgresql_url) as store, store.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert said in states(postgresql_url)["触发器"].text


def test_a_chain_broken_on_a_server_is_found(postgresql_url):
    with open_store(postgresql_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
        with store.database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
            connection.exec_driver_sql("UPDATE audit SET account = 'u09' WHERE id = 2")
            connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER ALL")
    assert states(postgresql_url)["审计链"].text.startswith("第 2 行内容与它的散列不符")
