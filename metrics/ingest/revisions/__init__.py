"""What a new revision of a workbook changes against the one before."""

from metrics.ingest.revisions.diff import Diff, compare, diff
from metrics.ingest.revisions.issue_codes import with_codes
from metrics.ingest.revisions.matching import repeated_codes
from metrics.ingest.revisions.quarters import BEFORE, LEDGER, NOW, WHAT, quarter_changes

__all__ = [
    "BEFORE",
    "LEDGER",
    "NOW",
    "WHAT",
    "Diff",
    "compare",
    "diff",
    "quarter_changes",
    "repeated_codes",
    "with_codes",
]
