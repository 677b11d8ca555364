"""数据质量: what does not fit across units, sheets and periods, and what the office decides about it."""

import streamlit as st

from pages import cached
from pages.ui import empty, page
from pages.ui.office_only import only_for
from pages.ui.quality_claims import claims_view
from pages.ui.quality_desk import open_desk
from pages.ui.quality_history import history_view
from pages.ui.quality_list import doubts_view
from pages.ui.quality_said import say_last

DOUBTS, CLAIMS, HISTORY = "疑问", "专报数字", "认定记录"

account = only_for(__file__)
key = page.header("数据质量")
if key is None:
    empty.no_period()
    st.stop()

view = st.segmented_control(
    "查看",
    [DOUBTS, CLAIMS, HISTORY],
    default=DOUBTS,
    required=True,
    key="quality-view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == CLAIMS:
    claims_view(key)
elif view == HISTORY:
    history_view(account)
elif not empty.nothing_approved(key):
    desk = open_desk(key, account)
    say_last()
    doubts_view(desk)
if cached.dataset(key).submissions:
    page.versions(key)
