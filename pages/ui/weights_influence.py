"""Which item decides the ranks: each left out once, and whose weight moves the scores."""

import streamlit as st

from metrics.scoring.whatif import Scenario
from metrics.tables import whatif
from pages import cached


def influence_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """One row an item: what ranks do without it, Sobol shares, and both for one entity."""
    told, book = cached.compared(key, level, scenario.parameters), cached.book(key, level)
    out, shares = cached.influence(key, level, scenario.parameters)
    names, codes = book.entities["name"], list(whatif.ordered(told))
    code = st.selectbox(
        "看谁", codes, format_func=lambda one: names[one], key=f"assumed-whose-{level}", width=320
    )
    table = whatif.influence_table(cached.framework(), out, shares, code)
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        alt=f"12个项目对名次的影响；第一位是{table['项目'].iat[0]}",
        column_config={
            "平均变动": st.column_config.NumberColumn(format="%.1f 位", help="去掉这一项，名次平均变动几位"),
            "最大变动": st.column_config.NumberColumn(format="%d 位"),
            "权重影响": st.column_config.ProgressColumn(
                format="%d%%",
                min_value=0,
                max_value=100,
                help="权重浮动引起的得分波动里，由这一项权重引起的比重",
            ),
            "它的名次变动": st.column_config.NumberColumn(help="去掉这一项，它上升（正）或下降（负）几位"),
            "它的权重影响": st.column_config.ProgressColumn(format="%d%%", min_value=0, max_value=100),
        },
    )
    st.caption(
        "平均变动：去掉这一项重新排名，各对象名次平均移动几位。权重影响：Sobol 总效应，"
        "只在 12 项的权重随机浮动时算，各项相加约为 100%。"
    )
    st.caption(whatif.basis(cached.framework_of(key), told))
