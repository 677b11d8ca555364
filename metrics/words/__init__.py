"""Numbers, states and reminders in words: one format everywhere."""

from metrics.county import STATES
from metrics.scoring import is_missing, number_at, row_at, text_at
from metrics.words.erasing import backups_words
from metrics.words.formats import (
    COUNTER,
    FEW,
    NO_SCORE,
    SOURCE,
    STATUS,
    amount,
    change,
    grade_word,
    graded,
    number,
    placed,
    score,
    short,
    shown,
    value_words,
)
from metrics.words.framework_changes import difference_lines, difference_rows, difference_words
from metrics.words.reminder import (
    OWED,
    Owed,
    owed,
    problem_line,
    reminder,
    reminder_to_all,
    reported_late,
    return_reason,
)

__all__ = [
    "COUNTER",
    "FEW",
    "NO_SCORE",
    "OWED",
    "SOURCE",
    "STATES",
    "STATUS",
    "Owed",
    "amount",
    "backups_words",
    "change",
    "difference_lines",
    "difference_rows",
    "difference_words",
    "grade_word",
    "graded",
    "is_missing",
    "number",
    "number_at",
    "owed",
    "placed",
    "problem_line",
    "reminder",
    "reminder_to_all",
    "reported_late",
    "return_reason",
    "row_at",
    "score",
    "short",
    "shown",
    "text_at",
    "value_words",
]
