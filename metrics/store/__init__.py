"""Durable, versioned data: periods, submissions with their files and rows, decisions, audit."""

from metrics.store.attempts import LockedError, SignInError
from metrics.store.errors import StoreError
from metrics.store.periods import PeriodInfo
from metrics.store.publications import Publication
from metrics.store.sessions import Session, SignedIn
from metrics.store.store import Store
from metrics.store.units import Account

__all__ = [
    "Account",
    "LockedError",
    "PeriodInfo",
    "Publication",
    "Session",
    "SignInError",
    "SignedIn",
    "Store",
    "StoreError",
]
