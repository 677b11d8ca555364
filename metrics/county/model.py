"""What is approved in a county: submissions and the rows a period's scores and facts are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from functools import cached_property

import pandas as pd

from metrics.framework import Period
from metrics.ingest import CellRef


@dataclass(frozen=True)
class SubmissionInfo:
    """One stored submission; `state` is draft, submitted, returned, approved, published or withdrawn."""

    id: int
    unit: str
    period: str
    revision: int
    sha256: str
    file: str
    state: str
    submitted_by: str
    submitted_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Dataset:
    """The approved rows a period's scores and facts are made of.

    Args:
        period: what is asked for.
        ledgers: ledger code → frame as in LedgerRows plus `_submission` (int), `_unit` (submitting unit) and
            `_period` (code of the submission's period). Registers and flows alike hold the rows of all
            approved submissions (latest approved revision of each unit-quarter) up to the period's end:
            year-to-date and trailing measures need the earlier ones. Every ledger of the framework has a
            frame, maybe empty. Rows of an enterprise that the office ruled closed are marked (`mark_closed`).
        submissions: id → the approved submissions the rows come from.
        places: (submission id, ledger) → sheet name and field → Excel column (1-based).
        expected: unit-quarters that should be in: frame with `unit`, `period`, `approved` (bool), `state`,
            `due_on`.
        version: hash of the approved submissions and of the rulings that leave rows out (data version).
        ruled_out: rows that are not in `ledgers` because the office ruled that they repeat a fact another
            row tells: columns `ledger`, `unit`, `period`, `submission`, `row`, `code`, `name`, `id`, `lead`.
    """

    period: Period
    ledgers: Mapping[str, pd.DataFrame]
    submissions: Mapping[int, SubmissionInfo]
    places: Mapping[tuple[int, str], tuple[str, Mapping[str, int]]]
    expected: pd.DataFrame
    version: str
    ruled_out: pd.DataFrame = dataclass_field(default_factory=pd.DataFrame)

    def cell(self, submission: int, ledger: str, row: int, field: str) -> CellRef:
        """Where a value stands in its original file."""
        sheet, columns = self.places[submission, ledger]
        return CellRef(self.submissions[submission].sha256, sheet, row, columns.get(field, 0))

    @cached_property
    def short_version(self) -> str:
        """First eight characters of the data version, as shown to people."""
        return self.version[:8]
