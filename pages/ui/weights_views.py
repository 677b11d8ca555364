"""What an assumption does: who moves how far, and how sure the ranks are."""

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.scoring.whatif import UNSCALED, Scenario
from metrics.tables import whatif
from pages import cached
from pages.ui.camera import config
from pages.ui.cards import WIDTH, row
from pages.ui.draw import is_dark
from pages.ui.grid import grid

_FIRST = (5, 10, 20, 50)


def shift_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """Cards and the table of both ranks."""
    book, told = cached.book(key, level), cached.compared(key, level, scenario.parameters)
    with row():
        for name, figure, note in whatif.summary(book, told):
            # Not `plain_card`: in a column on a phone stretched cards run over what follows.
            st.metric(
                name, figure, delta=note, delta_color="off", delta_arrow="off", border=True, width=WIDTH
            )
    if scenario.official:
        st.caption("还没有改动：移动滑块试试。下面是正式名次，和权重上下浮动时的名次区间。")
    place = {"key": "assumed-top", "bind": "query-params", "width": WIDTH}
    k = st.selectbox("进前几名的把握", _FIRST, index=1, **place)
    table = whatif.shift_table(book, told, k)
    decimals = "%.2f" if scenario.normalise in UNSCALED else "%.1f"
    grid(
        table,
        hide_index=True,
        height=38 + 35 * min(len(table), 16),
        alt=f"{LEVEL_NAMES[level]}正式名次与假设名次对照表，共{len(table)}行",
        file=f"{LEVEL_NAMES[level]}正式名次与假设名次",
        column_config={
            "编号": None,
            "名称": st.column_config.TextColumn(width=200),
            "升降": st.column_config.NumberColumn(width=56, help="正数是名次上升，负数是下降"),
            **dict.fromkeys(("正式名次", "假设名次"), st.column_config.NumberColumn(width=72)),
            "正式得分": st.column_config.NumberColumn(width=72, format="%.1f"),
            "假设得分": st.column_config.NumberColumn(width=72, format=decimals),
            "名次区间": st.column_config.TextColumn(width=72, help="权重随机浮动时，九成情形落在这些名次"),
            f"进前{k}": st.column_config.NumberColumn(
                width=72, format="%d%%", help=f"随机权重里排进前{k}名的比重"
            ),
        },
    )
    st.caption(whatif.basis(cached.framework_of(key), told))


def bands_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """Rank bands as a chart, and how likely one is ahead of another."""
    told, book = cached.compared(key, level, scenario.parameters), cached.book(key, level)
    place = {"key": "assumed-first", "bind": "query-params", "width": WIDTH}
    first = st.selectbox("画出前几名", (10, 20, 50), index=1, **place)
    figure, alt = cached.bands(key, level, scenario.parameters, first, is_dark())
    st.plotly_chart(figure, theme=None, key="assumed-bands", alt=alt, config=config("名次区间"))
    scored, names = told.table["score"].notna(), book.entities["name"]
    codes = [code for code in whatif.ordered(told) if scored[code]]
    if len(codes) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = {"format_func": lambda code: names[code], "width": 260}
        one = st.selectbox("甲", codes, index=0, key=f"assumed-one-{level}", **label)
        other = st.selectbox("乙", codes, index=1, key=f"assumed-other-{level}", **label)
        share = told.ahead(one, other) if one != other else 0.0
        st.metric("甲排在乙前面的把握", f"{share:.0%}", border=True, width=200)
    st.caption(whatif.basis(cached.framework_of(key), told))
