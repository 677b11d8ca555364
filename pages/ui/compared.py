"""Two to four entities side by side: marks on the twelve items, and the table."""

import streamlit as st

from metrics import charts
from metrics.charts import MOST
from metrics.tables import ordered
from metrics.words import short
from pages import cached
from pages.ui.draw import chart
from pages.ui.grid import grid


def compare_view(key: cached.Edition, level: str) -> None:
    """Let two to four be chosen, at first the three that lead, and draw them."""
    book, root = cached.book(key, level), cached.framework_of(key).root.id
    names, known = book.entities["name"], list(ordered(book, root))
    chosen = st.multiselect(
        f"比哪几个（2–{MOST} 个）",
        known,
        default=known[:3],
        format_func=lambda one: f"{one} {names[one]}",
        max_selections=MOST,
        key=f"{level}-compare",
        bind="query-params",
        placeholder="输入名称或编号",
    )
    if len(chosen) < 2:
        st.info("再选一个，就能并排比较。")
        return
    codes = tuple(chosen)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        chart(key, "compare", level, codes=codes)
    with right:
        table = charts.table_twin("compare", cached.framework_of(key), book, codes)
        number = {"format": "%.1f"}
        columns = {
            column: st.column_config.NumberColumn(short(column.partition(" ")[2], 7), help=column, **number)
            for column in table.columns[1:-1]
        }
        config = {**columns, "差距": st.column_config.NumberColumn(**number)}
        place = {"hide_index": True, "height": "content", "column_config": config}
        grid(table, alt="并排对比的得分表", file="并排对比", **place)
