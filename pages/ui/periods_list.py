"""The opened quarters and how far each is."""

import streamlit as st

from metrics.framework import parse_period
from metrics.store.reporting import PERIOD_STATE_NAMES
from pages import cached
from pages.ui.upload_words import day, unbroken

COLOURS = {"open": "blue", "published": "green", "locked": "gray"}


def period_badge(state: str) -> str:
    """A quarter's state as a coloured word."""
    return f":{COLOURS.get(state, 'gray')}-badge[{PERIOD_STATE_NAMES.get(state, state)}]"


def quarters_table() -> None:
    """A line a quarter, newest first: state, due date, approved, waiting, missing."""
    store, framework = cached.store(), cached.framework()
    columns: dict[str, list[str]] = {"季度": [], "状态": [], "截止": [], "通过": [], "待审": [], "未报": []}
    for info in reversed(store.reporting.periods()):
        board = store.reporting.board(framework, parse_period(info.code))
        columns["季度"].append(_breaks_after_the_year(info.label))
        columns["状态"].append(period_badge(info.state))
        columns["截止"].append(_breaks_after_the_year(day(info.due_on)) if info.due_on else "未设")
        columns["通过"].append(f"{int(board['approved'].sum())}/{len(board)}")
        columns["待审"].append(str(int(board["state"].eq("submitted").sum()) or ""))
        columns["未报"].append(str(int(board["state"].isin(("late", "missing")).sum()) or ""))
    st.table({unbroken(name): texts for name, texts in columns.items()}, border="horizontal")
    st.caption("已发布、已锁定的季度不能再报送和审核。截止日期在“报送进度”页由管理员修改。")


def _breaks_after_the_year(text: str) -> str:
    """`2023年第四季度` on two lines at most, on a phone."""
    year, sign, rest = text.partition("年")
    return unbroken(year + sign) + unbroken(rest)
