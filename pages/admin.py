"""指标管理: versions of the framework; edit weights and targets, see the effect, save with a reason."""

import streamlit as st

from metrics.framework import FrameworkError
from pages import cached
from pages.ui import empty, page
from pages.ui.admin_effect import effect
from pages.ui.admin_numbers import numbers_editor
from pages.ui.admin_save import save_form
from pages.ui.admin_versions import ask_base, versions_table

EDIT, COMPARE, HISTORY = "改权重和满分值", "对比两个版本", "历次版本"

key = page.header("指标管理")
if key is None:
    empty.no_period()
    st.stop()
place = {"key": "admin-view", "bind": "query-params", "required": True, "label_visibility": "collapsed"}
view = st.segmented_control("做什么", [EDIT, COMPARE, HISTORY], default=EDIT, **place)
versions = cached.store().framework_versions()
if view == HISTORY:
    versions_table(versions)
    st.stop()
if view == COMPARE:
    with st.container(horizontal=True, gap="small"):
        one = ask_base("版本甲", versions, key, "admin-one", 0)
        other = ask_base("版本乙", versions, key, "admin-other", -1)
    effect(key, cached.store().framework(one.id), cached.store().framework(other.id))
    st.stop()
base = ask_base("在哪个版本上改", versions, key, "admin-base")
framework = cached.store().framework(base.id)
changes = numbers_editor(framework, base)
if not changes:
    st.info("在表里改数，下面就会显示对得分和名次的影响；保存以前什么都不会变。")
    st.stop()
try:
    draft = cached.store().preview_framework(base.id, changes, "草稿")
except FrameworkError as error:
    st.error(str(error))
    st.stop()
effect(key, framework, draft)
save_form(key, base, changes)
