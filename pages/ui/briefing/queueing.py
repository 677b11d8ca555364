"""A paper ordered from the page: queued, written down until it is done, waited for if it is short."""

import time
from datetime import datetime

import streamlit as st

from metrics.reports import CHINA
from metrics.reports.press import DONE, ENDED, order_paper
from metrics.reports.write import ReportError
from metrics.reports.write.kinds import KINDS
from metrics.store import StoreError
from metrics.store.office import ExportedFile
from pages import cached
from pages.account import current_account
from pages.ui.briefing.choose import Choice, choice_record
from pages.ui.briefing.words import FORMATS

#: Where the session keeps what it made last.
MADE = "briefing-made"
#: Seconds a page waits for a short paper; the queue goes on without it.
_PATIENCE = 120.0


def make_words(form: str) -> str:
    """What a button for a format says."""
    return f"生成 {FORMATS[form]}" if FORMATS[form].isascii() else f"生成{FORMATS[form]}"


def subject(key: cached.Edition, chosen: Choice) -> tuple[str, ...]:
    """What a paper is about: a choice of another one does not offer it."""
    return (key.period.code, key.version, chosen["kind"], chosen["entity"])


def queue_and_wait(key: cached.Edition, chosen: Choice, form: str) -> None:
    """Order a paper and, if it is short, wait for it; it is kept whatever page is open then."""
    number = queue_paper(key, chosen, form)
    if number and not KINDS[chosen["kind"]].long:
        _wait_for(number, current_account().code, form, subject(key, chosen))


def queue_paper(key: cached.Edition, chosen: Choice, form: str) -> int:
    """Order a paper of an edition; its number in the queue, 0 where it cannot be made and was said why."""
    at, account = datetime.now(CHINA).replace(microsecond=0), current_account().code
    kind = KINDS[chosen["kind"]]
    wanted = {**chosen, "evidence": kind.name == "book" and form == "xlsx"}
    parcel = ExportedFile(
        kind=kind.name,
        period=key.period.code,
        scope=chosen["entity"] or "county",
        format=form,
        file="",
        content=b"",
        options=wanted,
        data_version=key.version,
        framework_version=key.framework,
    )
    try:
        with st.spinner("取数、写文字 …", show_time=True):
            report = cached.report(key, kind.name, choice_record(wanted), at.isoformat(), account)
        queue = cached.paper_queue(cached.LONG if kind.long else cached.SHORT)
        return order_paper(queue, cached.store(), report, parcel, account, at)
    except (ReportError, StoreError) as error:
        st.error(str(error))
        return 0


def _wait_for(number: int, account: str, form: str, about: tuple[str, ...]) -> None:
    """Say how far a short paper is until it is done; who leaves the page finds it among those just done."""
    queue = cached.paper_queue(cached.SHORT)
    with st.status(f"正在{make_words(form)} …") as state:
        paper, until = queue.paper(number, account), time.monotonic() + _PATIENCE
        while paper and paper.state not in ENDED and time.monotonic() < until:
            state.update(label=f"正在{make_words(form)}：{paper.step or f'前面还有 {paper.ahead} 份'} …")
            paper = queue.wait(number, account, 1.0, paper)
        if paper and paper.state == DONE:
            state.update(label=f"{FORMATS[form]}生成好了", state="complete", expanded=False)
            st.session_state[MADE] = (about, *paper.kept, paper.notes)
        elif paper and paper.state in ENDED:
            state.update(label=paper.why or "已取消", state="error")
