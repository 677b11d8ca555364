"""Reports: from scores and figures to PDF, Word, Excel, PNG, SVG and ZIP."""

from metrics.reports.archive import Archived, ArchivedFile, archive
from metrics.reports.edited_word import WordDifference, differences, period_of
from metrics.reports.export import FORMATS, FinalPaper, export, exported, finished, picture_pages
from metrics.reports.filenames import file_name, summary_name
from metrics.reports.handing_up import (
    HAND_UP_ASKS,
    SignedPackage,
    handover_of,
    signed_package,
    without_code,
)
from metrics.reports.model import (
    CHINA,
    Alert,
    Block,
    Drawing,
    Heading,
    Note,
    Report,
    Stamp,
    TableBlock,
    file_stem,
)
from metrics.reports.province_paper import province_paper
from metrics.reports.schedule import (
    SCHEDULED,
    PaperSchedule,
    due,
    keep_schedule,
    make_due,
    offered,
    schedule_of,
)

__all__ = [
    "CHINA",
    "FORMATS",
    "HAND_UP_ASKS",
    "SCHEDULED",
    "Alert",
    "Archived",
    "ArchivedFile",
    "Block",
    "Drawing",
    "FinalPaper",
    "Heading",
    "Note",
    "PaperSchedule",
    "Report",
    "SignedPackage",
    "Stamp",
    "TableBlock",
    "WordDifference",
    "archive",
    "differences",
    "due",
    "export",
    "exported",
    "file_name",
    "file_stem",
    "finished",
    "handover_of",
    "keep_schedule",
    "make_due",
    "offered",
    "period_of",
    "picture_pages",
    "province_paper",
    "schedule_of",
    "signed_package",
    "summary_name",
    "without_code",
]
