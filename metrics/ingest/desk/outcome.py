"""What was done at the desk as contents of cells of the file itself; no address of the file ever changes.

A row that is added takes the first free row below the data, one that is deleted is emptied: photos, formulas,
findings, the list of changes and the person's own file go on naming the same cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from metrics.ingest.desk.changes import DeskChanges, RowWays
from metrics.ingest.desk.sheets import Desk, DeskSheet
from metrics.ingest.patch import Corrections
from metrics.ingest.read import RawSheet

ADDED, DELETED, SPLIT = "新增一行", "删除整行", "拆自第 {} 行"


@dataclass(frozen=True)
class DeskOutcome:
    """Contents for cells.

    Args:
        cells: (sheet, row, column) → text, as the person meant it.
        rows: the rows added and deleted, and how; their cells are among `cells`.
        kept: cells that get what they showed already, because the merged cell they were part of is parted.
    """

    cells: Corrections = field(default_factory=dict)
    rows: RowWays = field(default_factory=dict)
    kept: Corrections = field(default_factory=dict)


def outcome(desk: Desk, changes: DeskChanges) -> DeskOutcome:
    """Put changes to the cells of the file.

    Args:
        desk: the file laid out.
        changes: what was done, as `read_changes` understood it.
    """
    cells: dict[tuple[str, int, int], str] = dict(changes.cells)
    rows: dict[tuple[str, int], str] = {}
    for name, row in changes.deleted:
        sheet = desk.book.sheet(name)
        width = sheet.width if sheet else 0
        filled = [at for at in range(1, width + 1) if sheet and _filled(sheet, row, at)]
        laid_out = {column.position for one in desk.sheets if one.name == name for column in one.columns}
        cells.update({(name, row, at): "" for at in {*filled, *laid_out}})
        rows[name, row] = DELETED
    free = {sheet.name: _free(desk, sheet) for sheet in desk.sheets}
    for added in changes.added:
        row = next(free[added.sheet])
        texts = {at: text for at, text in added.cells.items() if text}
        cells.update({(added.sheet, row, at): text for at, text in texts.items()})
        if texts:
            rows[added.sheet, row] = SPLIT.format(added.source) if added.source else ADDED
    return DeskOutcome(cells | _headings(desk, cells), rows, _kept(desk, cells))


def _headings(desk: Desk, cells: Corrections) -> dict[tuple[str, int, int], str]:
    """The headings of columns that the file has not, as far as something is written into them."""
    filled = {(name, at) for (name, _, at), text in cells.items() if text}
    return {
        (sheet.name, sheet.header, column.position): column.header
        for sheet in desk.sheets
        for column in sheet.columns
        if column.missing and (sheet.name, column.position) in filled
    }


def _filled(sheet: RawSheet, row: int, column: int) -> bool:
    return sheet.columns[column - 1].at(row) != "" or (row, column) in sheet.broken


def _free(desk: Desk, laid_out: DeskSheet) -> Iterator[int]:
    """The rows below the data with nothing in them and outside of merged cells, without end."""
    sheet = desk.book.sheet(laid_out.name)
    row = laid_out.last
    while True:
        row += 1
        if (
            sheet is None
            or row > max(sheet.height, *(bottom for _, _, bottom, _ in sheet.merges), 0)
            or not _taken(sheet, row)
        ):
            yield row


def _taken(sheet: RawSheet, row: int) -> bool:
    if any(top <= row <= bottom for top, _, bottom, _ in sheet.merges):
        return True
    return any(not column.blank[row - 1] for column in sheet.columns if row <= len(column.codes)) or any(
        at == row for at, _ in sheet.broken
    )


def _kept(desk: Desk, cells: Corrections) -> dict[tuple[str, int, int], str]:
    """Of each merged cell that is touched, what its other rows showed."""
    kept: dict[tuple[str, int, int], str] = {}
    for laid_out in desk.sheets:
        sheet = desk.book.sheet(laid_out.name)
        places = {column.position: number for number, column in enumerate(laid_out.columns)}
        touched = {(row, at) for name, row, at in cells if name == laid_out.name}
        for top, left, bottom, _ in sheet.merges if sheet else ():
            if top <= laid_out.header or left not in places or top == bottom:
                continue
            own = {(row, left) for row in range(top, bottom + 1) if row in laid_out.rows}
            if own & touched:
                kept.update(
                    {(laid_out.name, row, at): laid_out.rows[row][places[at]] for row, at in own - touched}
                )
    return kept
