"""Which brand came to which enterprise: the matrix, and enterprises chosen by who reached them."""

from collections.abc import Callable

import streamlit as st

from pages import cached
from pages.ui.draw import chart, clicked
from pages.ui.ranks import PROFILE

_MOST = 24


def reach_view(key: cached.Edition, level: str, codes: tuple[str, ...]) -> None:
    """Enterprises × brands; a click on a cell opens the profile on the page's own level."""
    place = f"{level}-reach"
    chosen = {f"{level}s": codes}
    chart(
        key,
        "reach",
        level,
        on_select=lambda: _open(level, clicked(place)),
        place=place,
        first=_MOST,
        **chosen,
    )
    st.caption(f"按场次从多到少，各显示前 {_MOST} 个；要看别的，用上面的筛选。点击任意一格打开画像。")


def reaching(
    key: cached.Edition, codes: tuple[str, ...], ask: Callable[[str, str, str, list[str]], str]
) -> tuple[str, ...]:
    """Those enterprises that the chosen brand and the chosen unit came to; all of them without one."""
    for by, words in (("brand", "哪个品牌来过"), ("unit", "哪家单位来过")):
        rows = cached.told(key, "reach", "enterprise", by).rows
        names = cached.book(key, by).entities["name"]
        known = [f"{code} {names.get(code, '')}".strip() for code in rows.columns if rows[code].any()]
        chosen = ask("enterprise", by, words, known).partition(" ")[0]
        codes = tuple(code for code in codes if not chosen or rows[chosen].get(code, 0) > 0)
    return codes


def _open(level: str, mark: list[str]) -> None:
    if len(mark) == 2:
        st.session_state[f"{level}-view"] = PROFILE
        st.session_state[f"{level}-entity"] = mark[0] if level == "enterprise" else mark[1]
