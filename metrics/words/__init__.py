"""Numbers, states and reminders in words: one format everywhere."""

from metrics.words.formats import (
    COUNTER,
    FEW,
    NO_SCORE,
    SOURCE,
    STATES,
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
from metrics.words.lookups import is_missing, number_at, row_at, text_at

__all__ = [
    "COUNTER",
    "FEW",
    "NO_SCORE",
    "SOURCE",
    "STATES",
    "STATUS",
    "amount",
    "change",
    "grade_word",
    "graded",
    "is_missing",
    "number",
    "number_at",
    "placed",
    "row_at",
    "score",
    "short",
    "shown",
    "text_at",
    "value_words",
]
