"""Remarks on an entity's periods: why a figure jumped. Reviewers and administrators write, all read."""

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from pages import cached
from pages.account import ADMIN, REVIEWER, current_account
from pages.ui import page


def notes(key: cached.Edition, level: str, code: str) -> None:
    """The remarks kept, and a line to write one."""
    st.subheader("备注", anchor=False)
    kept = [
        one
        for one in cached.store().office.notes(page.quarters_until(key))
        if one.period and (one.level, one.code) == (level, code)
    ]
    account = current_account()
    writes = account.role in (REVIEWER, ADMIN)
    for one in kept:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{parse_period(one.period).label}**", width="content")
            # A person's words are shown as they are, never as Markdown.
            st.text(one.text, width="content")
            st.caption(f"{one.account} {one.at:%Y-%m-%d}", width="content")
            if writes and st.button("删除", key=f"note-{one.id}", type="tertiary"):
                cached.store().office.drop_note(one.id, account.code)
                st.rerun()
    if not kept:
        st.caption(
            "还没有备注。某一季度的数字有特殊原因（停工、换牵头单位、集中报送），写在这里，以后看的人就明白。"
        )
    if writes:
        _write(key, level, code, account.code)


def _write(key: cached.Edition, level: str, code: str, account: str) -> None:
    quarters = page.quarters_until(key)[::-1]
    words = {"format_func": lambda one: parse_period(one).label, "width": 180}
    row = {"horizontal": True, "vertical_alignment": "bottom", "gap": "small"}
    with st.form("note-form", clear_on_submit=True, border=False), st.container(**row):
        period = st.selectbox("哪一季度", quarters, key="note-period", **words)
        text = st.text_input("备注", max_chars=500, key="note-text", placeholder="一句话说明原因")
        sent = st.form_submit_button("记下")
    if sent:
        try:
            cached.store().office.add_note(period, level, code, text, account)
        except StoreError as error:
            st.error(str(error))
        else:
            st.rerun()
