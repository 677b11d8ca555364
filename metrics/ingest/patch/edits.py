"""What a person changed in a file on the page, cell by cell: from what, to what, by whom, when, and how."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from metrics.ingest.catalogue import finding
from metrics.ingest.model import BOUND, RAW, ROW, CellRef, CheckedWorkbook, Finding, LedgerRows
from metrics.ingest.patch.corrections import Corrections, content_of, place
from metrics.ingest.read import RawBook, read
from metrics.ingest.values import shown

#: How a text came into a cell: a proposal or choice was taken, or it was typed.
TAKEN, TYPED = "采用建议", "自填"
_EDITED = "W422"


@dataclass(frozen=True)
class CellEdit:
    """One change of a cell (row and column 1-based).

    `how` is 采用建议 or 自填; `bound` (lower, upper, about) is what the number was, and is, no more than.
    """

    sheet: str
    row: int
    column: int
    before: str
    after: str
    account: str
    at: datetime
    how: str
    bound: str = ""

    @property
    def cell(self) -> tuple[str, int, int]:
        """The cell, as corrections name it."""
        return self.sheet, self.row, self.column


def edits_of(
    content: bytes,
    checked: CheckedWorkbook,
    corrections: Corrections,
    taken: Collection[tuple[str, int, int]],
    sheets: Mapping[str, str],
    account: str,
    at: datetime,
) -> tuple[CellEdit, ...]:
    """The changes that corrections make.

    Args:
        content: the file before them.
        checked: what it said.
        corrections: (sheet, row, column) → text.
        taken: the cells whose text was proposed; the others were typed.
        sheets: sheet → its name in the corrected file, where another.
        account: who made them.
        at: when.
    """
    told = {place(item): said for item in checked.findings if (said := content_of(item)) is not None}
    unknown = corrections.keys() - told.keys()
    book = read(checked.file, content) if unknown else None
    edits = []
    for cell, text in sorted(corrections.items()):
        before = told[cell] if cell in told else _content(book, *cell)
        if before != text:
            how = TAKEN if cell in taken else TYPED
            bound = _bound(checked, *cell) if how == TAKEN else ""
            name = sheets.get(cell[0], cell[0])
            edits.append(CellEdit(name, *cell[1:], before, text, account, at, how, bound))
    return tuple(edits)


def _content(book: object, sheet: str, row: int, column: int) -> str:
    found = book.sheet(sheet) if isinstance(book, RawBook) else None
    if found is None or column > found.width:
        return ""
    return shown(found.columns[column - 1].at(row)).strip()


def _bound(checked: CheckedWorkbook, sheet: str, row: int, column: int) -> str:
    """What the number in a cell is no more than, as it was read before the change."""
    for rows in checked.ledgers.values():
        field = next((name for name, at in rows.columns.items() if at == column), "")
        if rows.sheet == sheet and f"{field}{BOUND}" in rows.frame:
            bounds = rows.frame.loc[rows.frame[ROW] == row, f"{field}{BOUND}"].dropna()
            return str(bounds.iloc[0]) if len(bounds) else ""
    return ""


def merged(earlier: Sequence[CellEdit], later: Sequence[CellEdit]) -> tuple[CellEdit, ...]:
    """Changes one after the other: of a cell changed twice, what it was at first and what it is now."""
    first = {edit.cell: edit for edit in earlier}
    both = dict(first)
    for edit in later:
        known = first.get(edit.cell)
        bound = known.bound if known and known.after == edit.after and not edit.bound else edit.bound
        both[edit.cell] = replace(edit, before=known.before, bound=bound) if known else edit
    return tuple(edit for edit in both.values() if edit.before != edit.after)


def with_bounds(checked: CheckedWorkbook, edits: Iterable[CellEdit]) -> CheckedWorkbook:
    """A checked file whose accepted numbers are still only what they were: about, at least, at most."""
    kept = [edit for edit in edits if edit.bound]
    if not kept:
        return checked
    ledgers = {code: _with_bounds(rows, kept) for code, rows in checked.ledgers.items()}
    return replace(checked, ledgers=ledgers)


def _with_bounds(rows: LedgerRows, edits: Sequence[CellEdit]) -> LedgerRows:
    fields = {column: name for name, column in rows.columns.items()}
    frame = rows.frame
    for edit in edits:
        field = fields.get(edit.column)
        here = frame[ROW] == edit.row
        if edit.sheet != rows.sheet or field is None or not here.any():
            continue
        frame = frame.copy() if frame is rows.frame else frame
        for name, text in ((f"{field}{RAW}", edit.before), (f"{field}{BOUND}", edit.bound)):
            if name not in frame:
                frame[name] = pd.Series(None, index=frame.index, dtype="str")
            frame.loc[here, name] = text
    return replace(rows, frame=frame)


def edit_findings(sha256: str, edits: Iterable[CellEdit]) -> tuple[Finding, ...]:
    """A hint at each changed cell, for the marked copy and whoever reviews the file."""
    return tuple(
        finding(
            _EDITED,
            CellRef(sha256, edit.sheet, edit.row, edit.column),
            edit.before,
            detail=edit.after or "空白",
            proposal="",
            expected=f"{edit.account} {edit.at:%Y-%m-%d %H:%M} {edit.how}",
        )
        for edit in edits
    )


def with_edits(checked: CheckedWorkbook, edits: Iterable[CellEdit]) -> CheckedWorkbook:
    """A checked file that tells of every change that was made on the page."""
    told = edit_findings(checked.sha256, edits)
    return replace(checked, findings=(*checked.findings, *told)) if told else checked
