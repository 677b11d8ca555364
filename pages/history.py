"""报送历史: every submission with its files, what it changed, what was said about it, and who decided."""

import streamlit as st

from metrics.framework import rights
from pages import cached
from pages.account import is_of_unit
from pages.ui.history import choose_submissions, erasure_requests, submission_list
from pages.ui.shared import only_for, say_no_period, say_result, title_line

account = only_for(__file__)
title_line("报送历史")
own = account.unit if is_of_unit(account) else ""
if is_of_unit(account) and own not in cached.framework().unit:
    st.info(f"这个账号还没有指定单位，看不到报送历史。请联系{rights.manager().name}。")
    st.stop()
if not cached.store().reporting.periods():
    say_no_period()
    st.stop()
say_result("history")
erasure_requests()
every = cached.store().reporting.submissions(unit=own or None)
submission_list(account, choose_submissions(every, own), every)
