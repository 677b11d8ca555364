"""The submissions, newest first, a page at a time."""

from collections.abc import Sequence

import streamlit as st

from metrics.framework import parse_period
from metrics.ingest import SubmissionInfo
from metrics.store.people import Account
from pages import cached
from pages.account import STAFF
from pages.ui.history_line import draw_submission
from pages.ui.quality_desk import account_names
from pages.ui.upload_words import moment, plain, state_badge

_PAGE = 20


def draw_list(account: Account, chosen: Sequence[SubmissionInfo], every: Sequence[SubmissionInfo]) -> None:
    """A fold a submission; what is inside is made when it is opened."""
    if not chosen:
        st.info("没有符合条件的报送。报送后，每一版都列在这里，可以取回原文件。")
        return
    names = account_names(cached.store())
    shown = _PAGE * (1 + st.session_state.get("history-more", 0))
    st.caption(f"共 {len(chosen)} 份。原文件和每一次决定都留着，不会被后一版覆盖。")
    for place, info in enumerate(chosen[:shown]):
        label = f"{state_badge(info.state)}　{_head(account, info)}　:small[{moment(info.submitted_at)}]"
        panel = st.expander(
            label, expanded=len(chosen) == 1 and place == 0, key=f"history-{info.id}", on_change="rerun"
        )
        if panel.open:
            with panel:
                draw_submission(account, info, every, names)
    if len(chosen) > shown:
        st.button(f"再看 {min(_PAGE, len(chosen) - shown)} 份", key="history-next", on_click=_more)


def _head(account: Account, info: SubmissionInfo) -> str:
    unit = cached.framework().unit.get(info.unit)
    own = account.role == STAFF
    whose = "" if own else f"**{plain(unit.short_name if unit else info.unit)}**　"
    return f"{whose}{parse_period(info.period).label}　第 {info.revision} 版"


def _more() -> None:
    st.session_state["history-more"] = st.session_state.get("history-more", 0) + 1
