"""Why a score differs from another period's: a sentence, the measures, and the rows behind them."""

import streamlit as st

from metrics.framework import Period
from metrics.scoring.why import sentence
from metrics.tables import change_table, moved_rows
from pages import cached
from pages.ui import page
from pages.ui.grid import grid


def change_panel(key: cached.Edition, level: str, code: str, node: str | None = None) -> None:
    """A fold that explains how an entity's total (or a node or measure) differs from another period's.

    Nothing while no other period was opened.
    """
    others = [period for period in page.period_options() if period.code != key.period]
    if not others:
        return
    panel = st.expander("和另一期比，为什么变了", on_change="rerun", key=f"{level}-change")
    if not panel.open:
        return
    with panel:
        told = cached.change(key, _other(key, others, level), level, code, node)
        st.markdown(f"**{sentence(told, most=3)}。**")
        table = change_table(told)
        if table.empty:
            st.caption("两期的数值和权重都一样。")
            return
        points, help_ = {"format": "%.2f"}, f"对{told.name}的影响（分），相加即它的变化"
        grid(
            table,
            hide_index=True,
            height=38 + 35 * min(len(table), 12),
            alt=sentence(told),
            file="为什么变了",
            column_config={
                "id": None,
                "影响": st.column_config.NumberColumn(help=help_, **points),
                "数值部分": st.column_config.NumberColumn(help="由数值变化引起的", **points),
                "权重部分": st.column_config.NumberColumn(help="由指标开始或不再适用、报送引起的", **points),
            },
        )
        _rows(told, table)


def _other(key: cached.Edition, others: list[Period], level: str) -> cached.Edition:
    """The edition to compare with: of the period before unless another is chosen, by the same framework."""
    labels = {period.label: period.code for period in others}
    before = page.before(key)
    at = list(labels.values()).index(before.period) if before else 0
    chosen = st.selectbox("和哪一期比", list(labels), index=at, key=f"{level}-change-{key.period}", width=200)
    return key._replace(period=labels[chosen])


def _rows(told, table) -> None:
    measures = {one.id: one for one in told.measures()}
    labels = {f"{row.项目} · {row.指标}（{row.影响:+.2f} 分）": row.id for row in table.itertuples()}
    chosen = st.selectbox("看哪个指标的行", list(labels), key=f"change-{told.id}-measure")
    rows = moved_rows(cached.framework(), measures[labels[chosen]].rows)
    if rows.empty:
        st.caption("没有新增、减少或改动的行：变的是分母、满分值或权重。")
        return
    grid(rows, hide_index=True, alt="新增、减少、改动的行")
