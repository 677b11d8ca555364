"""数据质量: what does not fit across units, sheets and periods, and what the office decides about it."""

import streamlit as st

from pages import cached
from pages.ui.quality import (
    claims_view,
    doubts_view,
    foreign_view,
    period_doubts,
    rulings_in_force,
    rulings_view,
    say_answer,
    say_verdict,
)
from pages.ui.shared import nothing_approved, only_for, period_header, say_no_period, version_line

DOUBTS, FOREIGN, CLAIMS, HISTORY = "疑问", "报在别家品牌下", "专报数字", "认定记录"

only_for(__file__)
key = period_header("数据质量", reported=True)
if key is None:
    say_no_period()
    st.stop()

view = st.segmented_control(
    "查看",
    [DOUBTS, FOREIGN, CLAIMS, HISTORY],
    default=DOUBTS,
    required=True,
    key="quality-view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == CLAIMS:
    claims_view(key)
elif view == HISTORY:
    rulings_view()
elif nothing_approved(key):
    pass
elif view == FOREIGN:
    foreign_view(key)
else:
    say_verdict()
    say_answer(key)
    doubts_view(key, period_doubts(key), rulings_in_force())
if cached.counted(key):
    version_line(key)
