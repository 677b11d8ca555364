"""From the bytes of a workbook to typed rows and findings; templates the other way round."""

from metrics.ingest.catalogue import catalogue
from metrics.ingest.check import check_workbook
from metrics.ingest.model import (
    BOUND,
    RAW,
    ROW,
    SEVERITIES,
    CellRef,
    CheckedWorkbook,
    Context,
    Dataset,
    Finding,
    LedgerRows,
    SubmissionInfo,
)
from metrics.ingest.reader import read_many
from metrics.ingest.template import write_template

__all__ = [
    "BOUND",
    "RAW",
    "ROW",
    "SEVERITIES",
    "CellRef",
    "CheckedWorkbook",
    "Context",
    "Dataset",
    "Finding",
    "LedgerRows",
    "SubmissionInfo",
    "catalogue",
    "check_workbook",
    "read_many",
    "write_template",
]
