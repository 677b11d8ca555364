"""填报: download the template, upload it filled, see what was found, hand it in, see what became of it."""

import streamlit as st

from pages import cached
from pages.account import STAFF
from pages.ui import empty
from pages.ui.office_only import only_for
from pages.ui.upload_choice import choose
from pages.ui.upload_files import upload_step
from pages.ui.upload_history import history
from pages.ui.upload_open import open_quarter
from pages.ui.upload_template import template_step

account = only_for(__file__)
office = account.role != STAFF
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.title("填报", anchor=False, width="content")
    if cached.is_sample():
        st.badge("样例数据", color="orange")

if not office and account.unit not in cached.framework().unit:
    st.info("这个账号还没有指定单位，不能填报。请联系管理员。")
    st.stop()
periods = cached.store().reporting.periods()
if not periods:
    empty.no_period()
    if office:
        open_quarter(account)
    st.stop()

desk = choose(account, periods)
template_step(desk)
upload_step(desk)
history(desk)
if office:
    with st.expander("开放新的报告期", icon=":material/event:"):
        open_quarter(account)
