"""Views over time: scores quarter on quarter and year on year, pace of the year, flow of ranks."""

import streamlit as st

from metrics.charts import paced
from metrics.framework import LEVEL_NAMES, parse_period
from metrics.tables import ordered
from pages import cached
from pages.edition import COUNTY
from pages.ui import page
from pages.ui.draw import chart

STEPS = {"逐季": 1, "同比（与去年同季）": 4}
_LEVELS = {LEVEL_NAMES[level]: level for level in (COUNTY, "unit", "brand", "enterprise", "town", "industry")}
_FIRST = 12


def ask_entity(key: cached.Edition) -> tuple[str, str, tuple[str, ...]]:
    """Level, entity and the quarters to look at, all of them in the address."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        place = {"key": "trend-level", "bind": "query-params", "required": True}
        level = _LEVELS[st.segmented_control("看什么", list(_LEVELS), default="全县", **place)]
        code = _entity(key, level)
        step = STEPS[st.selectbox("怎样比", list(STEPS), key="trend-step", bind="query-params", width=200)]
    known = page.quarters_until(key)
    quarters = known[::-1][::step][::-1]
    if step > 1 and len(quarters) < 2:
        st.info(f"去年同季还没有数据：目前开放的报告期从{parse_period(known[0]).label}开始。先按逐季显示。")
        quarters = known
    return level, code, quarters


def _entity(key: cached.Edition, level: str) -> str:
    book = cached.book(key, level)
    if level == COUNTY:
        return book.entities.index[0]
    names = book.entities["name"]
    return st.selectbox(
        "对象",
        list(ordered(book, cached.framework_of(key).root.id)),
        format_func=lambda one: f"{one} {names[one]}" if one != names[one] else one,
        key=f"trend-of-{level}",
        bind="query-params",
        width=340,
    )


def score_view(key: cached.Edition, level: str, code: str, quarters: tuple[str, ...]) -> None:
    """The lines of the total and the groups, or of the items of one group."""
    framework = cached.framework_of(key)
    groups = {"总分和三大类": ()} | {
        group.name: (group.id, *(item.id for item in framework.items if item.parent == group.id))
        for group in framework.groups
    }
    place = {"key": "trend-nodes", "bind": "query-params", "required": True}
    chosen = st.segmented_control("看哪些项", list(groups), default="总分和三大类", **place)
    chart(key, "trend", level, quarters=quarters, code=code, nodes=groups[chosen])


def move_view(key: cached.Edition, level: str, code: str, quarters: tuple[str, ...]) -> None:
    """What rose and fell between the last two periods."""
    if len(quarters) > 1:
        chart(key, "moves", level, quarters=quarters[-2:], code=code)


def pace_view(key: cached.Edition, level: str, code: str) -> None:
    """A measure of the year so far against the pace of its target."""
    framework = cached.framework_of(key)
    names = {f"{one} {framework.measure[one].name}": one for one in paced(framework, level)}
    measure = names[st.selectbox("年度指标", list(names), key=f"pace-measure-{level}", bind="query-params")]
    year = key.period[:4]
    quarters = tuple(quarter for quarter in page.quarters_until(key) if quarter.startswith(year))
    chart(key, "pace", level, quarters=quarters, code=code, measure=measure)


def rank_view(key: cached.Edition, level: str, quarters: tuple[str, ...]) -> None:
    """Who came up and who fell back; nothing for the county, which has no neighbours here."""
    if level == COUNTY or len(quarters) < 2:
        return
    names = {node.name: node.id for node in cached.framework_of(key).nodes}
    place = {"key": "trend-rank-by", "bind": "query-params", "width": 200}
    node = names[st.selectbox("按哪一项排名", list(names), **place)]
    chart(key, "flow", level, quarters=quarters, node=node, first=_FIRST)
