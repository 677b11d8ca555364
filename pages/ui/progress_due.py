"""Due dates of the opened quarters, for the administrator."""

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN
from pages.ui.office_only import keep, still
from pages.ui.upload_words import day


def due_dates(account: Account) -> None:
    """A form that sets the last day for submitting a quarter."""
    st.subheader("截止日期", anchor=False)
    infos = {info.label: info for info in cached.store().reporting.periods()[::-1]}
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = infos[st.selectbox("季度", list(infos), key="due-quarter", width=200)]
        due = st.date_input("最后一天", chosen.due_on, key=f"due-{chosen.code}", width=200)
        st.button(
            "改截止日期",
            key="due-save",
            disabled=due in (None, chosen.due_on),
            on_click=_save,
            args=(chosen.code, due, account.code),
        )


def _save(code: str, due, account: str) -> None:
    period = parse_period(code)
    if not still(account, "due", ADMIN):
        return
    try:
        cached.store().reporting.ensure_period(period, due, account)
    except StoreError as error:
        keep("due", refused=str(error))
    else:
        keep("due", said=f"{period.label}的截止日期已改为{day(due)}。")
