"""报送历史: every submission with its files, what it changed, what was said about it, and who decided."""

import streamlit as st

from pages import cached
from pages.account import STAFF
from pages.ui import empty
from pages.ui.history_filter import choose
from pages.ui.history_list import draw_list
from pages.ui.office_only import head, only_for, say

account = only_for(__file__)
head("报送历史")
own = account.unit if account.role == STAFF else ""
if account.role == STAFF and own not in cached.framework().unit:
    st.info("这个账号还没有指定单位，看不到报送历史。请联系管理员。")
    st.stop()
if not cached.store().reporting.periods():
    empty.no_period()
    st.stop()
say("history")
every = cached.store().reporting.submissions(unit=own or None)
draw_list(account, choose(every, own), every)
