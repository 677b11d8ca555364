"""The audit: what is asked of it, the matching rows a page at a time, all of them to take away."""

from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil

import pandas as pd
import streamlit as st

from metrics.framework import SHANGHAI
from metrics.ingest.write import safe_csv, write_list
from metrics.store import StoreError
from metrics.store.care import ACTION_NAMES, readable
from metrics.store.database import SYSTEM
from pages import cached
from pages.account import current_account
from pages.ui.shared import XLSX, account_names, file_name, grid, offer_made, plain

_ALL = "全部"
_PAGE = 50
_WIDTHS = {"时间": 20, "账号": 14, "姓名": 18, "做了什么": 14, "对象": 34, "详情": 70, "来自": 18}


@dataclass(frozen=True)
class AuditSearch:
    """Empty parts match everything; `text` is looked for in object, detail and address."""

    account: str
    action: str
    text: str
    since: date | None
    until: date | None


def ask_search() -> AuditSearch:
    """The filters; most stand in the address of the page."""
    names = account_names()
    people = {f"{code} {name}": code for code, name in names.items()} | {SYSTEM: SYSTEM}
    actions = {words: action for action, words in ACTION_NAMES.items()}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        who = st.selectbox("谁", [_ALL, *people], key="audit-who", bind="query-params", width=220)
        what = st.selectbox("做了什么", [_ALL, *actions], key="audit-what", bind="query-params", width=170)
        since = st.date_input("从", None, key="audit-since", width=140)
        until = st.date_input("到", None, key="audit-until", width=140)
        text = st.text_input(
            "对象、详情、来自", key="audit-text", placeholder="例如 U08、2023Q4、10.0.0.5", width=230
        )
    return AuditSearch(people.get(who, ""), actions.get(what, ""), text.strip(), since, until)


def chain_line() -> None:
    """The head of the chain, to be noted somewhere else."""
    head = cached.store().care.audit_head(current_account().code)
    st.caption(
        f"每一行都带着上一行的散列。链头：第 {head.id} 行 {head.hash}。"
        "抄到别处，以后才看得出审计有没有被整条改写；怎样核对见《运维》的自检。"
    )


def matching_rows(search: AuditSearch) -> pd.DataFrame:
    """The rows that match, newest first, as texts."""
    store = cached.store()
    rows = store.care.audit_rows(
        current_account().code,
        account=search.account,
        action=search.action,
        since=datetime.combine(search.since, time.min, SHANGHAI) if search.since else None,
        until=datetime.combine(search.until, time.max, SHANGHAI) if search.until else None,
    )
    infos = {info.id: info for info in store.reporting.submissions()}
    table = readable(rows[::-1], account_names(), infos)
    if search.text:
        held = table[["对象", "详情", "来自"]].agg(" ".join, axis=1)
        table = table[held.str.contains(search.text, case=False, regex=False)]
    return table.reset_index(drop=True)


def who_saw() -> None:
    """A fold: every row about one file, whatever was done with it."""
    with st.expander("谁经手过一份文件", icon=":material/visibility:"):
        file = st.text_input(
            "报送编号，或原文件的校验码（至少前 8 位）", key="audit-file", placeholder="例如 12", width=340
        ).strip()
        if not file:
            return
        store = cached.store()
        try:
            rows = store.care.who_saw(file, current_account().code)
        except StoreError as error:
            st.warning(plain(str(error)))
            return
        infos = {info.id: info for info in store.reporting.submissions()}
        table = readable(rows[::-1], account_names(), infos)
        grid(table, alt=f"经手过这份文件的记录：{len(table)} 条", file="经手记录")


def draw_rows(rows: pd.DataFrame, search: AuditSearch) -> None:
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
    on_page = rows.iloc[(page - 1) * _PAGE : page * _PAGE]
    grid(
        on_page,
        height="content",
        column_config={
            "做了什么": st.column_config.TextColumn(width=110),
            "对象": st.column_config.TextColumn(width=130),
            "来自": st.column_config.TextColumn(width=110),
            "详情": st.column_config.TextColumn(width="large"),
        },
        alt=f"审计记录第 {page} 页：{len(on_page)} 条，共 {len(rows)} 条",
    )


def _exports(rows: pd.DataFrame) -> None:
    """All matching rows, made when they are asked for."""
    title = f"审计记录（{len(rows)} 条）"
    for label, make, suffix, kind in (
        ("导出 Excel", lambda: write_list(rows, title, "审计", _WIDTHS), ".xlsx", XLSX),
        ("导出 CSV", lambda: safe_csv(rows), ".csv", "text/csv"),
    ):
        offer_made(
            label,
            make,
            file_name("审计记录", rows["时间"].iloc[-1][:10], rows["时间"].iloc[0][:10], suffix=suffix),
            "审计记录",
            lambda: [("read-audit", "")],
            mime=kind,
            key=f"audit{suffix}",
        )
