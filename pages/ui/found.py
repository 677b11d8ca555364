"""What a search brought up: entities to open, activities with the cell they stand in."""

import streamlit as st

from metrics.charts.find import activities_like, entities_like
from metrics.charts.words import graded, placed
from pages import cached
from pages.account import own_unit
from pages.ui.grid import grid

_LEVELS = {
    "enterprise": ("企业", "enterprises.py"),
    "brand": ("品牌", "brands.py"),
    "unit": ("成员单位", "units.py"),
}
_MOST = 12


def entities(key: cached.Edition, text: str) -> int:
    """Links to the profiles of what was found, level by level; how many there are."""
    if own_unit():
        return 0
    return sum(_level(key, level, *place, text) for level, place in _LEVELS.items())


def _level(key: cached.Edition, level: str, word: str, file: str, text: str) -> int:
    framework, book = cached.framework_of(key), cached.book(key, level)
    root = framework.root.id
    found = entities_like(book, text, root)
    if found.empty:
        return 0
    st.subheader(f"{word}（{len(found)}）", anchor=False)
    for code, name, score in zip(found["编号"], found["名称"], found["得分"], strict=True):
        if code not in found["编号"].head(_MOST).to_numpy():
            break
        words = f"{code} {name}　{graded(framework, score)}　{placed(book.ranks[root], code)}"
        view = {f"{level}-view": "画像", f"{level}-entity": f"{code} {name}"}
        st.page_link(file, label=words, query_params=view)
    if len(found) > _MOST:
        st.caption(f"只列出前 {_MOST} 个，多写几个字可以缩小范围。")
    return len(found)


def activities(key: cached.Edition, text: str) -> int:
    """Activities with their cells; a member unit's staff see their own."""
    table, total = activities_like(cached.dataset(key), text)
    if unit := own_unit():
        table = table[table["unit"].eq(unit)]
        total = len(table)
    if table.empty:
        return 0
    st.subheader(f"活动（{total}）", anchor=False)
    config = {"unit": None, "活动": st.column_config.TextColumn(width=220)}
    grid(table, hide_index=True, alt=f"名称或编号含“{text}”的活动", column_config=config)
    return total
