"""A good workbook being spoilt, and the list of ways to do it."""

from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.utility import xl_col_to_name

from metrics.framework import Framework
from metrics.ingest.write.template import DATA_ROW, HEADER_ROW

#: Where a finding is expected: sheet, Excel address (a range stands for each of its cells), kind and code.
Expected = tuple[str, str, str, str]
QUARTER = "2023Q4"
#: Excel row of the header.
HEADER = HEADER_ROW + 1


@dataclass(frozen=True)
class FaultyBook:
    """A good workbook being spoilt."""

    framework: Framework
    workbook: Workbook

    def sheet(self, ledger: str) -> Worksheet:
        """The ledger's sheet."""
        return self.workbook[self.framework.ledgers[ledger].sheet]

    def column(self, ledger: str, field: str) -> int:
        """1-based column of a field."""
        return list(self.framework.ledgers[ledger].by_id).index(field) + 1

    def letter(self, ledger: str, field: str) -> str:
        """Excel's letter of a field's column."""
        return xl_col_to_name(self.column(ledger, field) - 1)

    def set(self, ledger: str, field: str, value: object, row: int = 1) -> tuple[str, str]:
        """Put a value into the n-th data row; gives sheet and address."""
        cell = self.sheet(ledger).cell(DATA_ROW + row, self.column(ledger, field))
        cell.value = value
        return cell.parent.title, cell.coordinate

    def head(self, ledger: str, field: str, text: str | None) -> tuple[str, str]:
        """Change a header; gives sheet and address."""
        cell = self.sheet(ledger).cell(HEADER, self.column(ledger, field))
        cell.value = text
        return cell.parent.title, cell.coordinate

    def get(self, ledger: str, field: str, row: int = 1) -> object:
        """What the n-th data row says."""
        return self.sheet(ledger).cell(DATA_ROW + row, self.column(ledger, field)).value

    def find(self, ledger: str, field: str, value: object) -> int:
        """Number of the first data row whose field has a value."""
        rows = range(1, self.sheet(ledger).max_row)
        return next(row for row in rows if self.get(ledger, field, row) == value)

    def free(self, ledger: str) -> int:
        """Number of the first data row without a name."""
        return self.find(ledger, self.framework.ledgers[ledger].name_field, None)

    def copy(self, ledger: str, row: int, to: int) -> None:
        """Write a data row once more, without its code."""
        spec = self.framework.ledgers[ledger]
        for field in spec.by_id:
            if field != spec.key:
                self.set(ledger, field, self.get(ledger, field, row), row=to)


Spoil = Callable[[FaultyBook], list[Expected]]


@dataclass(frozen=True)
class Fault:
    """A way to spoil a workbook, and how the spoilt one is handed in.

    Args:
        spoil: does it, and says what must be found.
        unit: whose fourth-quarter workbook is taken.
        chosen: unit and period chosen at the upload; empty for none.
        needs: what must be done first (see `NEEDS`); empty for nothing.
    """

    spoil: Spoil
    unit: str
    chosen: tuple[str, str]
    needs: str


FAULTS: dict[str, Fault] = {}
#: Forms of `needs`: hand in another file first; append zeros until the file is so large.
FIRST, PADDED = "先报 ", "补足 21 MB"


def fault(
    name: str, unit: str = "U17", chosen: tuple[str, str] = ("", QUARTER), needs: str = ""
) -> Callable[[Spoil], Spoil]:
    """Register a way to spoil the fourth-quarter workbook of a unit."""

    def register(spoil: Spoil) -> Spoil:
        FAULTS[name] = Fault(spoil, unit, chosen, needs)
        return spoil

    return register
