"""One submission under review: what it says, what it changes, and the decision beside it."""

import streamlit as st

from metrics.framework import parse_period
from pages.ui.history import RevisionPair, draw_comments, draw_difference, list_findings, offer_files
from pages.ui.review_decide import decide
from pages.ui.review_desk import Desk
from pages.ui.review_doubts import draw_doubts, open_doubts
from pages.ui.review_effect import draw_effects
from pages.ui.review_queue import badges, late_badge
from pages.ui.review_rows import rows
from pages.ui.review_waiting import Waiting
from pages.ui.shared import due_words, moment, plain


def case(desk: Desk, waiting: Waiting) -> None:
    """Draw it: on the left what to look at, on the right what to do."""
    info, book = waiting.info, desk.book(waiting.info)
    doubts = open_doubts(desk, waiting)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _head(desk, waiting, sum(book.rows.values()))
        list_findings(book, f"review-found-{info.id}", unfolded=True)
        draw_doubts(desk, doubts, info.id)
        before = desk.compared_with(info)
        draw_difference(
            desk.framework,
            RevisionPair(before, before and desk.book(before), book),
            f"review-diff-{info.id}",
            unfolded=True,
        )
        draw_effects(desk, waiting)
        rows(desk, book, info.id, unfolded=before is None)
    with right:
        with st.container(border=True):
            decide(desk, waiting, doubts)
        with st.container(border=True):
            st.markdown("**文件**")
            offer_files(info)
            st.markdown("**留言**")
            draw_comments(desk.account, info, desk.names)


def _head(desk: Desk, waiting: Waiting, rows: int) -> None:
    info = waiting.info
    who = plain(desk.names.get(info.submitted_by, info.submitted_by))
    due = due_words(waiting.due_on, info.submitted_at.date(), done=True)
    name = f"**{plain(waiting.unit)}**　{parse_period(info.period).label}　第 {info.revision} 版"
    lines = [
        f"{name}　{badges(waiting)}{late_badge(waiting)}",
        f":small[{who} 报送于 {moment(info.submitted_at)}，{due}；共 {rows} 行；{plain(info.file)}]",
    ]
    returned = [
        one for one in desk.every if (one.unit, one.period, one.state) == (info.unit, info.period, "returned")
    ]
    if returned:
        lines.append(f"上次退回（第 {returned[-1].revision} 版）的原因：{plain(returned[-1].note)}")
    st.markdown("  \n".join(lines))
