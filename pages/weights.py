"""权重与假设: what if weights, targets or means were others; never touches the official scores."""

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.scoring.index import DataProblem, FrameworkProblem
from pages.ui.shared import nobody_at, nothing_approved, only_for, period_header, say_no_period, version_line
from pages.ui.weights import (
    bands_view,
    compare_view,
    controls,
    current_scenario,
    influence_view,
    remember_scenario,
    saved_scenarios,
    shift_view,
)

VIEWS = {
    "名次变动": shift_view,
    "名次区间": bands_view,
    "哪一项说了算": influence_view,
    "方案比较": compare_view,
}

only_for(__file__)
key = period_header("权重与假设")
st.warning(
    "**假设，不影响正式得分。** 在这里改权重、满分值、归一化和合成方法，只看名次会怎样变；"
    "正式得分和排名原样不动。"
)
if key is None:
    say_no_period()
    st.stop()
if nothing_approved(key):
    st.stop()

levels = {word: level for level, word in LEVEL_NAMES.items() if level != "county"}
chosen = st.segmented_control(
    "层级", list(levels), default="企业", key="assumed-level", bind="query-params", required=True
)
level = levels[chosen]
if nobody_at(key, level):
    version_line(key)
    st.stop()
left, right = st.columns([4, 9], gap="medium")
with left:
    scenario = controls(key, level, current_scenario())
    remember_scenario(scenario)
    saved_scenarios(key, scenario)
with right:
    view = st.segmented_control(
        "看什么",
        list(VIEWS),
        default="名次变动",
        required=True,
        key="assumed-view",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    try:
        VIEWS[view](key, level, scenario)
    except (FrameworkProblem, DataProblem) as problem:
        st.error(f"这样设算不出来：{problem}")
version_line(key)
