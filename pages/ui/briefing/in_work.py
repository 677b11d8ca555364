"""Papers in the printing queue: how far each is, taken back or fetched; other pages can be open meanwhile."""

from functools import partial

import streamlit as st

from metrics.reports.press import DONE, ENDED, QueuedPaper
from pages import cached
from pages.account import current_account
from pages.ui.shared import offer_stored

_SHOWN, _EVERY = 5, 1.5
_STATES = {"failed": "没有做成", "cancelled": "已取消"}


def papers_in_work() -> None:
    """The account's newest papers in the queue; drawn again by itself while one is under way."""
    papers = cached.paper_queue().papers(current_account().code)[:_SHOWN]
    if not papers:
        return
    busy = any(one.state not in ENDED for one in papers)
    st.fragment(_list, run_every=_EVERY if busy else None)(busy)


def _list(busy: bool) -> None:
    papers = cached.paper_queue().papers(current_account().code)[:_SHOWN]
    if busy and all(one.state in ENDED for one in papers):
        st.rerun()
    with st.container(border=True):
        st.markdown("**正在做的和刚做好的**　:small[可以先去看别的页，回来再取；“发出过的”里也有。]")
        for paper in papers:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _line(paper)


def _line(paper: QueuedPaper) -> None:
    st.markdown(f"{paper.title}　:small[{_words(paper)}]", width="stretch")
    if paper.state == DONE:
        number, name = paper.kept
        offer_stored(
            "下载",
            partial(cached.store().office.export_content, number),
            name,
            key=f"briefing-queue-{paper.number}",
        )
    elif paper.state not in ENDED:
        st.button(
            "取消",
            key=f"briefing-cancel-{paper.number}",
            on_click=_cancel,
            args=(paper.number, current_account().code),
        )


def _cancel(number: int, account: str) -> None:
    """Take a paper back (a callback); the queue asks whose it is."""
    cached.paper_queue().cancel(number, account)


def _words(paper: QueuedPaper) -> str:
    if paper.state == "waiting":
        return f"排队，前面还有 {paper.ahead} 份"
    if paper.state == "running":
        return f"正在做：{paper.step}"
    notes = "".join(f"；{note}" for note in paper.notes)
    return (
        f"做好了{notes}"
        if paper.state == DONE
        else f"{_STATES[paper.state]}{'：' if paper.why else ''}{paper.why}"
    )
