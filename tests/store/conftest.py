"""Databases of each kind the store runs on."""

from tests.kit.databases import (
    database_url,
    postgresql_url,
    ready_file,
    ready_template,
    sqlite_store,
    sqlite_url,
    store,
)

__all__ = [
    "database_url",
    "postgresql_url",
    "ready_file",
    "ready_template",
    "sqlite_store",
    "sqlite_url",
    "store",
]
