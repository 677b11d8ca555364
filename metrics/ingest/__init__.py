"""From the bytes of a workbook to typed rows and findings; templates the other way round."""

from metrics.ingest.catalogue import catalogue, finding
from metrics.ingest.checks import check_workbook
from metrics.ingest.model import (
    BOUND,
    RAW,
    ROW,
    SEVERITIES,
    AcceptedWorkbook,
    CellRef,
    CheckedWorkbook,
    Context,
    Finding,
    LedgerRows,
)
from metrics.ingest.read import read_many
from metrics.ingest.write import write_template

__all__ = [
    "BOUND",
    "RAW",
    "ROW",
    "SEVERITIES",
    "AcceptedWorkbook",
    "CellRef",
    "CheckedWorkbook",
    "Context",
    "Finding",
    "LedgerRows",
    "catalogue",
    "check_workbook",
    "finding",
    "read_many",
    "write_template",
]
