"""Submissions of the past: the list, and what one of them holds."""

from pages.ui.history.erasing import erasure_requests, offer_erasure, waiting_erasures
from pages.ui.history.list import choose_submissions, submission_list
from pages.ui.history.submission import (
    RevisionPair,
    draw_comments,
    draw_difference,
    list_findings,
    offer_files,
    stored_book,
)

__all__ = [
    "RevisionPair",
    "choose_submissions",
    "draw_comments",
    "draw_difference",
    "erasure_requests",
    "list_findings",
    "offer_erasure",
    "offer_files",
    "stored_book",
    "submission_list",
    "waiting_erasures",
]
