"""Databases of each kind the store runs on."""

from tests.kit.databases import (
    database_url,
    postgresql_url,
    sqlite_store,
    sqlite_url,
    store,
)

__all__ = ["database_url", "postgresql_url", "sqlite_store", "sqlite_url", "store"]
