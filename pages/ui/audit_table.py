"""The matching audit rows, a page at a time, and all of them to take away."""

from math import ceil

import streamlit as st

from metrics.ingest.write import safe_csv, write_list
from pages.ui.audit_search import Search
from pages.ui.grid import grid
from pages.ui.upload_template import XLSX
from pages.ui.upload_words import file_name

_PAGE = 50
_WIDTHS = {"时间": 20, "账号": 14, "姓名": 18, "做了什么": 14, "对象": 34, "详情": 70, "来自": 18}


def draw_rows(rows, search: Search) -> None:
    """Count, export, one page; newest first."""
    pages = ceil(len(rows) / _PAGE)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.markdown(f"共 **{len(rows)}** 条", width="content")
        page = 1
        if pages > 1:
            page = st.number_input(
                f"第几页（共 {pages} 页）", 1, pages, key=f"audit-page-{hash(search)}", width=150
            )
        _exports(rows)
    shown = rows.iloc[(page - 1) * _PAGE : page * _PAGE]
    grid(
        shown,
        hide_index=True,
        height="content",
        column_config={
            "做了什么": st.column_config.TextColumn(width=110),
            "对象": st.column_config.TextColumn(width=130),
            "来自": st.column_config.TextColumn(width=110),
            "详情": st.column_config.TextColumn(width="large"),
        },
        alt=f"审计记录第 {page} 页：{len(shown)} 条，共 {len(rows)} 条",
    )


def _exports(rows) -> None:
    """All matching rows, made when they are asked for."""
    title = f"审计记录（{len(rows)} 条）"
    for label, make, suffix, kind in (
        ("导出 Excel", lambda: write_list(rows, title, "审计", _WIDTHS), ".xlsx", XLSX),
        ("导出 CSV", lambda: safe_csv(rows), ".csv", "text/csv"),
    ):
        st.download_button(
            label,
            make,
            file_name("审计记录", rows["时间"].iloc[-1][:10], rows["时间"].iloc[0][:10], suffix=suffix),
            kind,
            key=f"audit{suffix}",
            on_click="ignore",
            icon=":material/download:",
        )
