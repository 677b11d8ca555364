"""复算差异: where a county has published another score than its rows give."""

import streamlit as st

from pages.ui.province import differences_table, nothing_collected, province_header
from pages.ui.shared import offer_page, only_for

account = only_for(__file__)
found = province_header(account, "复算差异")
if found is None or nothing_collected(*found):
    st.stop()
differences_table(*found)
offer_page()
