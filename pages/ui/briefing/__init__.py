"""A briefing: choosing it, editing its words, making the file and handing it out."""

from pages.ui.briefing.choose import ask_kind, ask_parts
from pages.ui.briefing.edit import ask_head, edit_paragraphs, head_of
from pages.ui.briefing.edited_word import check_edited
from pages.ui.briefing.files import make_and_preview, sent_files
from pages.ui.briefing.schedule import ask_schedule

__all__ = [
    "ask_head",
    "ask_kind",
    "ask_parts",
    "ask_schedule",
    "check_edited",
    "edit_paragraphs",
    "head_of",
    "make_and_preview",
    "sent_files",
]
