"""The desk where an uploaded file is corrected: its rows laid out, what is done there, what comes of it."""

from metrics.ingest.desk.changes import AddedRow, DeskChanges, DeskError, RowWays, read_changes
from metrics.ingest.desk.merging import ALL, MergedFile, MergeError, MergePart, merge, rivals
from metrics.ingest.desk.outcome import DeskOutcome, outcome
from metrics.ingest.desk.sheets import Desk, DeskColumn, DeskSheet, DeskWord, desk_of
from metrics.ingest.desk.shown import desk_data

__all__ = [
    "ALL",
    "AddedRow",
    "Desk",
    "DeskChanges",
    "DeskColumn",
    "DeskError",
    "DeskOutcome",
    "DeskSheet",
    "DeskWord",
    "MergeError",
    "MergePart",
    "MergedFile",
    "RowWays",
    "desk_data",
    "desk_of",
    "merge",
    "outcome",
    "read_changes",
    "rivals",
]
