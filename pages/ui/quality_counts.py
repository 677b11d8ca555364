"""How many doubts there are of each kind, which wait in other quarters, and which rows no longer count."""

import streamlit as st

from metrics.doubts import KINDS
from metrics.framework import parse_period
from pages import cached
from pages.ui.cards import row
from pages.ui.quality_desk import Desk, questions_of_year

_CARD = 136


def counts(desk: Desk) -> None:
    """One card a kind: how many are open, of how many."""
    with row():
        for kind, words in KINDS.items():
            of_kind = [doubt for doubt in desk.doubts if doubt.kind == kind]
            waiting = sum(desk.ruling(doubt) is None for doubt in of_kind)
            with st.container(border=True, width=_CARD, height="stretch", gap=None):
                st.markdown(f"{kind} **{waiting}**")
                done = len(of_kind) - waiting
                st.caption(f"{words}；已处理 {done}" if done else words)


def elsewhere(desk: Desk) -> None:
    """Questions of earlier quarters that nobody has answered."""
    here = {doubt.key for doubt in desk.doubts}
    waiting = [one for one in questions_of_year(desk) if desk.ruling(one) is None and one.key not in here]
    if waiting:
        quarters = sorted({place.period for doubt in waiting for place in doubt.where})
        labels = "、".join(parse_period(quarter).label for quarter in quarters)
        st.caption(f":violet-badge[待认定 {len(waiting)}] 今年前几期还没有认定：{labels}。请换到那一期处理。")


def left_out(desk: Desk) -> None:
    """How many rows do not count because of what was decided."""
    gone = cached.dataset(desk.key).ruled_out
    if len(gone):
        st.caption(f"按已有认定，{len(gone)} 行协办（重复）的台账行留底但不计入得分和各项数字。")
