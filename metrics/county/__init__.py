"""What is approved in a county: submissions, rows, what they would be, and rows on their way out."""

from metrics.county.closures import CLOSED_COLUMN, DISOWNED_COLUMN, mark_closed
from metrics.county.data import Data
from metrics.county.kept_books import BookKey, BookShelf
from metrics.county.model import Dataset, SubmissionInfo
from metrics.county.returned import (
    CLAIMED,
    DIFFERS,
    ELSEWHERE,
    UNKNOWN,
    Returned,
    ReturnedFinding,
    ReturnedRow,
    ReturnedStanding,
)
from metrics.county.states import STATES
from metrics.county.version import version_of
from metrics.county.visible import (
    MARKS,
    Gate,
    Table,
    UngatedRowsError,
    VisibleRows,
    asks_of,
    frame_for,
    marks_of,
)
from metrics.county.whatif import with_submission

__all__ = [
    "CLAIMED",
    "CLOSED_COLUMN",
    "DIFFERS",
    "DISOWNED_COLUMN",
    "ELSEWHERE",
    "MARKS",
    "STATES",
    "UNKNOWN",
    "BookKey",
    "BookShelf",
    "Data",
    "Dataset",
    "Gate",
    "Returned",
    "ReturnedFinding",
    "ReturnedRow",
    "ReturnedStanding",
    "SubmissionInfo",
    "Table",
    "UngatedRowsError",
    "VisibleRows",
    "asks_of",
    "frame_for",
    "mark_closed",
    "marks_of",
    "version_of",
    "with_submission",
]
