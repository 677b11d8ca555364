"""查找: whatever there is by name or code — entities, items, sights, what is taken on, activities."""

import streamlit as st

from pages.ui.search import activity_table, entity_links, sight_links, subject_links, taken_on_links
from pages.ui.shared import literal, only_for, period_header, say_no_period, version_line

only_for(__file__)
key = period_header("查找")
if key is None:
    say_no_period()
    st.stop()
text = st.text_input(
    "查什么",
    placeholder="企业、品牌、乡镇、指标、典型、载体、荣誉、项目、队伍、活动",
    key="q",
    bind="query-params",
    max_chars=40,
    width=420,
).strip()
if not text:
    st.info("输入名称里的几个字，或编号（如 E017、B02、U08、A08-23Q4-012）。")
    st.stop()
matches = entity_links(key, text)
matches += subject_links(key, text)
matches += sight_links(key, text)
matches += taken_on_links(key, text)
matches += activity_table(key, text)
if not matches:
    st.warning(f"没有找到“{literal(text)}”。可以少写几个字再试；名称以名册和台账为准。")
version_line(key)
