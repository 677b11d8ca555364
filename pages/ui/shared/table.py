"""Tables on pages, in which no text becomes a formula; ledger rows that open by a tick, by their address.

No other file draws tables: a table that holds ledger rows is drawn only when they passed the store's gate for
the account that is signed in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.county import Table, VisibleRows, asks_of, frame_for
from metrics.framework import LedgerSpec
from metrics.ingest import CellRef
from metrics.ingest.write import tamed
from metrics.reports.print import onscreen
from metrics.scoring.measures import texts
from pages import cached
from pages.account import current_account
from pages.ui.shared.export import note_block, offer_table
from pages.ui.shared.words import unbroken

#: Query parameter: the ledger row one looks at, perhaps with its column.
ROW = "row"
#: What `row_place` writes.
_PLACE = re.compile(r"(?P<sheet>.+?)-报送(?P<submission>[0-9]{1,9})-第(?P<row>[0-9]{1,7})行(-(?P<cell>.+))?")
_TICK_HINT = "勾选一行，就看它在原文件里的每一格（键盘：上下键移动，Shift+空格勾选）。"


def rows_for_me(rows: pd.DataFrame) -> VisibleRows:
    """The rows that whoever is signed in may see; `rows` says which submission each stands in."""
    return cached.store().reporting.rows_for(current_account().code, rows)


def rows_of(unit: str, rows: pd.DataFrame) -> VisibleRows:
    """Rows or cells of one unit's workbook, for whoever is signed in; StoreError when not for them."""
    return cached.store().reporting.rows_of_unit(current_account().code, unit, rows)


def _mine(table: Table) -> pd.DataFrame:
    return frame_for(table, current_account().code)


def lines(table: Mapping[str, object] | Table, place: DeltaGenerator | None = None) -> None:
    """Draw a short table whose texts wrap, header → texts, or headers with one text each.

    Args:
        table: its texts are Markdown; ledger rows or cells as rows that passed the gate.
        place: where to draw; here without it.
    """
    told = table
    if isinstance(table, VisibleRows):
        passed = _mine(table)
        told = {unbroken(str(name)): list(passed[name]) for name in passed}
    else:
        _mine(pd.DataFrame(columns=list(table)))
    (place or st).table(told, border="horizontal")


def grid(  # noqa: PLR0913 - most of what st.dataframe takes
    table: Table | Sequence[Mapping[str, object]],
    *,
    file: str = "",
    key: str | None = None,
    height: int | Literal["auto", "content"] = "auto",
    alt: str | None = None,
    column_config: Mapping[str, Any] | None = None,
    on_select: Callable[[], None] | Literal["rerun"] | None = None,
    selection_mode: Literal["single-row", "single-cell"] = "single-row",
) -> None:
    """Draw a table without its index, its texts tame.

    Args:
        table: a frame, or rows with their headers; ledger rows only as the gate let them through.
        file: name of a main table of a page: it can be saved as Excel and is printed with the page.
        key: where its selection stands in `st.session_state`; likewise `height`, `alt`, `column_config`,
            `on_select` and `selection_mode` are as of `st.dataframe`.
    """
    passed = _mine(table if isinstance(table, Table) else pd.DataFrame(table))
    tame = tamed(passed)
    draw = partial(
        st.dataframe,
        tame,
        hide_index=True,
        key=key,
        height=height,
        alt=alt,
        column_config=column_config,
        placeholder="—",
    )
    if on_select is None:
        draw()
    else:
        draw(on_select=on_select, selection_mode=selection_mode)
    if file:
        hidden = [name for name, config in (column_config or {}).items() if config is None]
        printed = tame.drop(columns=hidden, errors="ignore")
        note_block(partial(onscreen.table, file, printed), asks_of(table) if isinstance(table, Table) else ())
        mine = table.told(lambda _: printed) if isinstance(table, VisibleRows) else printed
        offer_table(mine, file, key or file, "导出表格")


def row_place(ledger: str, submission: int, row: int, field: str = "") -> str:
    """A ledger row, or a cell of it, as the address names it: by the file, which stays as it was sent in."""
    spec = cached.framework().ledgers[ledger]
    column = spec.by_id.get(field)
    return f"{spec.sheet}-报送{submission}-第{row}行" + (f"-{column.header}" if column else "")


class LedgerRow(NamedTuple):
    """A row that is there: `contents` and `cells` go by field, `field` is the one looked at."""

    spec: LedgerSpec
    submission: int
    row: int
    field: str
    contents: Mapping[str, str]
    cells: Mapping[str, CellRef]

    @property
    def name(self) -> str:
        """Kind and name of the row, such as `活动 劳模工匠面对面`."""
        return (
            f"{self.spec.sheet.removesuffix('台账')} {self.contents[self.spec.name_field or self.spec.key]}"
        )


def find_row(key: cached.Edition, wanted: str) -> LedgerRow | None:
    """The row that the address names; None when it is not there, or not for whoever is signed in."""
    place, data = _PLACE.fullmatch(wanted), cached.dataset(key)
    sheets = {spec.sheet: spec for spec in cached.framework().ledgers.values()}
    spec = sheets.get(place["sheet"]) if place else None
    if place is None or spec is None or spec.code not in data.ledgers:
        return None
    submission, row, frame = int(place["submission"]), int(place["row"]), data.ledgers[spec.code]
    frame = rows_for_me(frame[frame["_submission"].eq(submission) & frame["_row"].eq(row)]).frame
    if frame.empty:
        return None
    first = pd.RangeIndex(1).to_numpy()
    contents = {column.id: str(texts(frame, column.id, first)[0]) for column in spec.columns}
    cells = {column.id: data.cell(submission, spec.code, row, column.id) for column in spec.columns}
    fields = {column.header: column.id for column in spec.columns}
    field = fields.get(place["cell"], spec.name_field or spec.key)
    return LedgerRow(spec, submission, row, field, contents, cells)


def openable_table(
    table: Callable[[pd.DataFrame], pd.DataFrame],
    rows: VisibleRows,
    place: str,
    *,
    alt: str,
    file: str,
    height: int | Literal["auto", "content"] = "auto",
) -> None:
    """Draw a table whose rows open.

    Args:
        table: makes what is shown of the rows, in the same order.
        rows: with ledger, submission, row and perhaps field.
        place: key of the table.
        alt: as of `grid`; likewise `file` and `height`.
    """
    open_row = partial(_open_ticked, place, rows.frame)
    grid(rows.told(table), key=place, on_select=open_row, alt=alt, file=file, height=height)
    st.caption(_TICK_HINT)


def ticked_rows(place: str) -> list[int]:
    """The row that is ticked in a table, by its number from 0; nothing without one."""
    rows: list[int] = st.session_state[place]["selection"]["rows"]
    return rows


def _open_ticked(place: str, rows: pd.DataFrame) -> None:
    """Put the ticked row into the address, and its cell where the table is about one (a callback)."""
    for number in ticked_rows(place):
        row = rows.iloc[number]
        st.query_params[ROW] = row_place(row["ledger"], row["submission"], row["row"], row.get("field", ""))
