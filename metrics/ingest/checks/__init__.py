"""Every check of a workbook; importing the room enters them all, in the order of their files' names."""

from metrics.discovery import modules_of
from metrics.ingest.checks.check import check_workbook
from metrics.ingest.checks.codes import codes_page
from metrics.ingest.checks.personal_places import with_places
from metrics.ingest.checks.registry import BOOK_CHECKS, RAISED_BY, ROW_CHECKS, TABLE_CHECKS

modules_of(__name__)

__all__ = [
    "BOOK_CHECKS",
    "RAISED_BY",
    "ROW_CHECKS",
    "TABLE_CHECKS",
    "check_workbook",
    "codes_page",
    "with_places",
]
