"""One ledger row: what its cells say and where they stand. The row and the cell are in the address."""

from functools import partial

import streamlit as st

from metrics.framework import parse_period
from metrics.words import short
from pages import cached
from pages.ui.crumbs import Step, crumbs
from pages.ui.evidence import originals
from pages.ui.grid import grid
from pages.ui.ledger_row import LedgerRow, find, place_of
from pages.ui.opened import ticked
from pages.ui.way import ROW, plain

_GONE = "这一行不在这一期的数据里：可能已被更正或退回，或者属于别的报告期。换一个报告期，或从上面的路径返回。"


def activity(key: cached.Edition, level: str, label: str) -> bool:
    """Draw the row in the address with the way to it; whether the address names one.

    `label` is the code and name of the entity below which it was opened.
    """
    wanted = st.query_params.get(ROW, "")
    if not wanted:
        return False
    one = find(key, wanted)
    if one is None:
        crumbs(key, level, label, Step(short(wanted, 40)))
        st.info(_GONE)
    else:
        _show(key, level, label, one)
    return True


def _show(key: cached.Edition, level: str, label: str, one: LedgerRow) -> None:
    """The way, then the cells in a table, and beside it the chosen one and its file."""
    data, cell = cached.dataset(key), one.cells[one.field]
    info, go = data.submissions[one.submission], partial(_go, one)
    steps = [Step(short(one.name, 20), go), Step(short(info.file, 40)), Step(cell.sheet)]
    crumbs(key, level, label, *steps, Step(cell.address))
    st.subheader(plain(one.name), anchor=False)
    unit = cached.framework().unit[info.unit].name
    st.caption(plain(f"{unit} · {parse_period(info.period).label}报送，第{info.revision}版 · 第{one.row}行"))
    left, right = st.columns([7, 4], gap="medium")
    with left:
        _cells(f"{level}-cells", one)
    with right:
        st.markdown(plain(f"{cell.address}　{one.spec.by_id[one.field].header}"))
        st.markdown(f"**{plain(one.told[one.field]) or '（空）'}**")
        originals([one.submission], data)


def _cells(place: str, one: LedgerRow) -> None:
    """A table of the cells; a tick puts one of them into the address."""
    st.caption("勾选一行（键盘：上下键移动，Shift+空格勾选），上面的路径就指到那一格。")
    columns = one.spec.columns
    grid(
        [
            {"填报项": column.header, "填的内容": one.told[column.id], "单元格": one.cells[column.id].address}
            for column in columns
        ],
        hide_index=True,
        height="content",
        key=place,
        on_select=lambda: _go(one, *(columns[number].id for number in ticked(place))),
        selection_mode="single-row",
        alt=f"{one.spec.sheet}第{one.row}行的每一格",
        file=f"{one.spec.sheet}第{one.row}行",
    )


def _go(one: LedgerRow, field: str = "") -> None:
    """Look at a cell of the row, or at the row (a callback)."""
    st.query_params[ROW] = place_of(one.spec.code, one.submission, one.row, field)
