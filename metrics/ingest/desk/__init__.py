"""The desk where an uploaded file is corrected: its rows as a grid, what a person does there, what comes of it."""

from metrics.ingest.desk.changes import AddedRow, DeskChanges, DeskError, RowWays, read_changes
from metrics.ingest.desk.outcome import DeskOutcome, outcome
from metrics.ingest.desk.sheets import Desk, DeskColumn, DeskSheet, DeskWord, desk_of
from metrics.ingest.desk.shown import desk_data

__all__ = [
    "AddedRow",
    "Desk",
    "DeskChanges",
    "DeskColumn",
    "DeskError",
    "DeskOutcome",
    "DeskSheet",
    "DeskWord",
    "RowWays",
    "desk_data",
    "desk_of",
    "outcome",
    "read_changes",
]
