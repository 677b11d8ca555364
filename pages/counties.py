"""市县: from a county to its enterprises, the rows behind a value, a row, its cells: out of the package."""

import streamlit as st

from pages.ui.province import county_page, nothing_collected, province_header
from pages.ui.shared import offer_page, only_for

account = only_for(__file__)
found = province_header(account, "市县")
if found is None or nothing_collected(*found):
    st.stop()
county_page(account, *found)
offer_page()
