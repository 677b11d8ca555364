"""The comparing views of a level: ranking with its table, heatmap of the 12 items."""

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.tables import entity_table, rank_bands, with_moves
from metrics.words import COUNTER
from pages import cached
from pages.ui import page
from pages.ui.draw import chart, clicked
from pages.ui.grid import grid
from pages.ui.way import PROFILE, come_from

HEATMAP, COMPARE, REACH = "热力图", "对比", "品牌进企业"


def ranking_view(
    key: cached.Edition, level: str, *, codes: tuple[str, ...], node: str, first: int | None
) -> None:
    """Table first, chart beside it; a click opens the profile."""
    table = _ranked(key, level, node, codes)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        grid(
            table,
            hide_index=True,
            height=38 + 35 * min(len(table), 17),
            key=f"{level}-table",
            on_select=lambda: _open_row(level, list(table["编号"])),
            selection_mode="single-cell",
            alt=f"得分排名表，共{len(table)}{COUNTER[level]}",
            file=f"{LEVEL_NAMES[level]}得分排名",
            column_config={
                "编号": None,
                "最低": None,
                "最高": None,
                "名次": st.column_config.NumberColumn(width=48),
                "升降": st.column_config.NumberColumn(
                    width=52, format="%+d", help="名次比上一期升（+）降（-）几位"
                ),
                "变化": st.column_config.NumberColumn(width=56, format="%+.1f", help="得分比上一期"),
                "名次区间": st.column_config.TextColumn(
                    width=72, help="权重上下浮动时，名次九成在这个区间里；区间越宽，名次越不稳"
                ),
                "名称": st.column_config.TextColumn(width=190),
                "得分": st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100, width=100),
                "等次": st.column_config.TextColumn(width=64),
                "覆盖": st.column_config.NumberColumn(format="%.0f%%", width=56),
            },
        )
        st.caption("点击任意一行，查看它的画像和每个数字的来源。")
    with right:
        _chart(key, "ranking", level, node=node, codes=codes, first=first)


def _ranked(key: cached.Edition, level: str, node: str, codes: tuple[str, ...]):
    """The ranking with changes since the period before and, for the total, the rank bands."""
    framework, book, earlier = cached.framework_of(key), cached.book(key, level), page.before(key)
    table = entity_table(framework, book, node, codes)
    table = with_moves(table, book, cached.book(earlier, level) if earlier else None, node)
    if node == framework.root.id:
        bands = rank_bands(cached.compared(key, level, {}))
        table.insert(list(table.columns).index("等次") + 1, "名次区间", bands.reindex(table["编号"]).array)
    return table


def heatmap_view(key: cached.Edition, level: str, **chosen) -> None:
    """Entities × 12 items; a click on a cell opens the profile at that item."""
    _chart(key, "heatmap", level, **chosen)
    st.caption("点击任意一格，查看该项的指标和来源。")


def _chart(key: cached.Edition, name: str, level: str, **chosen) -> None:
    place = f"{level}-{name}"
    chart(key, name, level, on_select=lambda: _open(level, clicked(place)), place=place, **chosen)


def _open_row(level: str, codes: list[str]) -> None:
    cells = st.session_state[f"{level}-table"]["selection"]["cells"]
    _open(level, [codes[cells[0][0]]] if cells else [])


def _open(level: str, mark: list[str]) -> None:
    """Show the profile of what was clicked: an entity, or an entity and an item.

    Among enterprises that a chosen brand or unit came to, the way leads from there.
    """
    if mark:
        chosen = (st.session_state.get(f"{level}-{by}") for by in ("brand", "unit"))
        come_from(next(filter(None, chosen), "") if level == "enterprise" else "")
        st.session_state[f"{level}-view"] = PROFILE
        st.session_state[f"{level}-entity"] = mark[0]
        node = cached.framework().node.get(mark[1]) if len(mark) > 1 else None
        if node:
            st.session_state[f"{level}-item"] = node.name
