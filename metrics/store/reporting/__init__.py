"""What units report: files handed in, drafts, decisions, rulings on doubts, and the rows that count."""

from metrics.store.reporting import datasets, own_columns, periods, retention, submissions
from metrics.store.reporting.comments import Comment
from metrics.store.reporting.drafts import UploadDraft
from metrics.store.reporting.erasures import (
    CLEARED,
    ERASED,
    ERASURE_STATE_NAMES,
    ErasedError,
    Erasure,
    ErasureOutlook,
)
from metrics.store.reporting.extensions import Extension
from metrics.store.reporting.gate import PersonalDataError
from metrics.store.reporting.intake import (
    Raw,
    Receipt,
    Upload,
    check_upload,
    correct_upload,
    hand_in,
    inspect_upload,
    period_to_report,
    receive,
    stored_already,
    what_if,
    with_trail,
)
from metrics.store.reporting.periods import DUE_AFTER, PERIOD_STATE_NAMES, PeriodInfo
from metrics.store.reporting.photo_reach import PhotosBeside
from metrics.store.reporting.photo_store import PhotosAdded, PhotoStore
from metrics.store.reporting.retention import KEEP_RULES, Expired, KeepRule
from metrics.store.reporting.rulings import (
    DIFFERENT,
    SAME,
    UNDONE,
    VERDICTS,
    VERIFIED,
    RuledRow,
    Ruling,
)
from metrics.store.reporting.store import ReportingStore
from metrics.store.reporting.submissions import COUNTED
from metrics.store.reporting.trails import UploadTrail
from metrics.store.reporting.workflow import SUBMISSION_STATE_NAMES, token

__all__ = [
    "CLEARED",
    "COUNTED",
    "DIFFERENT",
    "DUE_AFTER",
    "ERASED",
    "ERASURE_STATE_NAMES",
    "KEEP_RULES",
    "PERIOD_STATE_NAMES",
    "SAME",
    "SUBMISSION_STATE_NAMES",
    "UNDONE",
    "VERDICTS",
    "VERIFIED",
    "Comment",
    "ErasedError",
    "Erasure",
    "ErasureOutlook",
    "Expired",
    "Extension",
    "KeepRule",
    "PeriodInfo",
    "PersonalDataError",
    "PhotoStore",
    "PhotosAdded",
    "PhotosBeside",
    "Raw",
    "Receipt",
    "ReportingStore",
    "RuledRow",
    "Ruling",
    "Upload",
    "UploadDraft",
    "UploadTrail",
    "check_upload",
    "correct_upload",
    "datasets",
    "hand_in",
    "inspect_upload",
    "own_columns",
    "period_to_report",
    "periods",
    "receive",
    "retention",
    "stored_already",
    "submissions",
    "token",
    "what_if",
    "with_trail",
]
