"""Which report, about whom, and which of its parts."""

import streamlit as st

from metrics.charts.views import ordered
from metrics.framework.model import LEVEL_NAMES
from metrics.reports import sentences
from metrics.reports.kinds import KINDS, Kind
from pages import cached

_WHAT = {
    "special": "按来源报告的体例：版头、三部分正文、图、排名表、版记。",
    "leaders": "一页纸，给领导看。",
    "enterprise": "一家企业的成绩、长短板、大事和来源。",
    "brand": "一个品牌的成绩、长短板、活动和来源。",
    "unit": "一个成员单位自己的报告。",
    "book": "136 家企业、50 个品牌的十二项全表。",
    "charts": "各图的图片，打成一个包。",
}


def ask_kind(key: cached.Edition) -> dict[str, object]:
    """Kind of report and its entity, both in the address."""
    titles = {KINDS[name].title: name for name in (*_WHAT, *KINDS) if name in KINDS}
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


def ask_parts() -> dict[str, object]:
    """Sections, charts and tables to leave out; everything is in at first."""
    titles = {kind.title: kind for kind in KINDS.values()}
    kind: Kind = titles[st.session_state["briefing-kind"]]
    if not kind.texts:
        return {}
    sections = sentences.load(kind.texts).sections
    with st.expander("要哪些部分"):
        headings = {one.heading or "开头": one.id for one in sections}
        chosen = {"sections": _pills("章节", headings, kind)}
        charts = {one.get("label", one["id"]): one["id"] for part in sections for one in part.charts}
        tables = {one.get("title", one["id"]): one["id"] for part in sections for one in part.tables}
        chosen["charts"] = _pills("图", charts, kind)
        chosen["tables"] = _pills("表", tables, kind)
    return chosen


def _pills(word: str, known: dict[str, str], kind: Kind) -> list[str] | None:
    """Ids of what is wanted; None (all) while nothing was taken away."""
    if not known:
        return None
    place = {"selection_mode": "multi", "default": list(known), "key": f"briefing-{kind.name}-{word}"}
    wanted = st.pills(word, list(known), **place)
    return None if len(wanted) == len(known) else [known[one] for one in wanted]
