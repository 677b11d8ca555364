"""报送进度: who has reported, who is late, who was returned; reminders to copy; due dates."""

import streamlit as st

from metrics.framework import parse_period
from pages import cached
from pages.account import has_act
from pages.ui.overview import year_board
from pages.ui.progress import due_dates, owed_elsewhere, reminders, state_cards, units_table
from pages.ui.shared import offer_page, only_for, period_header, say_no_period, say_result

account = only_for(__file__)
key = period_header("报送进度", reported=True)
if key is None:
    say_no_period()
    st.stop()
period = key.period
board = cached.board(key.period.code)
infos = [info for info in cached.submissions() if parse_period(info.period) in period]
say_result("due")
state_cards(board, infos)
owed_elsewhere(period)
units_table(account, board, infos)
if has_act(account, "remind"):
    reminders(board, infos)
year_board(key)
if has_act(account, "due-date"):
    due_dates(account)
offer_page()
