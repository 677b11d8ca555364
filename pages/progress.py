"""报送进度: who has reported, who is late, who was returned; reminders to copy; due dates."""

import streamlit as st

from metrics.framework import parse_period
from pages import cached
from pages.account import ADMIN, LEADER
from pages.ui.progress_due import due_dates
from pages.ui.progress_reminder import reminders
from pages.ui.progress_table import cards, elsewhere, table
from pages.ui.shared import offer_page, only_for, period_header, say_no_period, say_result
from pages.ui.submissions import year_board

account = only_for(__file__)
key = period_header("报送进度")
if key is None:
    say_no_period()
    st.stop()
period = parse_period(key.period)
board = cached.board(key.period)
infos = [info for info in cached.submissions() if parse_period(info.period) in period]
say_result("due")
cards(board, infos)
elsewhere(period)
table(board, infos)
if account.role != LEADER:
    reminders(board, infos)
year_board(key)
if account.role == ADMIN:
    due_dates(account)
offer_page()
