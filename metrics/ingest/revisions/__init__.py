"""What a new revision of a workbook changes against the one before."""

from metrics.ingest.revisions.diff import Diff, compare, diff
from metrics.ingest.revisions.issue_codes import with_codes
from metrics.ingest.revisions.matching import repeated_codes

__all__ = ["Diff", "compare", "diff", "repeated_codes", "with_codes"]
