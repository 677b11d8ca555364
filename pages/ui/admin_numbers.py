"""The table in which weights and targets are edited."""

import streamlit as st

from metrics.charts.framework_numbers import TARGETS, changed, left_as_it_was, number_table
from metrics.framework import Framework
from metrics.store.office import FrameworkVersion


def numbers_editor(framework: Framework, base: FrameworkVersion) -> dict[str, float]:
    """Draw the table; number → new value of those that were changed."""
    table = number_table(framework)
    number = {"min_value": 0.0, "format": "%g"}
    edited = st.data_editor(
        table,
        hide_index=True,
        height=38 + 35 * 14,
        key=f"admin-numbers-{base.id}",
        disabled=["编号", "名称", "单位"],
        placeholder="—",
        alt="各组、各项、各指标的权重和满分值，可以直接改",
        column_config={
            "编号": st.column_config.TextColumn(width=64, pinned=True),
            "名称": st.column_config.TextColumn(width=150, pinned=True),
            "权重": st.column_config.NumberColumn(width=80, required=True, **number),
            **{name: st.column_config.NumberColumn(width=104, **number) for name in TARGETS},
            "单位": st.column_config.TextColumn(width=150),
        },
    )
    for sentence in left_as_it_was(table, edited):
        st.warning(sentence)
    return changed(table, edited)
