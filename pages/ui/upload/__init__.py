"""Handing in: whose data, files that come in, findings to correct, what a file would do, the history."""

from pages.ui.upload.around import open_quarter, submission_history, template_step
from pages.ui.upload.before_handing_in import as_approved, draw_effect
from pages.ui.upload.choice import choose_unit_and_quarter
from pages.ui.upload.files import REFUSED, TYPES, upload_step

__all__ = [
    "REFUSED",
    "TYPES",
    "as_approved",
    "choose_unit_and_quarter",
    "draw_effect",
    "open_quarter",
    "submission_history",
    "template_step",
    "upload_step",
]
