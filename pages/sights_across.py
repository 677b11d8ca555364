"""典型与现场 of all counties: what they handed up of cases, carriers and honours, down to file and cell."""

import streamlit as st

from pages.ui.province import across_view, nothing_collected, one_sight, province_header
from pages.ui.shared import offer_page, only_for

account = only_for(__file__)
found = province_header(account, "典型与现场")
if found is None or nothing_collected(*found):
    st.stop()
mine, key = found
if not one_sight(account, mine, key):
    across_view(account, mine, key)
offer_page()
