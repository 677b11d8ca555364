"""Tables on pages, in which no text becomes a formula; ledger rows that open by a tick, by their address."""

import re
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import streamlit as st

from metrics.framework import LedgerSpec
from metrics.ingest.cells import tamed
from metrics.ingest.model import CellRef
from metrics.reports import onscreen
from metrics.scoring.evidence import texts
from pages import cached
from pages.account import own_unit
from pages.ui.shared.export import note_block, offer_table

#: Query parameter: the ledger row one looks at, perhaps with its column.
ROW = "row"
#: What `row_place` writes.
_PLACE = re.compile(r"(?P<sheet>.+?)-报送(?P<submission>[0-9]{1,9})-第(?P<row>[0-9]{1,7})行(-(?P<cell>.+))?")
_TICK_HINT = "勾选一行，就看它在原文件里的每一格（键盘：上下键移动，Shift+空格勾选）。"


def grid(table, *, file: str = "", **options):
    """Draw a table as `st.dataframe` does, its texts tame; `table` is a frame or rows with their headers.

    A main table of a page has the name of its `file`: it can be saved as Excel and is printed with the page.
    """
    tame = tamed(table)
    drawn = st.dataframe(tame, **options)
    if file:
        hidden = [name for name, config in (options.get("column_config") or {}).items() if config is None]
        shown = tame.drop(columns=hidden, errors="ignore")
        note_block(partial(onscreen.table, file, shown))
        offer_table(shown, file, options.get("key") or file, "导出表格")
    return drawn


def row_place(ledger: str, submission: int, row: int, field: str = "") -> str:
    """A ledger row, or a cell of it, as the address names it: by the file, which stays as it was sent in."""
    spec = cached.framework().ledgers[ledger]
    column = spec.by_id.get(field)
    return f"{spec.sheet}-报送{submission}-第{row}行" + (f"-{column.header}" if column else "")


class LedgerRow(NamedTuple):
    """A row that is there: `told` and `cells` go by field, `field` is the one looked at."""

    spec: LedgerSpec
    submission: int
    row: int
    field: str
    told: Mapping[str, str]
    cells: Mapping[str, CellRef]

    @property
    def name(self) -> str:
        """Kind and name of the row, such as `活动 劳模工匠面对面`."""
        return f"{self.spec.sheet.removesuffix('台账')} {self.told[self.spec.name_field or self.spec.key]}"


def find_row(key: cached.Edition, wanted: str) -> LedgerRow | None:
    """The row that the address names, for staff of a unit only its own; None when it is not there."""
    asked, data = _PLACE.fullmatch(wanted), cached.dataset(key)
    sheets = {spec.sheet: spec for spec in cached.framework().ledgers.values()}
    spec = sheets.get(asked["sheet"]) if asked else None
    if spec is None or spec.code not in data.ledgers:
        return None
    submission, row, frame = int(asked["submission"]), int(asked["row"]), data.ledgers[spec.code]
    frame = frame[frame["_submission"].eq(submission) & frame["_row"].eq(row)]
    if frame.empty or own_unit() not in ("", frame["_unit"].iloc[0]):
        return None
    told = {column.id: str(texts(frame, column.id, [0])[0]) for column in spec.columns}
    cells = {column.id: data.cell(submission, spec.code, row, column.id) for column in spec.columns}
    fields = {column.header: column.id for column in spec.columns}
    field = fields.get(asked["cell"], spec.name_field or spec.key)
    return LedgerRow(spec, submission, row, field, told, cells)


def openable_table(table, rows, place: str, **options) -> None:
    """Draw a table whose rows open.

    Args:
        table: what is shown.
        rows: the same rows in the same order with ledger, submission, row and perhaps field.
        place: key of the table.
        options: as of `grid`.
    """
    pick = {"key": place, "on_select": partial(_open_ticked, place, rows), "selection_mode": "single-row"}
    grid(table, hide_index=True, **pick, **options)
    st.caption(_TICK_HINT)


def ticked_rows(place: str) -> list[int]:
    """The row that is ticked in a table, by its number from 0; nothing without one."""
    return st.session_state[place]["selection"]["rows"]


def _open_ticked(place: str, rows) -> None:
    """Put the ticked row into the address, and its cell where the table is about one (a callback)."""
    for number in ticked_rows(place):
        one = rows.iloc[number]
        st.query_params[ROW] = row_place(one["ledger"], one["submission"], one["row"], one.get("field", ""))
