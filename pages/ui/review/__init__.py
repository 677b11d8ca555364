"""Submissions that await a decision: the queue, one case, the decision."""

from pages.ui.review.case import draw_case
from pages.ui.review.decision import bulk_approval
from pages.ui.review.queue import choose_case, label_after, queue_table, waiting_submissions

__all__ = [
    "bulk_approval",
    "choose_case",
    "draw_case",
    "label_after",
    "queue_table",
    "waiting_submissions",
]
