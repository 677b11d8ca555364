"""What scoring needs to be given: the approved rows of a county, whoever loaded them."""

from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from metrics.framework import Period


class Data(Protocol):
    """The approved rows that a period's scores and facts are made of (`metrics.ingest.model.Dataset` is one).

    ledgers: ledger code → frame of field columns plus `_row`, `_submission`, `_unit`, `_period`, with all
    approved rows up to the period's end: year-to-date and trailing measures need the earlier ones.
    submissions: id → something with `unit`, `period`, `file`. expected: unit-quarters that should be in,
    with `unit`, `period`, `approved`.
    """

    @property
    def period(self) -> Period:
        """What is asked for."""

    @property
    def ledgers(self) -> Mapping[str, pd.DataFrame]:
        """Ledger code → rows."""

    @property
    def submissions(self) -> Mapping[int, Any]:
        """Submission id → what is known of it."""

    @property
    def expected(self) -> pd.DataFrame:
        """Unit-quarters that should be in."""

    @property
    def version(self) -> str:
        """Hash of the approved submissions."""

    def cell(self, submission: int, ledger: str, row: int, field: str) -> Any:  # noqa: ANN401 - a cell reference
        """Where a value stands in its original file: something with `sheet` and `address`."""
