"""What waits for whoever opened the page, in one line with the way there."""

from datetime import datetime

import streamlit as st

from metrics.framework import parse_period
from metrics.ingest import SubmissionInfo
from metrics.store.database import SHANGHAI
from metrics.store.reporting import period_to_report
from pages import cached
from pages.account import STAFF, current_account
from pages.roles import page_of
from pages.ui.upload_words import due_words

_MARK = ":orange-badge[待办]"


def todo() -> None:
    """How much awaits review, or what one's own unit still owes; nothing when nothing does."""
    account = current_account()
    if account.role == STAFF:
        _to_report(account.unit)
    elif account.role in page_of("review.py").roles:
        _to_review()


def _to_review() -> None:
    newest = {(info.unit, info.period): info for info in _stored(None)}
    waiting = sum(info.state == "submitted" for info in newest.values())
    if waiting:
        st.page_link("review.py", label=f"{_MARK} 还有 {waiting} 份待审，去审核")


def _to_report(unit: str) -> None:
    """Every quarter that was returned, and the one to report now when nothing came for it."""
    periods = {info.code: info for info in cached.periods() if info.state == "open"}
    latest = {info.period: info for info in _stored(unit)}
    for code in periods:
        if code in latest and latest[code].state == "returned":
            _link(code, "的报送已退回，去看原因、改好再报")
    today = datetime.now(SHANGHAI).date()
    due = period_to_report(periods.values(), today)
    if due is not None and due.code not in latest:
        until = due_words(due.due_on, today, done=False)
        _link(due.code, f"还没有报（{until}），去填报")


def _stored(unit: str | None) -> list[SubmissionInfo]:
    """What was not withdrawn, of one unit or of all; revisions ascending."""
    known = (info for info in cached.submissions() if unit in (None, info.unit))
    return [info for info in known if info.state != "withdrawn"]


def _link(code: str, words: str) -> None:
    label = parse_period(code).label
    st.page_link("upload.py", label=f"{_MARK} {label}{words}", query_params={"quarter": label})
