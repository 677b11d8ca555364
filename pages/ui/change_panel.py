"""Why a score moved since the period before: a sentence, the measures, and the rows behind them."""

import streamlit as st

from metrics.charts.change_tables import change_table, moved_rows
from metrics.scoring.change_words import sentence
from pages import cached
from pages.ui import page


def change_panel(key: cached.Edition, level: str, code: str) -> None:
    """A fold that explains the change of an entity's total; nothing without a period before."""
    earlier = page.before(key)
    if earlier is None:
        return
    panel = st.expander(f"{page.against(key)}为什么变了", on_change="rerun", key=f"{level}-change")
    if not panel.open:
        return
    with panel:
        told = cached.change(key, earlier, level, code)
        st.markdown(f"**{sentence(told, most=3)}。**")
        table = change_table(told)
        if table.empty:
            st.caption("两期的数值和权重都一样。")
            return
        points = {"format": "%.2f"}
        st.dataframe(
            table,
            hide_index=True,
            height=38 + 35 * min(len(table), 12),
            alt=sentence(told),
            column_config={
                "id": None,
                "影响": st.column_config.NumberColumn(help="对总分的影响（分），相加即总分的变化", **points),
                "数值部分": st.column_config.NumberColumn(help="由数值变化引起的", **points),
                "权重部分": st.column_config.NumberColumn(help="由指标开始或不再适用、报送引起的", **points),
            },
        )
        _rows(told, table)


def _rows(told, table) -> None:
    measures = {one.id: one for one in told.measures()}
    labels = {f"{row.项目} · {row.指标}（{row.影响:+.2f} 分）": row.id for row in table.itertuples()}
    chosen = st.selectbox("看哪个指标的行", list(labels), key=f"change-{told.id}-measure")
    rows = moved_rows(cached.framework(), measures[labels[chosen]].rows)
    if rows.empty:
        st.caption("没有新增、减少或改动的行：变的是分母、满分值或权重。")
        return
    st.dataframe(rows, hide_index=True, alt="新增、减少、改动的行")
