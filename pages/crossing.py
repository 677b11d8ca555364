"""跨县重复: what two counties claim side by side, and the ruling in which of them it counts."""

import streamlit as st

from pages.account import has_act
from pages.ui.province import (
    crossing_list,
    crossing_side_by_side,
    nothing_collected,
    province_header,
    ruling_form,
)
from pages.ui.shared import offer_page, only_for, say_result

account = only_for(__file__)
found = province_header(account, "跨县重复")
if found is None or nothing_collected(*found):
    st.stop()
mine, key = found
say_result("crossing")
chosen = crossing_list(mine, key)
if chosen is None:
    st.stop()
crossing_side_by_side(mine, key, chosen)
if has_act(account, "rule-province"):
    ruling_form(account, mine, chosen)
offer_page()
