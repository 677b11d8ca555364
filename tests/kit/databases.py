"""A database of each kind the store runs on, empty but migrated."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

from tests.kit.county_packages import open_store
from tests.kit.workbooks import people

SERVER = "KANDEJIAN_TEST_POSTGRES"
NO_SERVER = f"no PostgreSQL server: {SERVER} is not set (./test.sh starts one)"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """URL of a database without tables; the file of a SQLite one does not exist yet."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'folder' / 'county.db'}"


@pytest.fixture
def postgresql_url():
    """URL of a new database on the tests' server; it is dropped afterwards, whoever still uses it."""
    if SERVER not in os.environ:
        pytest.skip(NO_SERVER)
    server, name = make_url(os.environ[SERVER]), f"t{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
    Path("data", f"{name}.key").unlink(missing_ok=True)


@pytest.fixture
def store(database_url):
    with open_store(database_url) as opened:
        people(opened)
        yield opened


@pytest.fixture
def sqlite_store(sqlite_url):
    with open_store(sqlite_url) as opened:
        people(opened)
        yield opened
