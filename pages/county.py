"""建县: whose county this is, step by step; one workbook for all of it, or one list at a time."""

import streamlit as st

from pages.ui.setup import (
    entries_view,
    ground_view,
    handing_out_view,
    steps_view,
    versions_view,
    workbook_view,
)
from pages.ui.shared import only_for, say_result, title_line

STEPS, WORKBOOK, ENTRIES, GROUND = "步骤", "一张表导入", "逐项修改", "地图"
HANDING_OUT, VERSIONS = "模板和登录条", "改动记录"

account = only_for(__file__)
title_line("建县", "县名、成员单位、乡镇、名册、账号都在这里；一张 Excel 一次建好，也可以逐项改。")
say_result("setup")
view = st.segmented_control(
    "查看",
    [STEPS, WORKBOOK, ENTRIES, GROUND, HANDING_OUT, VERSIONS],
    default=STEPS,
    required=True,
    key="setup-view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == STEPS:
    steps_view()
elif view == WORKBOOK:
    workbook_view(account)
elif view == ENTRIES:
    entries_view(account)
elif view == GROUND:
    ground_view(account)
elif view == HANDING_OUT:
    handing_out_view(account)
else:
    versions_view()
