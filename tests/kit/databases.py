"""A database of each kind the store runs on.

A test that asks for a store begins with a copy of a ready database: making the structure anew would take
longer than most tests.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
def sqlite_url(request, tmp_path):
    file = tmp_path / "folder" / "county.db"
    if _wants_ready(request):
        file.parent.mkdir()
        shutil.copy(request.getfixturevalue("ready_file"), file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(request):
    """URL of a new database on the tests' server; it is dropped afterwards, whoever still uses it."""
    if SERVER not in os.environ:
        pytest.skip(NO_SERVER)
    template = request.getfixturevalue("ready_template") if _wants_ready(request) else "template1"
    with new_database(template) as url:
        yield url


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory) -> Path:
    """A SQLite file with the structure and the sample county, and without accounts."""
    file = tmp_path_factory.mktemp("ready") / "county.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def ready_template() -> Iterator[str]:
    """Name of a PostgreSQL database with the same, for `CREATE DATABASE … TEMPLATE`."""
    with new_database() as url:
        open_store(url).close()
        yield str(make_url(url).database)


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


def _wants_ready(request) -> bool:
    return not {"store", "sqlite_store"}.isdisjoint(request.fixturenames)


@contextmanager
def new_database(template: str = "template1") -> Iterator[str]:
    """URL of a new database on the tests' server, made like another one; dropped afterwards."""
    server, name = make_url(os.environ[SERVER]), f"t{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
    Path("data", f"{name}.key").unlink(missing_ok=True)
