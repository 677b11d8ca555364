"""省级总览: how counties and cities stand, the map of squares, the paper; a click opens a county."""

import streamlit as st

from pages.ui.province import (
    area_table,
    counties_view,
    go_to_county,
    nothing_collected,
    offer_papers,
    province_header,
    province_tiles,
)
from pages.ui.shared import offer_page, only_for

account = only_for(__file__)
found = province_header(account, "省级总览")
if found is None:
    st.stop()
mine, key = found
go_to_county(key)
if nothing_collected(mine, key):
    st.stop()
province_tiles(mine, key)
counties_view(mine, key)
st.subheader("各市", anchor=False)
area_table(mine, key)
offer_papers(account, mine, key)
offer_page()
