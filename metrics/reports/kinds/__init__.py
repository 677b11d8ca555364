"""Kinds of report, one file each; importing this package enters them all."""

from metrics.reports.kinds import book, charts, leaders, profiles, special
from metrics.reports.kinds.registry import KINDS, Draft, Kind, register

__all__ = ["KINDS", "Draft", "Kind", "book", "charts", "leaders", "profiles", "register", "special"]
