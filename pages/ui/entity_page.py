"""One page for enterprises, brands and units alike: filters, ranking, heatmap, comparison, reach, profile."""

import streamlit as st

from metrics.charts.tables import ATTRIBUTES, choices, matching
from metrics.charts.views import grade_words, ordered
from metrics.charts.words import COUNTER
from pages import cached
from pages.ui import empty, page
from pages.ui.cards import WIDTH, row
from pages.ui.compared import compare_view
from pages.ui.profile import ALL, profile
from pages.ui.ranks import COMPARE, HEATMAP, PROFILE, RANKING, REACH, heatmap_view, options, ranking_view
from pages.ui.reach import reach_view, reaching

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


def filters(key: cached.Edition, level: str, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the entities that pass the filters; every filter stands in the address."""
    book = cached.book(key, level)
    place = f"{level}-search"
    text = st.text_input("搜索", placeholder="名称或编号", key=place, bind="query-params", width=WIDTH)
    chosen = {
        attribute: _choice(level, attribute, ATTRIBUTES[attribute], choices(book, attribute))
        for attribute in attributes
        if attribute in book.entities
    }
    codes = matching(book, chosen, text)
    codes = _of_grade(key, level, codes)
    return reaching(key, codes, _choice) if level == "enterprise" else codes


def _choice(level: str, name: str, label: str, known: list[str]) -> str:
    return st.selectbox(
        label,
        ["", *known],
        format_func=lambda value: value or "全部",
        key=f"{level}-{name}",
        bind="query-params",
        width=WIDTH,
    )


def _of_grade(key: cached.Edition, level: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    framework, book = cached.framework_of(key), cached.book(key, level)
    words = grade_words(framework, book.scores[framework.root.id])
    known = [word for word in (*(grade.word for grade in framework.grades), "未评分") if words.eq(word).any()]
    chosen = _choice(level, "grade", "等次", known)
    return tuple(code for code in codes if not chosen or words[code] == chosen)
