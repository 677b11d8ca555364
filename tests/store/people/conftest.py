"""A database without accounts: these tests make their own."""

import pytest

from metrics.store import Store


@pytest.fixture
def store(database_url):
    with Store.open(database_url) as opened:
        yield opened
