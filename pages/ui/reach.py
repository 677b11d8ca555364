"""Which brand came to which enterprise: the matrix, enterprises chosen by who reached them, links to them."""

from collections.abc import Callable

import streamlit as st

from metrics.words import short
from pages import cached
from pages.ui import page
from pages.ui.draw import chart, clicked
from pages.ui.way import FILES, FROM, PROFILE, RANKING, come_from, plain, profile_view

_MOST, _LINKS = 24, 12


def reach_view(key: cached.Edition, level: str, codes: tuple[str, ...]) -> None:
    """Enterprises × brands; a click on a cell opens the profile on the page's own level."""
    place = f"{level}-reach"
    chosen = {f"{level}s": codes}
    chart(
        key,
        "reach",
        level,
        on_select=lambda: _open(key, level, clicked(place)),
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


def reached(key: cached.Edition, level: str, code: str) -> None:
    """Links to the enterprises that a brand or unit came to in the period, the most visited first."""
    if level not in ("brand", "unit"):
        return
    st.subheader("走进的企业", anchor=False)
    rows = cached.told(key, "reach", "enterprise", level).rows
    sessions = rows[code] if code in rows else rows.sum(axis=1) * 0
    sessions = sessions[sessions > 0].sort_values(ascending=False, kind="stable")
    if sessions.empty:
        st.caption("这一期没有走进企业的活动。")
        return
    label = f"{code} {cached.book(key, level).entities.loc[code, 'name']}"
    names = cached.book(key, "enterprise").entities["name"]
    with st.container(horizontal=True, gap="small"):
        for one, times in sessions.head(_LINKS).items():
            view = profile_view(key, "enterprise", f"{one} {names[one]}", **{FROM: label})
            words = f"{one} {short(names[one])}　{times} 场"
            st.page_link(FILES["enterprise"], label=plain(words), query_params=view)
        if len(sessions) > _LINKS:
            among = {"period": page.label(key), "enterprise-view": RANKING, f"enterprise-{level}": label}
            st.page_link(FILES["enterprise"], label=f"全部 {len(sessions)} 家", query_params=among)


def _open(key: cached.Edition, level: str, mark: list[str]) -> None:
    if len(mark) == 2:
        names = cached.book(key, "brand").entities["name"]
        come_from(f"{mark[1]} {names[mark[1]]}" if level == "enterprise" else "")
        st.session_state[f"{level}-view"] = PROFILE
        st.session_state[f"{level}-entity"] = mark[0] if level == "enterprise" else mark[1]
