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
_EDITED, _EDITED_ROW = "W422", "W423"
#: What a row held is told as far as this.
_LONGEST_ROW = 300


@dataclass(frozen=True)
class CellEdit:
    """One change of a cell (row and column 1-based), or of a whole row (column 0).

    `how` is 采用建议 or 自填, of a row how it came or went; `before` and `after` of a row are its texts one
    after the other. `bound` (lower, upper, about) is what the number was, and is, no more than.
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


def edits_of(  # noqa: PLR0913, PLR0917 - a file, what is changed in it, how, and by whom
    content: bytes,
    checked: CheckedWorkbook,
    corrections: Corrections,
    taken: Collection[tuple[str, int, int]],
    sheets: Mapping[str, str],
    account: str,
    at: datetime,
    rows: Mapping[tuple[str, int], str] | None = None,
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
        rows: (sheet, row) of whole rows that were added or deleted → how; each is one change.
    """
    rows = rows or {}
    told = {place(item): said for item in checked.findings if (said := content_of(item)) is not None}
    unknown = corrections.keys() - told.keys()
    book = read(checked.file, content) if unknown or rows else None
    edits = [
        CellEdit(sheets.get(sheet, sheet), row, 0, *texts, account, at, how)
        for (sheet, row), how in rows.items()
        if (texts := _row_texts(book, corrections, sheet, row))[0] != texts[1]
    ]
    for cell, text in sorted(corrections.items()):
        if cell[:2] in rows:
            continue
        before = told[cell] if cell in told else _content(book, *cell)
        if before != text:
            how = TAKEN if cell in taken else TYPED
            bound = _bound(checked, *cell) if how == TAKEN else ""
            name = sheets.get(cell[0], cell[0])
            edits.append(CellEdit(name, *cell[1:], before, text, account, at, how, bound))
    return tuple(sorted(edits, key=lambda edit: edit.cell))


def _row_texts(book: object, corrections: Corrections, sheet: str, row: int) -> tuple[str, str]:
    """What a row held and what it holds now, its filled cells one after the other."""
    new = {column: text for (name, at, column), text in corrections.items() if (name, at) == (sheet, row)}
    found = book.sheet(sheet) if isinstance(book, RawBook) else None
    width = max(found.width if found else 0, *new, 0)
    old = {column: _content(book, sheet, row, column) for column in range(1, width + 1)}
    before, after = (
        "｜".join(filter(None, (texts[column] for column in sorted(texts))))
        for texts in (old, {**old, **new})
    )
    return before[:_LONGEST_ROW], after[:_LONGEST_ROW]


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
    # A row that came and went again leaves nothing behind.
    gone = {
        edit.cell[:2] for edit in both.values() if not edit.column and edit.cell in first and not edit.after
    }
    gone = {row for row in gone if not first[*row, 0].before}
    return tuple(edit for edit in both.values() if edit.before != edit.after and edit.cell[:2] not in gone)


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
    """A hint at each changed cell and row, for the marked copy and whoever reviews the file."""
    return tuple(
        finding(
            _EDITED if edit.column else _EDITED_ROW,
            CellRef(sha256, edit.sheet, edit.row, edit.column),
            edit.before if edit.column else edit.before or edit.after,
            detail=(edit.after or "空白") if edit.column else edit.how,
            proposal="",
            expected=f"{edit.account} {edit.at:%Y-%m-%d %H:%M}" + (f" {edit.how}" if edit.column else ""),
        )
        for edit in edits
    )


def with_edits(checked: CheckedWorkbook, edits: Iterable[CellEdit]) -> CheckedWorkbook:
    """A checked file that tells of every change that was made on the page."""
    told = edit_findings(checked.sha256, edits)
    return replace(checked, findings=(*checked.findings, *told)) if told else checked
