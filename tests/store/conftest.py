"""A database of each kind the store runs on, empty but migrated."""

import pytest

from metrics.store import Store


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path):
    """URL of a database that does not exist yet."""
    return f"{request.param}:///{tmp_path / 'folder' / 'county.db'}"


@pytest.fixture
def store(database_url):
    with Store.open(database_url) as opened:
        yield opened
