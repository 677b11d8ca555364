"""The decision: approving the very revision that was looked at; giving it back is beside."""

from collections.abc import Sequence

import streamlit as st

from metrics.ingest.quality import Doubt
from metrics.store import StoreError
from pages.account import ADMIN, REVIEWER
from pages.ui.office_only import keep, still
from pages.ui.review_desk import Desk
from pages.ui.review_queue import go_on
from pages.ui.review_return import return_form
from pages.ui.review_waiting import Waiting


def decide(desk: Desk, waiting: Waiting, doubts: Sequence[Doubt]) -> None:
    """Both buttons; of one's own submission only the remark that someone else has to decide."""
    st.markdown("**审核**")
    if desk.own(waiting):
        st.warning("这份是你自己报送的，要由另一位审核员来审。")
        return
    open_points = [
        f"{waiting.found[level]} 处{word}"
        for level, word in (("error", "错误"), ("confirm", "待确认"))
        if waiting.found.get(level)
    ] + ([f"{len(doubts)} 条疑问"] if doubts else [])
    if open_points:
        st.caption(f"这份有 {'、'.join(open_points)}，通过前请看一看。")
    st.button(
        "通过",
        key=f"approve-{waiting.info.id}",
        type="primary",
        icon=":material/check:",
        width="stretch",
        on_click=_approve,
        args=(desk, waiting),
    )
    st.caption("通过后计入得分，**不能撤销**；以后要更正，由填报单位再报一版。")
    return_form(desk, waiting, doubts)


def _approve(desk: Desk, waiting: Waiting) -> None:
    """Runs before the page is drawn again, so that the next one stands there at once."""
    if not still(desk.account.code, "review", REVIEWER, ADMIN):
        return
    try:
        desk.store.reporting.approve(waiting.info.id, desk.account.code, seen=waiting.seen)
    except StoreError as error:
        keep("review", refused=str(error))
    else:
        go_on(desk, waiting, f"已通过：{waiting.label}。")
