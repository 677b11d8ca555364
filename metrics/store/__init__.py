"""Durable, versioned data: periods, submissions with their files and rows, decisions, accounts, audit.

Everything is reached by a `Store`. Its rooms are used through their own doors:
`from metrics.store.people import Account`.
"""

from metrics.store.database import StoreError
from metrics.store.store import Store

__all__ = ["Store", "StoreError"]
