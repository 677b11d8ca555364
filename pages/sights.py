"""典型与现场: people, teams, ways and places to be seen; one of them in full; a sheet for a visit."""

import streamlit as st

from pages.ui.shared import nothing_approved, only_for, period_header, say_no_period, version_line
from pages.ui.sights import cards_view, route_view, sight_view

CARDS, ROUTE = "卡片", "走访路线单"

only_for(__file__)
key = period_header("典型与现场")
if key is None:
    say_no_period()
    st.stop()
if nothing_approved(key):
    st.stop()
if not sight_view(key):
    view = st.segmented_control(
        "视图",
        [CARDS, ROUTE],
        default=CARDS,
        required=True,
        key="sights-view",
        bind="query-params",
        label_visibility="collapsed",
    )
    (route_view if view == ROUTE else cards_view)(key)
version_line(key)
