"""指标: what a measure means, how its values spread, who leads, which rows it comes from."""

import streamlit as st

from metrics.framework import LEVEL_NAMES, LEVELS
from metrics.tables import definition, ordered
from pages import cached
from pages.edition import COUNTY
from pages.ui import empty, page
from pages.ui.change_panel import change_panel
from pages.ui.draw import chart
from pages.ui.evidence import evidence
from pages.ui.office_only import only_for

only_for(__file__)
key = page.header("指标")
framework = cached.framework_of(key) if key else cached.framework()
with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
    items = {f"{item.name}": item for item in framework.items}
    item = items[st.selectbox("项目", list(items), key="indicator-item", bind="query-params", width=200)]
    measures = {f"{m.id} {m.name}": m for m in framework.measures_of(item.id)}
    name = st.selectbox("指标", list(measures), key="indicator", bind="query-params", width=240)
measure = measures[name]
st.caption(f"{item.name}：{item.asks}？")
st.table(definition(framework, measure), border="horizontal")

if key is None:
    empty.no_period()
    st.stop()
if empty.nothing_approved(key):
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
left, right = st.columns(2, gap="medium")
with left:
    chart(key, "distribution", level, measure=measure.id)
with right:
    chart(key, "ranking", level, node=measure.id, first=12)
st.subheader("来源行", anchor=False)
names = book.entities["name"]
code = st.selectbox(
    "看谁的来源行",
    list(ordered(book, measure.id)),
    format_func=lambda one: f"{one} {names[one]}",
    key=f"indicator-{level}",
)
evidence(key, level, code, measure.id)
change_panel(key, level, code, measure.id)
page.versions(key)
