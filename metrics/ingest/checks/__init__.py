"""Every check of a workbook, entered in the order in which they run."""

from metrics.ingest.checks import cells, fields, revisions, sheets, totals
from metrics.ingest.checks.check import check_workbook
from metrics.ingest.checks.codes import codes_page
from metrics.ingest.checks.registry import BOOK_CHECKS, RAISED_BY, ROW_CHECKS, TABLE_CHECKS

__all__ = [
    "BOOK_CHECKS",
    "RAISED_BY",
    "ROW_CHECKS",
    "TABLE_CHECKS",
    "cells",
    "check_workbook",
    "codes_page",
    "fields",
    "revisions",
    "sheets",
    "totals",
]
