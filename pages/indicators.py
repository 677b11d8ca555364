"""指标: what a measure means, how its values spread, who leads, which rows it comes from."""

import streamlit as st

from metrics.framework import LEVEL_NAMES, LEVELS
from metrics.tables import definition, ordered
from pages import cached
from pages.edition import COUNTY
from pages.ui.level import change_panel
from pages.ui.shared import (
    draw_chart,
    lines,
    nobody_at,
    nothing_approved,
    only_for,
    period_header,
    say_no_period,
    show_evidence,
    version_line,
)

only_for(__file__)
key = period_header("指标")
framework = cached.framework_of(key) if key else cached.framework()
with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
    items = {f"{item.name}": item for item in framework.items}
    item = items[st.selectbox("项目", list(items), key="indicator-item", bind="query-params", width=200)]
    measures = {f"{m.id} {m.name}": m for m in framework.measures_of(item.id)}
    name = st.selectbox("指标", list(measures), key="indicator", bind="query-params", width=240)
measure = measures[name]
st.caption(f"{item.name}：{item.asks}？")
lines(definition(framework, measure))

if key is None:
    say_no_period()
    st.stop()
if nothing_approved(key):
    st.stop()

levels = {
    LEVEL_NAMES[level]: level
    for level, letter in LEVELS.items()
    if letter in measure.ledger.levels and level != COUNTY
}
chosen = st.segmented_control(
    "层级",
    list(levels),
    default=next(iter(levels)),
    required=True,
    key="indicator-level",
    bind="query-params",
)
level = levels[chosen]
book = cached.book(key, level)
if nobody_at(key, level):
    version_line(key)
    st.stop()
left, right = st.columns(2, gap="medium")
with left:
    draw_chart(key, "distribution", level, measure=measure.id)
with right:
    draw_chart(key, "ranking", level, node=measure.id, first=12)
st.subheader("来源行", anchor=False)
names = book.entities["name"]
code = st.selectbox(
    "看谁的来源行",
    list(ordered(book, measure.id)),
    format_func=lambda code: f"{code} {names[code]}",
    key=f"indicator-{level}",
)
show_evidence(key, level, code, measure.id)
change_panel(key, level, code, measure.id)
version_line(key)
