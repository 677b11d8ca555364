"""Who is ahead and who needs help, three of each, and what rose and fell most and why."""

import streamlit as st

from metrics.scoring.why import sentence
from metrics.tables import ordered
from metrics.words import graded, short
from pages import cached
from pages.ui import page
from pages.ui.submissions import submission_state
from pages.ui.way import plain

_MOST = 3
#: Points that show in one decimal.
_VISIBLE = 0.1


def movers(key: cached.Edition, level: str, code: str) -> None:
    """The item that rose most and the one that fell most since the period before, each in a sentence."""
    earlier = page.before(key)
    if earlier is None:
        st.caption("没有上一期可比，升降和原因从下一期起显示。")
        return
    told = cached.change(key, earlier, level, code)
    items = [item for group in told.children for item in group.children]
    scored = [one for one in items if one.before is not None and one.after is not None]
    best, worst = _extremes(scored)
    lines = [
        f":{colour}-badge[{word}] {sentence(one)}。"
        for one, colour, word in ((best, "green", "升得最多"), (worst, "red", "降得最多"))
        if one is not None
    ]
    st.markdown("  \n".join(lines))
    if best is None and worst is None:
        st.caption(f"{page.against(key)}，十二项都没有变化。")


def _extremes(items: list):
    """The greatest rise and the greatest fall, None where there is none."""
    moved = {one.id: one.after - one.before for one in items}
    best = max(items, key=lambda one: moved[one.id], default=None)
    worst = min(items, key=lambda one: moved[one.id], default=None)
    return (
        best if best is not None and moved[best.id] >= _VISIBLE else None,
        worst if worst is not None and moved[worst.id] <= -_VISIBLE else None,
    )


def ahead_and_behind(key: cached.Edition, board) -> None:
    """Enterprises, brands and the state of submissions side by side."""
    places = st.columns(3, gap="small")
    with places[0]:
        leaders(key, "enterprise", "企业", "enterprises.py")
    with places[1]:
        leaders(key, "brand", "品牌", "brands.py")
    with places[2]:
        submission_state(key, board)


def leaders(key: cached.Edition, level: str, word: str, file: str) -> None:
    """Three ahead and three that need help, each a link to its profile."""
    book, root = cached.book(key, level), cached.framework_of(key).root.id
    scored = [code for code in ordered(book, root) if book.scores.loc[code, root] >= 0]
    with st.container(border=True, gap=None):
        st.markdown(f"**{word}走在前面**")
        _links(key, level, file, scored[:_MOST])
        st.markdown(f"**{word}需要帮一把**")
        _links(key, level, file, scored[_MOST:][-_MOST:])
        if not scored:
            st.caption("还没有得分。")


def _links(key: cached.Edition, level: str, file: str, codes: list[str]) -> None:
    framework, book = cached.framework_of(key), cached.book(key, level)
    scores, ranks = book.scores[framework.root.id], book.ranks[framework.root.id]
    for code in codes:
        name = book.entities.loc[code, "name"]
        words = f"{int(ranks[code])}. {plain(short(name))}　{graded(framework, scores[code])}"
        view = {f"{level}-view": "画像", f"{level}-entity": f"{code} {name}"}
        st.page_link(file, label=words, query_params={**view, "period": page.label(key)})
