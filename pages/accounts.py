"""账号: who may sign in and as what; create, reset, disable, change."""

import streamlit as st

from pages import cached
from pages.ui.accounts_change import change_one
from pages.ui.accounts_create import create_form
from pages.ui.accounts_list import accounts_table
from pages.ui.accounts_secret import secret
from pages.ui.office_only import head, only_for, say

account = only_for(__file__)
head("账号", "一人一个账号。停用立即生效，正在使用的也会退出；账号不删除，做过的事都留在审计里。")
say("accounts")
secret()
every = cached.store().people.accounts()
accounts_table(every)
left, right = st.columns(2, gap="medium")
with left:
    change_one(account, every)
with right:
    create_form(account)
