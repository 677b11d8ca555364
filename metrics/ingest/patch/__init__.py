"""Writes into the person's own file: marks and corrections, all other bytes as they were."""

from metrics.ingest.patch.corrected_book import new_book
from metrics.ingest.patch.corrections import (
    CorrectionError,
    Corrections,
    accepted,
    apply_corrections,
    content_of,
    correctable,
    corrected_name,
    place,
    renamed_sheets,
)
from metrics.ingest.patch.edits import CellEdit, edit_findings, edits_of, merged, with_bounds, with_edits
from metrics.ingest.patch.learned import (
    Confirmation,
    Headers,
    confirmations,
    header_kind,
    with_headers,
    with_own_tables,
)
from metrics.ingest.patch.marked import MarkedCopy, mark, marked_name

__all__ = [
    "CellEdit",
    "Confirmation",
    "CorrectionError",
    "Corrections",
    "Headers",
    "MarkedCopy",
    "accepted",
    "apply_corrections",
    "confirmations",
    "content_of",
    "correctable",
    "corrected_name",
    "edit_findings",
    "edits_of",
    "header_kind",
    "mark",
    "marked_name",
    "merged",
    "new_book",
    "place",
    "renamed_sheets",
    "with_bounds",
    "with_edits",
    "with_headers",
    "with_own_tables",
]
