"""Every check of a workbook, entered in the order in which they run."""

from metrics.ingest.checks import cells, fields, revisions, sheets, totals
from metrics.ingest.checks.registry import BOOK_CHECKS, RAISED_BY, ROW_CHECKS, TABLE_CHECKS

__all__ = [
    "BOOK_CHECKS",
    "RAISED_BY",
    "ROW_CHECKS",
    "TABLE_CHECKS",
    "cells",
    "fields",
    "revisions",
    "sheets",
    "totals",
]
