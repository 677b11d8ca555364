"""Locking a published period, and opening one again: the administrator's."""

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.office import Publication
from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN
from pages.ui.office_only import keep, still


def state_buttons(account: Account, one: Publication) -> None:
    """Lock what is published; open again what is published or locked, with a reason."""
    if one.state == "reopened":
        st.caption("这一次发布已成为历史；重新发布会另成一条，两次的数都能查看。")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if one.state == "published":
            st.button(
                "锁定",
                key=f"lock-{one.id}",
                icon=":material/lock:",
                help="锁定后只有管理员能重新打开",
                on_click=_lock,
                args=(account.code, one),
            )
        st.text_input(
            "重新打开的原因", key=f"reopen-why-{one.id}", max_chars=300, placeholder="例如：U08 补报 3 月数据"
        )
        st.button(
            "重新打开",
            key=f"reopen-{one.id}",
            icon=":material/lock_open:",
            on_click=_reopen,
            args=(account.code, one),
        )


def _lock(account: str, one: Publication) -> None:
    period = parse_period(one.period)
    if not still(account, "periods", ADMIN):
        return
    try:
        cached.store().office.lock(period, account)
    except StoreError as error:
        keep("periods", refused=str(error))
    else:
        keep("periods", said=f"{period.label}已锁定。")


def _reopen(account: str, one: Publication) -> None:
    period = parse_period(one.period)
    if not still(account, "periods", ADMIN):
        return
    try:
        cached.store().office.reopen(period, account, st.session_state.get(f"reopen-why-{one.id}", ""))
    except StoreError as error:
        keep("periods", refused=str(error))
    else:
        keep("periods", said=f"{period.label}已重新打开，可以补报和审核；原来发布的数仍可查看。")
