"""Reports: from scores and figures to PDF, Word, Excel, PNG, SVG and ZIP."""

from metrics.reports.export import FORMATS, export, exported, picture_pages
from metrics.reports.filenames import file_name, summary_name
from metrics.reports.model import Block, Drawing, Report, Stamp, file_stem

__all__ = [
    "FORMATS",
    "Block",
    "Drawing",
    "Report",
    "Stamp",
    "export",
    "exported",
    "file_name",
    "file_stem",
    "picture_pages",
    "summary_name",
]
