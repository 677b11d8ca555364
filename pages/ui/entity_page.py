"""One page for enterprises and brands alike: filters, ranking, heatmap, profile."""

import streamlit as st

from metrics.charts.tables import ATTRIBUTES, choices, matching
from metrics.charts.views import ordered
from metrics.charts.words import COUNTER
from pages import cached
from pages.ui import empty, page
from pages.ui.cards import WIDTH, row
from pages.ui.profile import ALL, profile
from pages.ui.ranks import HEATMAP, PROFILE, RANKING, heatmap_view, options, ranking_view


def entity_page(level: str, title: str, attributes: tuple[str, ...]) -> None:
    """Draw the page of a level.

    `attributes` are those of the entities that can be filtered by.
    """
    key = page.header(title)
    if key is None:
        empty.no_period()
        return
    if empty.nothing_approved(key):
        return
    view = st.segmented_control(
        "视图",
        [RANKING, HEATMAP, PROFILE],
        default=RANKING,
        required=True,
        key=f"{level}-view",
        bind="query-params",
        label_visibility="collapsed",
    )
    if view == PROFILE:
        profile(key, level)
    else:
        expect_choice(key, level)
        with row():
            codes = filters(key, level, attributes)
            node, first = options(level)
        st.caption(f"共 {len(codes)} {COUNTER[level]}")
        if not codes:
            empty.no_match()
        elif view == HEATMAP:
            heatmap_view(key, level, codes=codes, node=node, first=first)
        else:
            ranking_view(key, level, codes=codes, node=node, first=first)
    page.versions(key)


def expect_choice(key: cached.Edition, level: str) -> None:
    """Make a click's choice of an entity and item go into the address.

    Streamlit writes a value that a callback sets into the address only when its key was known before.
    """
    best = ordered(cached.book(key, level), cached.framework().root.id)[0]
    st.session_state.setdefault(f"{level}-entity", best)
    st.session_state.setdefault(f"{level}-item", ALL)


def filters(key: cached.Edition, level: str, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the entities that pass the filters; every filter stands in the address."""
    book = cached.book(key, level)
    place = f"{level}-search"
    text = st.text_input("搜索", placeholder="名称或编号", key=place, bind="query-params", width=WIDTH)
    chosen = {
        attribute: st.selectbox(
            ATTRIBUTES[attribute],
            ["", *choices(book, attribute)],
            format_func=lambda value: value or "全部",
            key=f"{level}-{attribute}",
            bind="query-params",
            width=WIDTH,
        )
        for attribute in attributes
        if attribute in book.entities
    }
    return matching(book, chosen, text)
