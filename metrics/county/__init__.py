"""What is approved in a county: submissions, the rows scores are made of, and what they would be."""

from metrics.county.data import Data
from metrics.county.model import Dataset, SubmissionInfo
from metrics.county.whatif import with_submission

__all__ = ["Data", "Dataset", "SubmissionInfo", "with_submission"]
