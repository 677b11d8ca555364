"""报送历史: every submission with its files, what it changed, what was said about it, and who decided."""

import streamlit as st

from pages import cached
from pages.account import STAFF
from pages.ui.history import choose_submissions, submission_list
from pages.ui.shared import only_for, say_no_period, say_result, title_line

account = only_for(__file__)
title_line("报送历史")
own = account.unit if account.role == STAFF else ""
if account.role == STAFF and own not in cached.framework().unit:
    st.info("这个账号还没有指定单位，看不到报送历史。请联系管理员。")
    st.stop()
if not cached.store().reporting.periods():
    say_no_period()
    st.stop()
say_result("history")
every = cached.store().reporting.submissions(unit=own or None)
submission_list(account, choose_submissions(every, own), every)
