"""Many weights and targets at once, in one table."""

import streamlit as st

from metrics.framework import Framework
from metrics.framework.editing import number_edits
from metrics.tables import TARGETS, changed, left_as_it_was, number_table
from pages.ui.manage.draft import add, turn
from pages.ui.manage.records import edited_frame


def numbers_panel(base: int, framework: Framework) -> None:
    """The table; the numbers that were changed are taken in together."""
    table = number_table(framework)
    edited = edited_frame(
        table,
        height=38 + 35 * 14,
        key=f"admin-numbers-{base}-{turn()}",
        fixed=["编号", "名称", "单位"],
        alt="各组、各项、各指标的权重和满分值，可以直接改",
        columns={
            "编号": st.column_config.TextColumn(width=64, pinned=True),
            "名称": st.column_config.TextColumn(width=150, pinned=True),
            "权重": st.column_config.NumberColumn(width=80, required=True, min_value=0.0, format="%g"),
            **dict.fromkeys(TARGETS, st.column_config.NumberColumn(width=104, min_value=0.0, format="%g")),
            "单位": st.column_config.TextColumn(width=150),
        },
    )
    for sentence in left_as_it_was(table, edited):
        st.warning(sentence)
    numbers = changed(table, edited)
    if st.button(
        f"用这些数（{len(numbers)} 处）", key="manage-numbers-use", type="primary", disabled=not numbers
    ):
        add(base, *number_edits(numbers))
