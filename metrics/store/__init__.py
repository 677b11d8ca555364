"""Durable, versioned data: periods, submissions with their files and rows, decisions, audit."""

from metrics.store.errors import StoreError
from metrics.store.periods import PeriodInfo
from metrics.store.store import Store
from metrics.store.units import Account

__all__ = ["Account", "PeriodInfo", "Store", "StoreError"]
