"""One page for enterprises, brands and units alike: filters, ranking, heatmap, comparison, reach, profile."""

import streamlit as st

from metrics.tables import ordered
from metrics.words import COUNTER
from pages import cached
from pages.ui import empty, page
from pages.ui.cards import row
from pages.ui.compared import compare_view
from pages.ui.filters import filters, options
from pages.ui.profile import ALL, profile
from pages.ui.ranks import COMPARE, HEATMAP, REACH, heatmap_view, ranking_view
from pages.ui.reach import reach_view
from pages.ui.way import PROFILE, RANKING, forget

#: Levels that the matrix of who reached whom is about.
MET = ("enterprise", "brand")


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
    views = [RANKING, HEATMAP, COMPARE, *([REACH] if level in MET else []), PROFILE]
    place = {
        "key": f"{level}-view",
        "bind": "query-params",
        "required": True,
        "label_visibility": "collapsed",
        "on_change": forget,
    }
    view = st.segmented_control("视图", views, default=RANKING, **place)
    if view == PROFILE:
        profile(key, level)
    elif view == COMPARE:
        compare_view(key, level)
    else:
        _among_all(key, level, attributes, view)
    page.versions(key)


def _among_all(key: cached.Edition, level: str, attributes: tuple[str, ...], view: str) -> None:
    expect_choice(key, level)
    with row():
        codes = filters(key, level, attributes)
        node, first = (None, None) if view == REACH else options(level)
    st.caption(f"共 {len(codes)} {COUNTER[level]}")
    if not codes:
        empty.no_match()
    elif view == REACH:
        reach_view(key, level, codes)
    else:
        draw = heatmap_view if view == HEATMAP else ranking_view
        draw(key, level, codes=codes, node=node, first=first)


def expect_choice(key: cached.Edition, level: str) -> None:
    """Make a click's choice of an entity and item go into the address.

    Streamlit writes a value that a callback sets into the address only when its key was known before.
    """
    best = ordered(cached.book(key, level), cached.framework().root.id)[0]
    st.session_state.setdefault(f"{level}-entity", best)
    st.session_state.setdefault(f"{level}-item", ALL)
