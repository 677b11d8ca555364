"""指标管理: versions of the framework; edit weights and targets, see the effect, save with a reason."""

import streamlit as st

from pages import cached
from pages.ui.admin import ask_version, edit_view, effect_view, versions_table
from pages.ui.shared import only_for, period_header, say_no_period, version_line

EDIT, COMPARE, HISTORY = "改权重和满分值", "对比两个版本", "历次版本"

only_for(__file__)
key = period_header("指标管理")
if key is None:
    say_no_period()
    st.stop()
view = st.segmented_control(
    "做什么",
    [EDIT, COMPARE, HISTORY],
    default=EDIT,
    required=True,
    key="admin-view",
    bind="query-params",
    label_visibility="collapsed",
)
versions = cached.store().office.framework_versions()
if view == HISTORY:
    versions_table(versions)
elif view == COMPARE:
    with st.container(horizontal=True, gap="small"):
        first = ask_version("版本甲", versions, key, "admin-one", 0)
        second = ask_version("版本乙", versions, key, "admin-other", -1)
    effect_view(key, cached.store().office.framework(first.id), cached.store().office.framework(second.id))
else:
    base = ask_version("在哪个版本上改", versions, key, "admin-base")
    edit_view(key, base)
version_line(key)
