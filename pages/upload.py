"""填报: download the template, upload it filled, see what was found, hand it in, see what became of it."""

import streamlit as st

from metrics.framework import rights
from pages import cached
from pages.account import has_act, is_of_unit
from pages.ui.shared import only_for, say_no_period
from pages.ui.upload import (
    choose_unit_and_quarter,
    open_quarter,
    submission_history,
    template_step,
    upload_step,
)

account = only_for(__file__)
opens_quarters = has_act(account, "open-period")
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.title("填报", anchor=False, width="content")
    if cached.is_sample():
        st.badge("样例数据", color="orange")

if is_of_unit(account) and account.unit not in cached.framework().unit:
    st.info(f"这个账号还没有指定单位，不能填报。请联系{rights.manager().name}。")
    st.stop()
periods = cached.store().reporting.periods()
if not periods:
    say_no_period()
    if opens_quarters:
        open_quarter(account)
    st.stop()

unit, period = choose_unit_and_quarter(account, periods)
template_step(unit, period)
upload_step(unit, period)
submission_history(unit, period)
if opens_quarters:
    with st.expander("开放新的报告期", icon=":material/event:"):
        open_quarter(account)
