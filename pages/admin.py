"""指标管理: the framework edited whole, what that does, its versions, saved with a reason."""

import streamlit as st

from pages import cached
from pages.ui.manage import EDIT, EDITING, compare_view, desk, versions_table
from pages.ui.shared import only_for, period_header, say_no_period, version_line

COMPARE, HISTORY = "对比两个版本", "历次版本"

only_for(__file__)
key = period_header("指标管理")
if key is None:
    say_no_period()
    st.stop()
view = st.segmented_control(
    "做什么",
    [*EDITING, COMPARE, HISTORY],
    default=EDIT,
    required=True,
    key="admin-view",
    bind="query-params",
    label_visibility="collapsed",
    wrap=True,
)
versions = cached.store().office.framework_versions()
if view == HISTORY:
    versions_table(versions)
elif view == COMPARE:
    compare_view(key, versions)
else:
    desk(key, versions, view)
version_line(key)
