"""The filters and the order of a level's entities; all of them stand in the address."""

import streamlit as st

from metrics.tables import ATTRIBUTES, choices, grade_words, matching
from pages import cached
from pages.ui.cards import WIDTH
from pages.ui.reach import reaching

_FIRST = {"前20": 20, "前50": 50, "全部": None}


def filters(key: cached.Edition, level: str, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Draw the filters; codes of the entities that pass them."""
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


def options(level: str) -> tuple[str, int | None]:
    """By which score to sort, and how many to draw."""
    names = {node.name: node.id for node in cached.framework().nodes}
    name = st.selectbox("排序依据", list(names), key=f"{level}-by", bind="query-params", width=WIDTH)
    shown = st.selectbox("图中显示", list(_FIRST), key=f"{level}-first", bind="query-params", width=WIDTH)
    return names[name], _FIRST[shown]
