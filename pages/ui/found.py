"""What a search brought up: entities to open, activities with the cell they stand in."""

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.scoring.measures import ACTIVITIES
from metrics.tables import activities_like, entities_like
from metrics.words import graded, placed
from pages import cached
from pages.account import own_unit
from pages.ui.grid import grid
from pages.ui.ledger_row import place_of
from pages.ui.way import FILES, FROM, ROW, plain, profile_view

_MOST = 12


def entities(key: cached.Edition, text: str) -> int:
    """Links to the profiles of what was found, level by level; how many there are."""
    if own_unit():
        return 0
    return sum(_level(key, level, file, text) for level, file in FILES.items())


def _level(key: cached.Edition, level: str, file: str, text: str) -> int:
    framework, book = cached.framework_of(key), cached.book(key, level)
    root = framework.root.id
    found = entities_like(book, text, root)
    if found.empty:
        return 0
    st.subheader(f"{LEVEL_NAMES[level]}（{len(found)}）", anchor=False)
    for code, name, score in zip(found["编号"], found["名称"], found["得分"], strict=True):
        if code not in found["编号"].head(_MOST).to_numpy():
            break
        words = f"{code} {name}　{graded(framework, score)}　{placed(book.ranks[root], code)}"
        st.page_link(file, label=plain(words), query_params=profile_view(key, level, f"{code} {name}"))
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
    drawn = {"hide_index": True, "alt": f"名称或编号含“{text}”的活动", "column_config": config}
    if unit:
        grid(table, **drawn)
        return total
    st.caption("勾选一行（键盘：上下键移动，Shift+空格勾选），下面出现打开它的链接。")
    ticked = grid(table, key="found", on_select="rerun", selection_mode="single-row", **drawn)["selection"]
    if ticked["rows"]:
        _link(key, table.iloc[ticked["rows"][0]])
    return total


def _link(key: cached.Edition, found) -> None:
    """A link to the row of an activity, below its enterprise or else its brand or unit."""
    frame = cached.dataset(key).ledgers[ACTIVITIES]
    rows = frame[frame["activity_code"].eq(found["编号"]) & frame["_unit"].eq(found["unit"])]
    row = rows.iloc[-1]
    codes = {"enterprise": found["企业"], "brand": found["品牌"], "unit": found["unit"]}
    known = {
        level: f"{code} {cached.book(key, level).entities.loc[code, 'name']}"
        for level, code in codes.items()
        if code in cached.book(key, level).entities.index
    }
    level = next(iter(known))
    way = {ROW: place_of(ACTIVITIES, row["_submission"], row["_row"])}
    if level == "enterprise" and "brand" in known:
        way[FROM] = known["brand"]
    words = plain(f"打开 {found['编号']} {found['活动']}（{known[level]}）")
    st.page_link(FILES[level], label=words, query_params=profile_view(key, level, known[level], **way))
