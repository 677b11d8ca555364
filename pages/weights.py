"""权重与假设: what if weights, targets or means were others; never touches the official scores."""

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.scoring.index import DataProblem, FrameworkProblem
from pages.ui import empty, page
from pages.ui.office_only import only_for
from pages.ui.weights_controls import controls
from pages.ui.weights_influence import influence_view
from pages.ui.weights_saved import compare_view, saved
from pages.ui.weights_state import current, remember
from pages.ui.weights_views import bands_view, shift_view

VIEWS = {
    "名次变动": shift_view,
    "名次区间": bands_view,
    "哪一项说了算": influence_view,
    "方案比较": compare_view,
}

only_for(__file__)
key = page.header("权重与假设")
st.warning(
    "**假设，不影响正式得分。** 在这里改权重、满分值、归一化和合成方法，只看名次会怎样变；"
    "正式得分和排名原样不动。"
)
if key is None:
    empty.no_period()
    st.stop()
if empty.nothing_approved(key):
    st.stop()

levels = {word: level for level, word in LEVEL_NAMES.items() if level != "county"}
place = {"key": "assumed-level", "bind": "query-params", "required": True}
level = levels[st.segmented_control("层级", list(levels), default="企业", **place)]
left, right = st.columns([4, 9], gap="medium")
with left:
    scenario = controls(key, level, current())
    remember(scenario)
    saved(key, scenario)
with right:
    place = {"key": "assumed-view", "bind": "query-params", "required": True}
    view = st.segmented_control(
        "看什么", list(VIEWS), default="名次变动", label_visibility="collapsed", wrap=True, **place
    )
    try:
        VIEWS[view](key, level, scenario)
    except (FrameworkProblem, DataProblem) as problem:
        st.error(f"这样设算不出来：{problem}")
page.versions(key)
