"""Signed files that go down: the province's framework, and what it has found in a county's package."""

from metrics.province.letters.issuing import issued_framework, received_framework, under
from metrics.province.letters.receiving import IssuedText, received
from metrics.province.letters.returning import answers, received_answer, write_answers
from metrics.province.letters.signed import ENDING_DOWN, FRAMEWORK_ISSUED, RETURN, letter

__all__ = [
    "ENDING_DOWN",
    "FRAMEWORK_ISSUED",
    "RETURN",
    "IssuedText",
    "answers",
    "issued_framework",
    "letter",
    "received",
    "received_answer",
    "received_framework",
    "under",
    "write_answers",
]
