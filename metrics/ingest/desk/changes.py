"""What a person did at the desk, as the browser sends it: nothing is believed before it was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.ingest.desk.sheets import MOST_ROWS, Desk, DeskSheet
from metrics.ingest.patch import Corrections

#: A cell takes no longer text; the longest field of any ledger holds less.
LONGEST = 2_000
MOST_CELLS = 20_000
#: Rows added at one time.
MOST_ADDED = 500

#: (sheet, Excel row) → how it came to be there or gone.
RowWays = Mapping[tuple[str, int], str]


class DeskError(ValueError):
    """What was sent cannot be taken; a Chinese sentence."""


@dataclass(frozen=True)
class AddedRow:
    """A row to be added: column → text, and the row it was split from (0: none)."""

    sheet: str
    cells: Mapping[int, str]
    source: int = 0


@dataclass(frozen=True)
class DeskChanges:
    """Everything done at the desk since the last check.

    Args:
        cells: (sheet, row, column) → text.
        deleted: (sheet, row) of rows that go.
        added: rows that come, in their order.
    """

    cells: Corrections = field(default_factory=dict)
    deleted: tuple[tuple[str, int], ...] = ()
    added: tuple[AddedRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cells or self.deleted or self.added)


def read_changes(desk: Desk, sent: object) -> DeskChanges:
    """Understand what a browser sent.

    Args:
        desk: the file as it was laid out for it.
        sent: `{"sha256": …, "cells": [[sheet, row, column, text]], "deleted": [[sheet, row]], "added":
            [{"sheet": …, "source": row, "cells": [[column, text]]}]}`.

    Raises:
        DeskError: it is about another file, or names a sheet, row or column that is not laid out, or is too
            much or too long.
    """
    if not isinstance(sent, Mapping) or sent.get("sha256") != desk.sha256:
        raise DeskError("表格里的内容已经变了，这次修改没有采用。请在现在的表格里再改一次。")
    cells, deleted, added = (_list(sent.get(name)) for name in ("cells", "deleted", "added"))
    if len(cells) > MOST_CELLS or len(deleted) > MOST_ROWS or len(added) > MOST_ADDED:
        raise DeskError(
            f"一次最多改 {MOST_CELLS} 格、加 {MOST_ADDED} 行。改动太多，请在 Excel 里改好后重新上传。"
        )
    return DeskChanges(
        dict(_cell(desk, one) for one in cells),
        tuple(dict.fromkeys(_row(desk, one) for one in deleted)),
        tuple(_added(desk, one) for one in added),
    )


def _list(sent: object) -> list[object]:
    if sent is None:
        return []
    if not isinstance(sent, list):
        raise DeskError(_UNKNOWN)
    return sent


_UNKNOWN = "这次修改里有表格中没有的位置，没有采用。请刷新页面后再改。"


def _parts(sent: object, kinds: tuple[type, ...]) -> list[object]:
    """The parts of a list of known length and kinds; a truth value is no number."""
    parts = _list(sent)
    if len(parts) != len(kinds) or any(
        type(part) is not kind for part, kind in zip(parts, kinds, strict=True)
    ):
        raise DeskError(_UNKNOWN)
    return parts


def _known(desk: Desk, name: object) -> DeskSheet:
    sheet = desk.sheet(name) if isinstance(name, str) else None
    if sheet is None:
        raise DeskError(_UNKNOWN)
    return sheet


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise DeskError(_UNKNOWN)
    if len(text) > LONGEST:
        raise DeskError(f"有一格的内容超过 {LONGEST} 个字，没有采用。请缩短后再改。")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _cell(desk: Desk, sent: object) -> tuple[tuple[str, int, int], str]:
    name, row, column, text = _parts(sent, (str, int, int, str))
    sheet = _known(desk, name)
    is_there = row in sheet.rows or row == sheet.header
    if not is_there or column not in {one.position for one in sheet.columns}:
        raise DeskError(_UNKNOWN)
    return (sheet.name, int(str(row)), int(str(column))), _text(text)


def _row(desk: Desk, sent: object) -> tuple[str, int]:
    name, row = _parts(sent, (str, int))
    sheet = _known(desk, name)
    if row not in sheet.rows or row not in sheet.data:
        raise DeskError(_UNKNOWN)
    return sheet.name, int(str(row))


def _added(desk: Desk, sent: object) -> AddedRow:
    if not isinstance(sent, Mapping):
        raise DeskError(_UNKNOWN)
    sheet, source = _known(desk, sent.get("sheet")), sent.get("source", 0)
    if type(source) is not int or (source and source not in sheet.rows):
        raise DeskError(_UNKNOWN)
    known = {one.position for one in sheet.columns}
    cells = {}
    for one in _list(sent.get("cells")):
        column, text = _parts(one, (int, str))
        if column not in known:
            raise DeskError(_UNKNOWN)
        cells[int(str(column))] = _text(text)
    return AddedRow(sheet.name, cells, source)
