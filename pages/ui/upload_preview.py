"""The rows of an uploaded file as they were understood."""

import streamlit as st

from metrics.ingest import CheckedWorkbook
from metrics.ingest.write import ROW_HEADING
from pages.ui.grid import grid
from pages.ui.upload_words import plain


def draw_preview(checked: CheckedWorkbook, tables: dict[str, object], key: str) -> None:
    """A tab a ledger with its rows as understood; `tables` as of `readable_rows`."""
    if not tables:
        return
    rows = sum(checked.rows.values())
    panel = st.expander(
        f"识别出的内容　{len(tables)} 张台账，共 {rows} 行",
        checked.accepted,
        key=f"{key}-preview",
        icon=":material/table_view:",
        on_change="rerun",
    )
    if not panel.open:
        return
    with panel:
        sheets = [checked.ledgers[code] for code in tables]
        labels = [f"{plain(part.sheet)} {len(part.frame)}" for part in sheets]
        tabs = st.tabs(labels, key=f"{key}-tabs", on_change="rerun")
        for tab, part, table in zip(tabs, sheets, tables.values(), strict=True):
            if tab.open:
                with tab:
                    _draw_rows(part.sheet, table)


def _draw_rows(sheet: str, table) -> None:
    if not len(table):
        st.caption("这张表没有填数据。")
        return
    grid(
        table,
        hide_index=True,
        column_config={ROW_HEADING: st.column_config.NumberColumn(pinned=True, width="small")},
        alt=f"{sheet}：{len(table)} 行",
    )
