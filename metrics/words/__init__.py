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
    "number",
    "placed",
    "score",
    "short",
    "shown",
    "value_words",
]
