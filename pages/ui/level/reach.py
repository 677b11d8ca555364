"""Which brand came to which enterprise: the matrix, enterprises by who reached them, links to them."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from metrics.words import number_at, short
from pages import cached
from pages.ui.shared import (
    FILES,
    FROM,
    PROFILE,
    RANKING,
    clicked_mark,
    come_from,
    draw_chart,
    literal,
    origin,
    period_label,
    profile_view,
)

_MOST, _LINKS = 24, 12


def reach_view(key: cached.Edition, level: str, codes: tuple[str, ...]) -> None:
    """Enterprises × brands; a click on a cell opens the profile on the page's own level."""
    place = f"{level}-reach"
    chosen: dict[str, Any] = {f"{level}s": codes}  # what the chart of a level calls its own
    draw_chart(
        key,
        "reach",
        level,
        on_select=lambda: _open_from_matrix(key, level, clicked_mark(place)),
        place=place,
        first=_MOST,
        **chosen,
    )
    st.caption(f"按场次从多到少，各显示前 {_MOST} 个；要看别的，用上面的筛选。点击任意一格打开画像。")


def reached_by_chosen(
    key: cached.Edition, codes: tuple[str, ...], ask: Callable[[str, str, str, list[str]], str]
) -> tuple[str, ...]:
    """Those enterprises that the chosen brand and the chosen unit came to; all of them without one."""
    for by, words in (("brand", "哪个品牌来过"), ("unit", "哪家单位来过")):
        rows = cached.events(key, "reach", "enterprise", by).rows
        names = cached.book(key, by).entities["name"]
        known = [f"{code} {names.get(code, '')}".strip() for code in rows.columns if rows[code].any()]
        chosen = ask("enterprise", by, words, known).partition(" ")[0]
        codes = tuple(code for code in codes if not chosen or rows[chosen].get(code, 0) > 0)
    return codes


def reach_links(key: cached.Edition, level: str, code: str) -> None:
    """Links to the enterprises that a brand or unit came to in the period, the most visited first."""
    if level not in ("brand", "unit"):
        return
    st.subheader("走进的企业", anchor=False)
    rows = cached.events(key, "reach", "enterprise", level).rows
    sessions = rows[code] if code in rows else rows.sum(axis=1) * 0
    sessions = sessions[sessions > 0].sort_values(ascending=False, kind="stable")
    if sessions.empty:
        st.caption("这一期没有走进企业的活动。")
        return
    label = f"{code} {cached.book(key, level).entities['name'][code]}"
    names = cached.book(key, "enterprise").entities["name"]
    with st.container(horizontal=True, gap="small"):
        for enterprise, times in sessions.head(_LINKS).items():
            name = names[str(enterprise)]
            view = profile_view(key, "enterprise", f"{enterprise} {name}", **{FROM: label})
            words = f"{enterprise} {short(name)}　{times} 场"
            st.page_link(FILES["enterprise"], label=literal(words), query_params=view)
        if len(sessions) > _LINKS:
            among = {"period": period_label(key), "enterprise-view": RANKING, f"enterprise-{level}": label}
            st.page_link(FILES["enterprise"], label=f"全部 {len(sessions)} 家", query_params=among)


def came_words(key: cached.Edition, level: str, code: str) -> None:
    """How often whoever one came from reached it, or it them: the number that was clicked to come here."""
    came = origin(key, level)
    if came is None:
        return
    by = came.level if level == "enterprise" else level
    rows = cached.events(key, "reach", "enterprise", by).rows
    at = (code, came.code) if level == "enterprise" else (came.code, code)
    times = int(number_at(rows, *at)) if at[0] in rows.index and at[1] in rows.columns else 0
    said = f"{came.label} 走进它" if level == "enterprise" else f"它走进 {came.label}"
    st.markdown(literal(f"这一期{said} {times} 场；逐条见“大事记逐条”，有关的排在最前。"))


def _open_from_matrix(key: cached.Edition, level: str, mark: list[str]) -> None:
    if len(mark) == 2:
        names = cached.book(key, "brand").entities["name"]
        come_from(f"{mark[1]} {names[mark[1]]}" if level == "enterprise" else mark[0])
        st.session_state[f"{level}-view"] = PROFILE
        st.session_state[f"{level}-entity"] = mark[0] if level == "enterprise" else mark[1]
