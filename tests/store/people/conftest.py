"""A database without accounts: these tests make their own."""

import pytest

from tests.kit.county_packages import open_store


@pytest.fixture
def store(database_url):
    with open_store(database_url) as opened:
        yield opened
