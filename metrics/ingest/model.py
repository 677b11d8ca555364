"""What crosses the border of ingest: cells, findings, typed rows, and the data that scores are made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from metrics.framework import SHANGHAI, Period

#: Suffixes of the companion columns of a field in a ledger frame.
RAW = "__raw"
BOUND = "__bound"
#: Column with the Excel row (1-based) a ledger row was read from.
ROW = "_row"

SEVERITIES = {"error": "错误", "confirm": "待确认", "hint": "提示"}


@dataclass(frozen=True)
class CellRef:
    """A cell of an uploaded file. `row` and `column` are 1-based; 0 means the whole row, column or sheet."""

    sha256: str
    sheet: str
    row: int = 0
    column: int = 0

    @property
    def address(self) -> str:
        """Excel's own address: `F12`, a row `12:12`, a column `F:F`, or empty for the sheet."""
        letters = xl_col_to_name(self.column - 1) if self.column else ""
        if self.row and self.column:
            return f"{letters}{self.row}"
        if self.row:
            return f"{self.row}:{self.row}"
        return f"{letters}:{letters}" if letters else ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}" if self.address else self.sheet


@dataclass(frozen=True)
class Finding:
    """One problem of an uploaded file.

    `severity`: error (not accepted), confirm (accepted once the person agrees to `proposal`) or hint.
    `message` is the whole sentence, `hint` says what to do with a correct example. `choices` are contents
    that would be right, to choose from; they are no part of what is stored.
    """

    code: str
    severity: str
    where: CellRef
    found: str
    expected: str
    message: str
    hint: str = ""
    proposal: str = ""
    field: str = ""
    choices: tuple[str, ...] = dataclass_field(default=(), compare=False)

    @property
    def flat(self) -> tuple[str, str, str]:
        """Sheet, address and code: the comparable core."""
        return (self.where.sheet, self.where.address, self.code)


@dataclass(frozen=True)
class LedgerRows:
    """The typed rows of one ledger sheet.

    Args:
        ledger: ledger code, e.g. `L05`.
        sheet: the sheet's name in the file.
        columns: field id → Excel column (1-based) it was read from.
        frame: one row a data row; a column a field id (str, Int64, Float64, boolean, datetime64), `_row`, and
            where they say more than the value `<field>__raw` (text as typed) and `<field>__bound` (lower,
            upper, about).
    """

    ledger: str
    sheet: str
    columns: Mapping[str, int]
    frame: pd.DataFrame


@dataclass(frozen=True)
class CheckedWorkbook:
    """An uploaded file, read and checked. `unit` and `period` are empty when they could not be recognised."""

    file: str
    sha256: str
    unit: str
    period: Period | None
    template_version: str
    ledgers: Mapping[str, LedgerRows]
    findings: tuple[Finding, ...]

    def of_severity(self, severity: str) -> tuple[Finding, ...]:
        """Findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def accepted(self) -> bool:
        """Whether it may be submitted as it is: recognised and without errors."""
        return bool(self.unit and self.period) and not self.of_severity("error")

    @property
    def rows(self) -> Mapping[str, int]:
        """Sheet → number of data rows."""
        return {rows.sheet: len(rows.frame) for rows in self.ledgers.values()}

    def accept(self) -> "AcceptedWorkbook":
        """The same workbook, with unit and period for sure.

        Raises:
            ValueError: it has errors, or was not recognised.
        """
        if not self.accepted or self.period is None:
            raise ValueError(f"不能报送的文件：{self.file}")
        return AcceptedWorkbook(
            file=self.file,
            sha256=self.sha256,
            unit=self.unit,
            period=self.period,
            template_version=self.template_version,
            ledgers=self.ledgers,
            findings=self.findings,
        )


@dataclass(frozen=True)
class AcceptedWorkbook(CheckedWorkbook):
    """A checked workbook that may be submitted: recognised, without errors."""

    period: Period


@dataclass(frozen=True)
class Context:
    """What the office already knows when a workbook is made or checked.

    Args:
        known: ledger code → frame with the columns `code`, `name`, `aliases` (a tuple of texts: short
            names and confirmed spellings), `status` and, of enterprises, `employees`, of the entities that a
            reference column may name (L15 enterprises, L01 brands, L04 teams …), latest row by code.
        prefill: ledger code → frame of field columns: the unit's own latest rows of each register it keeps.
        used_codes: ledger code → codes already taken in the county, without the unit's own of the quarter.
        previous: ledger code → frame as in LedgerRows: the rows of the unit's latest revision of the quarter,
            which an upload would replace; empty before the first one.
        today: the day of checking (Asia/Shanghai).
    """

    known: Mapping[str, pd.DataFrame] = dataclass_field(default_factory=dict)
    prefill: Mapping[str, pd.DataFrame] = dataclass_field(default_factory=dict)
    used_codes: Mapping[str, frozenset[str]] = dataclass_field(default_factory=dict)
    previous: Mapping[str, pd.DataFrame] = dataclass_field(default_factory=dict)
    today: date = dataclass_field(default_factory=lambda: datetime.now(SHANGHAI).date())


_CODE = re.compile(r"^\s*([A-Z]{1,2}[0-9][0-9A-Z-]*)(?=\s|$)")


def leading_code(text: str) -> str:
    """The code a dropdown text such as `E017 某公司` begins with, or an empty text."""
    match = _CODE.match(text)
    return match[1] if match else ""
