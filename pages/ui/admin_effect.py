"""What another version of the framework does to totals and ranks of a period."""

import streamlit as st

from metrics.framework import LEVEL_NAMES, Framework, differing
from metrics.scoring import prepare, score_book
from metrics.tables import effect_table
from pages import cached
from pages.ui.admin_versions import name_of
from pages.ui.grid import grid


def effect(key: cached.Edition, before: Framework, after: Framework) -> None:
    """Both versions side by side on the same data."""
    moved = differing(before, after)
    st.subheader("影响预览", anchor=False)
    if not moved:
        st.info("两个版本的权重和满分值完全一样。")
        return
    st.caption(
        "；".join(
            f"{name_of(before, name)} {_said(old)} → {_said(new)}" for name, (old, new) in moved.items()
        )
    )
    data = cached.dataset(key)
    if not data.submissions:
        st.info("本期还没有审核通过的报送，看不到影响。")
        return
    levels = {word: level for level, word in LEVEL_NAMES.items()}
    place = {"key": "admin-level", "bind": "query-params", "required": True}
    level = levels[st.segmented_control("层级", list(levels), default="企业", **place)]
    books = [score_book(one, data, level, prepare(one, data)) for one in (before, after)]
    table = effect_table(*books)
    shift = table["升降"].dropna()
    with st.container(horizontal=True, gap="xsmall"):
        st.metric("名次变了的", f"{int((shift != 0).sum())} / {len(shift)}", border=True, width=156)
        st.metric("总分平均变动", f"{table['变化'].mean():+.2f}", border=True, width=156)
        st.metric("最大变动", f"{table['变化'].abs().max():.1f} 分", border=True, width=156)
    grid(
        table,
        hide_index=True,
        height=38 + 35 * min(len(table), 12),
        alt=f"{LEVEL_NAMES[level]}在两个版本下的总分和名次",
        column_config={
            "编号": None,
            "名称": st.column_config.TextColumn(width=240),
            **dict.fromkeys(("原总分", "新总分", "变化"), st.column_config.NumberColumn(format="%.1f")),
            "升降": st.column_config.NumberColumn(help="正数是名次上升，负数是下降"),
        },
    )
    hashes = " → ".join(book.framework_version[:8] for book in books)
    st.caption(f"同一份数据（数据版本 {data.short_version}）在两个指标版本（{hashes}）下的结果。")


def _said(number: float | None) -> str:
    return "无" if number is None else f"{number:g}"
