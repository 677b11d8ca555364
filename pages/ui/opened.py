"""Tables of ledger rows of which one can be opened: by a tick, and from the keyboard without a mouse."""

from functools import partial

import streamlit as st

from pages.ui.grid import grid
from pages.ui.ledger_row import place_of
from pages.ui.way import ROW

HINT = "勾选一行，就看它在原文件里的每一格（键盘：上下键移动，Shift+空格勾选）。"


def openable(table, rows, place: str, **options) -> None:
    """Draw a table whose rows open.

    Args:
        table: what is shown.
        rows: the same rows in the same order with ledger, submission, row and perhaps field.
        place: key of the table.
        options: as of `grid`.
    """
    pick = {"key": place, "on_select": partial(_open, place, rows), "selection_mode": "single-row"}
    grid(table, hide_index=True, **pick, **options)
    st.caption(HINT)


def ticked(place: str) -> list[int]:
    """The row that is ticked in a table, by its number from 0; nothing without one."""
    return st.session_state[place]["selection"]["rows"]


def _open(place: str, rows) -> None:
    """Put the ticked row into the address, and its cell where the table is about one (a callback)."""
    for number in ticked(place):
        one = rows.iloc[number]
        st.query_params[ROW] = place_of(one["ledger"], one["submission"], one["row"], one.get("field", ""))
