"""The rest of a profile: the way back, what would help most, what makes up the total, what happened."""

import streamlit as st

from metrics.charts.words import amount
from metrics.framework.model import LEVEL_NAMES
from pages import cached
from pages.ui import page
from pages.ui.draw import chart

_FILES = {"enterprise": "enterprises.py", "brand": "brands.py", "unit": "units.py"}
_MOST = 5


def crumbs(key: cached.Edition, level: str, name: str) -> None:
    """The way back from an entity: county, level, entity."""
    view = {"period": page.label(key)}
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.page_link("overview.py", label="全县", query_params=view)
        st.markdown("›", width="content")
        ranking = {**view, f"{level}-view": "排名"}
        st.page_link(_FILES[level], label=LEVEL_NAMES[level], query_params=ranking)
        st.markdown("›", width="content")
        st.markdown(f"**{name}**", width="content")


def more(key: cached.Edition, level: str, code: str) -> None:
    """What would raise the score most, what the total is made of, and what happened this year."""
    left, right = st.columns(2, gap="medium")
    with left:
        _gains(key, level, code)
        chart(key, "contributions", level, codes=(code,))
    with right:
        chart(key, "timeline", level, about=code)
    if level == "brand":
        chart(key, "outline", level, about=code)


def _gains(key: cached.Edition, level: str, code: str) -> None:
    """The measures that hold back most points, in words."""
    framework, table = cached.framework_of(key), cached.gains(key, level, code).head(_MOST)
    st.subheader("怎样提分最快", anchor=False)
    if table.empty:
        st.caption("没有可以再提的指标，或者还没有得分。")
        return
    lines = [
        f"1. **{framework.node[one.item].name} · {framework.measure[one.measure].name}**："
        f"现在 {amount(one.value, one.unit)}，满分值 {amount(one.full_score, one.unit)}，"
        f"做到满分总分 **+{one.gain:.1f}**"
        for one in table.itertuples()
    ]
    st.markdown("\n".join(lines))
