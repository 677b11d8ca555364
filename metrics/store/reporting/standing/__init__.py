"""Who may hand in what now, and why not: the one answer; and corrections that a closed quarter lets in."""

from metrics.store.reporting.standing import corrections
from metrics.store.reporting.standing.answer import (
    CORRECTING,
    FIRST,
    LATE,
    ReportAnswer,
    Situation,
    answer,
)
from metrics.store.reporting.standing.corrections import (
    CORRECTION_STATE_NAMES,
    CORRECTION_TERM,
    Correction,
)
from metrics.store.reporting.standing.question import (
    may_report,
    may_report_all,
    require,
    require_decidable,
)

__all__ = [
    "CORRECTING",
    "CORRECTION_STATE_NAMES",
    "CORRECTION_TERM",
    "FIRST",
    "LATE",
    "Correction",
    "ReportAnswer",
    "Situation",
    "answer",
    "corrections",
    "may_report",
    "may_report_all",
    "require",
    "require_decidable",
]
