"""指标管理: versions of the framework; edit weights and targets, see the effect, save with a reason."""

import streamlit as st

from pages import cached
from pages.ui import empty, page
from pages.ui.admin_edit import edit
from pages.ui.admin_effect import effect
from pages.ui.admin_versions import ask_base, versions_table
from pages.ui.office_only import only_for

EDIT, COMPARE, HISTORY = "改权重和满分值", "对比两个版本", "历次版本"

only_for(__file__)
key = page.header("指标管理")
if key is None:
    empty.no_period()
    st.stop()
place = {"key": "admin-view", "bind": "query-params", "required": True, "label_visibility": "collapsed"}
view = st.segmented_control("做什么", [EDIT, COMPARE, HISTORY], default=EDIT, **place)
versions = cached.store().office.framework_versions()
if view == HISTORY:
    versions_table(versions)
elif view == COMPARE:
    with st.container(horizontal=True, gap="small"):
        one = ask_base("版本甲", versions, key, "admin-one", 0)
        other = ask_base("版本乙", versions, key, "admin-other", -1)
    effect(key, cached.store().office.framework(one.id), cached.store().office.framework(other.id))
else:
    base = ask_base("在哪个版本上改", versions, key, "admin-base")
    edit(key, base)
page.versions(key)
