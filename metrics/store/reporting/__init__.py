"""What units report: files handed in, drafts, decisions, rulings on doubts, and the rows that count."""

from metrics.store.reporting import datasets, found, own_columns, periods, retention, submissions
from metrics.store.reporting.beforehand import (
    merge_uploads,
    own_doubts,
    since_last_quarter,
    strange_sheets_of,
)
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
from metrics.store.reporting.found import COUNTED
from metrics.store.reporting.gate import PersonalDataError
from metrics.store.reporting.intake import (
    Raw,
    Receipt,
    Upload,
    check_upload,
    correct_upload,
    desk_of_upload,
    hand_in,
    inspect_as_written,
    inspect_upload,
    period_to_report,
    receive,
    stored_already,
    what_if,
    with_trail,
)
from metrics.store.reporting.last import LastReport
from metrics.store.reporting.mergers import Merger, MergerWish
from metrics.store.reporting.periods import DUE_AFTER, PERIOD_STATE_NAMES, PeriodInfo
from metrics.store.reporting.photos import PhotosAdded, PhotosBeside, PhotoStore
from metrics.store.reporting.retention import KEEP_RULES, Expired, KeepRule
from metrics.store.reporting.rulings import (
    CLOSED,
    CLOSING,
    DIFFERENT,
    NOT_OURS,
    OUTSIDE,
    SAME,
    UNDONE,
    VERDICTS,
    VERIFIED,
    RuledRow,
    Ruling,
    RulingStore,
    not_ours,
)
from metrics.store.reporting.standing import (
    CORRECTION_STATE_NAMES,
    CORRECTION_TERM,
    Correction,
    ReportAnswer,
    corrections,
)
from metrics.store.reporting.store import ReportingStore
from metrics.store.reporting.trails import UploadTrail
from metrics.store.reporting.workflow import SUBMISSION_STATE_NAMES, token
from metrics.store.reporting.zeros import ZeroDeclaration, declarable, empty_ledgers, report_nothing

__all__ = [
    "CLEARED",
    "CLOSED",
    "CLOSING",
    "CORRECTION_STATE_NAMES",
    "CORRECTION_TERM",
    "COUNTED",
    "DIFFERENT",
    "DUE_AFTER",
    "ERASED",
    "ERASURE_STATE_NAMES",
    "KEEP_RULES",
    "NOT_OURS",
    "OUTSIDE",
    "PERIOD_STATE_NAMES",
    "SAME",
    "SUBMISSION_STATE_NAMES",
    "UNDONE",
    "VERDICTS",
    "VERIFIED",
    "Comment",
    "Correction",
    "ErasedError",
    "Erasure",
    "ErasureOutlook",
    "Expired",
    "Extension",
    "KeepRule",
    "LastReport",
    "Merger",
    "MergerWish",
    "PeriodInfo",
    "PersonalDataError",
    "PhotoStore",
    "PhotosAdded",
    "PhotosBeside",
    "Raw",
    "Receipt",
    "ReportAnswer",
    "ReportingStore",
    "RuledRow",
    "Ruling",
    "RulingStore",
    "Upload",
    "UploadDraft",
    "UploadTrail",
    "ZeroDeclaration",
    "check_upload",
    "correct_upload",
    "corrections",
    "datasets",
    "declarable",
    "desk_of_upload",
    "empty_ledgers",
    "found",
    "hand_in",
    "inspect_as_written",
    "inspect_upload",
    "merge_uploads",
    "not_ours",
    "own_columns",
    "own_doubts",
    "period_to_report",
    "periods",
    "receive",
    "report_nothing",
    "retention",
    "since_last_quarter",
    "stored_already",
    "strange_sheets_of",
    "submissions",
    "token",
    "what_if",
    "with_trail",
]
