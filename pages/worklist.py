"""清单: who has taken on what, from small projects to the county's brands, what is due, what could be one."""

import streamlit as st

from pages.ui.helpers import organisations_view, teams_view
from pages.ui.shared import nothing_approved, only_for, period_header, say_no_period, say_result, version_line
from pages.ui.worklist import alike_view, due_view, matrix_view, tree_view

VIEWS = {
    "四个方面": matrix_view,
    "项目和品牌": tree_view,
    "时间表": due_view,
    "归并建议": alike_view,
    "队伍": teams_view,
    "社会组织": organisations_view,
}

only_for(__file__)
key = period_header("清单")
if key is None:
    say_no_period()
    st.stop()
if nothing_approved(key):
    st.stop()
say_result("worklist")
view = st.segmented_control(
    "视图",
    list(VIEWS),
    default="四个方面",
    required=True,
    key="worklist-view",
    bind="query-params",
    label_visibility="collapsed",
)
VIEWS[view](key)
version_line(key)
