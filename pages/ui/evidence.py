"""The rows behind a value: sheet, cell and file of each, and the original file to download."""

import streamlit as st

from metrics.charts.tables import evidence_table
from pages import cached
from pages.account import own_unit
from pages.ui.grid import grid
from pages.ui.opened import openable

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def evidence(key: cached.Edition, level: str, code: str, measure: str, place: str = "") -> None:
    """Rows behind one measure of one entity; where the table has a `place`, each of them opens."""
    show_rows(key, cached.rows(key, level, code, measure), place)


def show_rows(key: cached.Edition, rows, place: str = "") -> None:
    """Rows with their places; a member unit's staff see their own unit's rows only."""
    data, unit = cached.dataset(key), own_unit()
    if unit:
        own = [number for number, info in data.submissions.items() if info.unit == unit]
        rows = rows[rows["submission"].isin(own)]
        st.caption("这里只列出本单位报送的行。")
    if rows.empty:
        st.info("没有台账行：已经报送的台账里没有与它有关的记录，或者还没有报送。")
        return
    counted = int(rows["amount"].ne(0).sum()) if "amount" in rows else len(rows)
    st.caption(
        f"共 {len(rows)} 行，其中 {counted} 行计入；不计入的是重复的企业、月份或同一事项，或超出上限。"
    )
    table, names = evidence_table(cached.framework(), rows), {"alt": "来源行", "file": "来源行"}
    if place:
        openable(table, _in_order(rows), place, **names)
    else:
        grid(table, hide_index=True, **names)
    originals(sorted(set(rows["submission"])), data)


def _in_order(rows):
    """In the order in which `evidence_table` shows them: those that count come first."""
    return rows.iloc[rows["amount"].eq(0).argsort(kind="stable")] if "amount" in rows else rows


def originals(submissions: list[int], data) -> None:
    """A button that hands out one of the original files, bytes as they were uploaded."""
    files = {data.submissions[number].file: data.submissions[number].sha256 for number in submissions}
    store = cached.store()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox("原始文件", list(files), width=420)
        st.download_button(
            "下载原件",
            data=lambda sha256=files[name]: store.reporting.original(sha256)[1],
            file_name=name,
            mime=_XLSX,
            on_click="ignore",
        )
