"""账号: who may sign in and as what; create, reset, disable, change."""

import streamlit as st

from pages import cached
from pages.account import has_act
from pages.ui.accounts import accounts_table, change_form, create_form, hand_over_form, show_password
from pages.ui.shared import only_for, say_result, title_line

account = only_for(__file__)
title_line("账号", "一人一个账号。停用立即生效，正在使用的也会退出；账号不删除，做过的事都留在审计里。")
say_result("accounts")
show_password()
every = cached.store().people.accounts(account.code)
accounts_table(every)
if has_act(account, "account"):
    left, right = st.columns(2, gap="medium")
    with left:
        change_form(account, every)
    with right:
        create_form(account)
        hand_over_form(account, every)
