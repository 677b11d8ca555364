"""Opening a quarter for reporting: the office's first act on an empty database."""

from datetime import date, datetime, timedelta

import streamlit as st

from metrics.framework import Period, parse_period
from metrics.store import StoreError
from metrics.store.database import SHANGHAI
from metrics.store.people import Account
from pages import cached

#: Days after its end that a quarter is due, unless the office says otherwise.
_DUE_AFTER = timedelta(days=15)


def open_quarter(account: Account) -> None:
    """A form that opens one of the quarters around today; its due date can be set."""
    today = datetime.now(SHANGHAI).date()
    quarters = {quarter.label: quarter for quarter in _around(today)}
    with st.form("open-quarter"):
        st.markdown("**开放报告期**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = quarters[st.selectbox("季度", list(quarters), 1, key="open-period", width=200)]
            due = st.date_input("截止日期（空着则为季度结束后 15 天）", None, key="open-due", width=280)
            opened = st.form_submit_button("开放", type="primary")
    if opened:
        try:
            cached.store().reporting.ensure_period(chosen, due or chosen.end + _DUE_AFTER, account.code)
        except StoreError as error:
            st.error(str(error))
        else:
            st.rerun()


def _around(today: date) -> list[Period]:
    """The quarter of a day, the four before and the one after; latest first."""
    this = parse_period(f"{today.year}Q{(today.month + 2) // 3}")
    after = parse_period(f"{this.end.year + 1}Q1") if this.code.endswith("Q4") else None
    after = after or parse_period(f"{today.year}Q{int(this.code[-1]) + 1}")
    found = [after, this]
    for _ in range(4):
        found.append(found[-1].previous())
    return found
