"""指标体检: what the framework rewards, tried on the rows of a period, and how its items spread."""

import streamlit as st

from pages.ui.checkup import expert_view, result_view
from pages.ui.shared import nothing_approved, only_for, period_header, say_no_period, version_line

RESULT, EXPERT = "体检结果和价目", "各项分布"

only_for(__file__)
key = period_header("指标体检")
if key is None:
    say_no_period()
    st.stop()
if nothing_approved(key):
    st.stop()
view = st.segmented_control(
    "看什么",
    [RESULT, EXPERT],
    default=RESULT,
    required=True,
    key="checkup-view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == EXPERT:
    expert_view(key)
else:
    result_view(key)
version_line(key)
