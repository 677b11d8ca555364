"""Reports: from scores and figures to PDF, Word, Excel, PNG, SVG and ZIP."""

from metrics.reports.archive import Archived, ArchivedFile, archive
from metrics.reports.edited_word import WordDifference, differences, period_of
from metrics.reports.export import FORMATS, FinalPaper, export, exported, finished, picture_pages
from metrics.reports.filenames import file_name, summary_name
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

__all__ = [
    "CHINA",
    "FORMATS",
    "Alert",
    "Archived",
    "ArchivedFile",
    "Block",
    "Drawing",
    "FinalPaper",
    "Heading",
    "Note",
    "Report",
    "Stamp",
    "TableBlock",
    "WordDifference",
    "archive",
    "differences",
    "export",
    "exported",
    "file_name",
    "file_stem",
    "finished",
    "period_of",
    "picture_pages",
    "summary_name",
]
