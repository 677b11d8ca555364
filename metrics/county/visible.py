"""Ledger rows on their way out: to whom they may be shown, and what marks a table as ledger rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pandas as pd

#: Columns that a table has only when it holds ledger rows or cells of a workbook: as they are stored, as the
#: rows behind a figure, under the headings people see. This list is the one place that knows.
MARKS = frozenset(
    {
        *("_submission", "_unit", "_row"),
        *("submission", "sheet", "cell"),
        *("单元格", "Excel行"),
    }
)
_JOINER = "\u2060"


class UngatedRowsError(RuntimeError):
    """A table of ledger rows was to be shown or handed out past the gate: a fault of the program."""


@dataclass(frozen=True, eq=False)
class VisibleRows:
    """Rows that the store let through for one account; only `rows_for`, `rows_of_unit`, `rows_of_city` and
    `rows_of_cities` make them.

    Args:
        account: code of the account they may be shown to.
        frame: the rows, or a table made of them.
        asks: act and unit of everything the account had to be entitled to; asked again before a file of them
            is handed out. An empty unit is nobody's in particular.
        left_out: how many rows it may not see.
    """

    account: str
    frame: pd.DataFrame
    asks: frozenset[tuple[str, str]] = frozenset()
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.frame)

    def told(self, make: Callable[[pd.DataFrame], pd.DataFrame]) -> "VisibleRows":
        """A table made of the rows, for the same account."""
        return replace(self, frame=make(self.frame))


#: Lets rows through for one account: a table with the submission of each row → those it may see.
Gate = Callable[[pd.DataFrame], VisibleRows]
#: A table that may be drawn: one without ledger rows, or rows that passed the gate.
Table = pd.DataFrame | VisibleRows


def marks_of(columns: Iterable[object]) -> frozenset[str]:
    """The columns that mark a table as ledger rows; nothing for any other table."""
    return MARKS & {str(name).replace(_JOINER, "") for name in columns}


def frame_for(table: Table, account: str) -> pd.DataFrame:
    """The table as it may be drawn for an account.

    Raises:
        UngatedRowsError: it holds ledger rows and did not pass the gate, or passed it for another account.
    """
    if isinstance(table, VisibleRows):
        if table.account != account:
            raise UngatedRowsError(f"rows let through for {table.account!r} were to be shown to {account!r}")
        return table.frame
    if marks := marks_of(table.columns):
        raise UngatedRowsError(f"a table with {sorted(marks)} did not pass rows_for")
    return table


def asks_of(*tables: Table) -> frozenset[tuple[str, str]]:
    """What has to be asked again before files of these tables are handed out."""
    return frozenset(ask for one in tables if isinstance(one, VisibleRows) for ask in one.asks)
