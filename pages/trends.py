"""走势: scores over the periods, pace against the year's targets, places that changed, remarks."""

import streamlit as st

from pages.ui.shared import nothing_approved, only_for, period_header, say_no_period, version_line
from pages.ui.trends import ask_entity, move_view, notes_view, pace_view, rank_view, score_view

only_for(__file__)
key = period_header("走势")
if key is None:
    say_no_period()
    st.stop()
if nothing_approved(key):
    st.stop()
asked = ask_entity(key)
if asked is None:
    st.stop()
level, code, quarters = asked
left, right = st.columns(2, gap="medium")
with left:
    score_view(key, level, code, quarters)
    pace_view(key, level, code)
with right:
    move_view(key, level, code, quarters)
rank_view(key, level, quarters)
notes_view(key, level, code)
version_line(key)
