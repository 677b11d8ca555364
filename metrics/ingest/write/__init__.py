"""Workbooks we make: templates, lists of findings and rows, and how they look."""

from metrics.ingest.write.cells import SAFE, Value, csv_text, is_blank, tamed, untamed, write_value
from metrics.ingest.write.diff_listing import changed_cells, diff_counts, dropped_rows
from metrics.ingest.write.listing import (
    LIST_SHEET,
    ROW_HEADING,
    WHOLE_FILE,
    FindingGroup,
    findings_frame,
    grouped,
    readable_rows,
    write_findings,
)
from metrics.ingest.write.lists import safe_csv, write_list
from metrics.ingest.write.row_listing import readable_ledger
from metrics.ingest.write.style import DATE_FORMAT, FONT, Styles, make_styles, print_set_up
from metrics.ingest.write.template import COVER, META, NOTES_COLUMN, OWN_SHEETS, write_template

__all__ = [
    "COVER",
    "DATE_FORMAT",
    "FONT",
    "LIST_SHEET",
    "META",
    "NOTES_COLUMN",
    "OWN_SHEETS",
    "ROW_HEADING",
    "SAFE",
    "WHOLE_FILE",
    "FindingGroup",
    "Styles",
    "Value",
    "changed_cells",
    "csv_text",
    "diff_counts",
    "dropped_rows",
    "findings_frame",
    "grouped",
    "is_blank",
    "make_styles",
    "print_set_up",
    "readable_ledger",
    "readable_rows",
    "safe_csv",
    "tamed",
    "untamed",
    "write_findings",
    "write_list",
    "write_template",
    "write_value",
]
