"""Kinds of report, one file each; importing this package enters them all."""

from metrics.reports.write.kinds import book, charts, leaders, profiles, special
from metrics.reports.write.kinds.book import LEVELS_TOLD
from metrics.reports.write.kinds.registry import KINDS, Draft, Kind, register

__all__ = [
    "KINDS",
    "LEVELS_TOLD",
    "Draft",
    "Kind",
    "book",
    "charts",
    "leaders",
    "profiles",
    "register",
    "special",
]
