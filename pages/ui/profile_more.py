"""The rest of a profile: what would help most, what makes up the total, what happened, row by row."""

from dataclasses import replace

import streamlit as st

from metrics import charts
from metrics.words import amount
from pages import cached
from pages.ui.draw import chart
from pages.ui.opened import openable
from pages.ui.reach import reached
from pages.ui.way import Origin, origin, plain

_MOST = 5


def more(key: cached.Edition, level: str, code: str) -> None:
    """What would raise the score most, what the total is made of, and what happened this year."""
    left, right = st.columns(2, gap="medium")
    with left:
        _gains(key, level, code)
        chart(key, "contributions", level, codes=(code,))
    with right:
        chart(key, "timeline", level, about=code)
        _row_by_row(key, level, code)
    reached(key, level, code)
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


def _row_by_row(key: cached.Edition, level: str, code: str) -> None:
    """What happened this year as rows that open, latest first; first those of whoever one came from."""
    told, came = cached.told(key, "timeline", level, code), origin(key, level)
    if told.rows.empty:
        return
    words = f"大事记逐条（{len(told.rows)} 条），看每一条出自哪一格"
    was_open = f"{level}-rows-open"
    panel = st.expander(
        words,
        expanded=came is not None or st.session_state.get(was_open, False),
        key=f"{level}-rows",
        on_change="rerun",
    )
    # Back from one of its rows it is as it was left.
    st.session_state[was_open] = panel.open
    if not panel.open:
        return
    with panel:
        rows = told.rows.iloc[::-1]
        if came:
            rows = _theirs_first(key, rows, came)
        table = charts.table_twin("timeline", cached.framework_of(key), replace(told, rows=rows))
        height = 38 + 35 * min(len(rows), 10)
        openable(table, rows, f"{level}-happened", height=height, alt=words, file="大事记逐条")


def _theirs_first(key: cached.Edition, rows, came: Origin):
    """Rows that the brand or unit one came from has as well stand first; how many they are is said."""
    at = ["ledger", "submission", "row"]
    theirs = cached.told(key, "timeline", came.level, came.code).rows[at]
    mine = rows.merge(theirs, "left", at, indicator="by")["by"].eq("both").to_numpy()
    st.caption(plain(f"其中 {mine.sum()} 条与 {came.label} 有关，排在最前。"))
    return rows.iloc[(~mine).argsort(kind="stable")]
