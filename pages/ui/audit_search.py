"""What is asked of the audit."""

from dataclasses import dataclass
from datetime import date, datetime, time

import streamlit as st

from metrics.store.care import ACTION_NAMES, readable
from metrics.store.database import SHANGHAI, SYSTEM
from pages import cached
from pages.ui.quality_desk import account_names

_ALL = "全部"


@dataclass(frozen=True)
class Search:
    """Empty parts match everything; `text` is looked for in object, detail and address."""

    account: str
    action: str
    text: str
    since: date | None
    until: date | None


def asked() -> Search:
    """The filters; most stand in the address of the page."""
    names = account_names(cached.store())
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
    return Search(people.get(who, ""), actions.get(what, ""), text.strip(), since, until)


def found(search: Search):
    """The rows that match, newest first, as texts."""
    store = cached.store()
    rows = store.care.audit_rows(
        account=search.account,
        action=search.action,
        since=search.since and datetime.combine(search.since, time.min, SHANGHAI),
        until=search.until and datetime.combine(search.until, time.max, SHANGHAI),
    )
    infos = {info.id: info for info in store.reporting.submissions()}
    table = readable(rows[::-1], account_names(store), infos)
    if search.text:
        held = table[["对象", "详情", "来自"]].agg(" ".join, axis=1)
        table = table[held.str.contains(search.text, case=False, regex=False)]
    return table.reset_index(drop=True)
