"""Which report, and about whom."""

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.reports.write.kinds import KINDS
from metrics.tables import ordered
from pages import cached

_WHAT = {
    "special": "按来源报告的体例：版头、三部分正文、图、排名表、版记。",
    "leaders": "一页纸，给领导看。",
    "enterprise": "一家企业的成绩、长短板和每个数字的来源。",
    "brand": "一个品牌的成绩、长短板和每个数字的来源。",
    "unit": "一个成员单位自己的报告。",
    "book": "企业、品牌、单位、乡镇、行业的十二项全表；Excel 另附每个数字的取数依据。",
    "charts": "各层级的图，2 倍清晰度，打成一个包。",
}


def ask_kind(key: cached.Edition) -> dict[str, str]:
    """Kind of report and its entity, both in the address."""
    titles = {KINDS[name].title: name for name in (*_WHAT, *(set(KINDS) - set(_WHAT)))}
    name = titles[st.selectbox("种类", list(titles), key="briefing-kind", bind="query-params")]
    st.caption(_WHAT.get(name, ""))
    level = KINDS[name].level
    return {"kind": name, "entity": _entity(key, level) if level else ""}


def _entity(key: cached.Edition, level: str) -> str:
    book = cached.book(key, level)
    names = book.entities["name"]
    return st.selectbox(
        LEVEL_NAMES[level],
        list(ordered(book, cached.framework_of(key).root.id)),
        format_func=lambda one: f"{one} {names[one]}",
        key=f"briefing-{level}",
        bind="query-params",
    )
