"""Kinds of report, one file each; importing the room enters them all."""

from metrics.discovery import modules_of
from metrics.reports.write.kinds.book import LEVELS_TOLD
from metrics.reports.write.kinds.registry import KINDS, Kind, Outcome, register
from metrics.reports.write.kinds.rows import rows_named

modules_of(__name__)

__all__ = ["KINDS", "LEVELS_TOLD", "Kind", "Outcome", "register", "rows_named"]
