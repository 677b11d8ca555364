"""Papers under way and those just done: how far each is, taken back or fetched, whatever page was open.

What is under way is the queue's; what is done is the store's: a restart of the server loses none of it.
"""

from datetime import timedelta
from functools import partial

import streamlit as st

from metrics.reports.press import ENDED, QueuedPaper
from metrics.store.database import moment
from metrics.store.office import Export
from pages import cached
from pages.account import current_account
from pages.ui.shared import literal, offer_stored

_SHOWN, _EVERY = 5, 1.5
#: So long a paper is told to whoever made it; then it is found in 发出过的.
_FRESH = timedelta(days=1)
_STATES = {"failed": "没有做成", "cancelled": "已取消"}


def papers_in_work(but: int = 0) -> None:
    """The account's newest papers; drawn again by itself while one is under way.

    `but` is the number of the kept one that is offered already.
    """
    account = current_account().code
    queued = _queued(account)
    if not queued and not _fresh(account, but):
        return
    busy = any(one.state not in ENDED for _, one in queued)
    st.fragment(_list, run_every=_EVERY if busy else None)(busy, but)


def _queued(account: str) -> list[tuple[str, QueuedPaper]]:
    """An account's papers of both lanes with their lane, the newest of each first."""
    lanes = (cached.LONG, cached.SHORT)
    return [(lane, one) for lane in lanes for one in cached.paper_queue(lane).papers(account)[:_SHOWN]]


def _fresh(account: str, but: int) -> list[Export]:
    """What the account made of late, newest first."""
    since = moment(None) - _FRESH
    exports = cached.store().office.exports()
    mine = [one for one in exports if one.at >= since and one.account == account and one.id != but]
    return mine[:_SHOWN]


def _list(busy: bool, but: int) -> None:
    account = current_account().code
    queued = _queued(account)
    if busy and all(one.state in ENDED for _, one in queued):
        st.rerun()
    undone = [(lane, one) for lane, one in queued if one.state != "done"]
    notes = {one.kept[0]: one.notes for _, one in queued if one.kept}
    done = _fresh(account, but)
    if not undone and not done:
        return
    with st.container(border=True):
        st.markdown("**正在做的和刚做好的**　:small[可以先去看别的页，回来再取；“发出过的”里也有。]")
        for lane, paper in undone:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _undone(lane, paper)
        for export in done:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _done(export, notes.get(export.id, ()))


def _undone(lane: str, paper: QueuedPaper) -> None:
    st.markdown(f"{literal(paper.title)}　:small[{_words(paper)}]", width="stretch")
    if paper.state not in ENDED:
        st.button(
            "取消",
            key=f"briefing-cancel-{lane}-{paper.number}",
            on_click=_cancel,
            args=(lane, paper.number, current_account().code),
        )


def _done(export: Export, notes: tuple[str, ...]) -> None:
    said = "；".join((f"{export.at:%H:%M} 做好", *notes))
    st.markdown(f"{literal(export.file)}　:small[{literal(said)}]", width="stretch")
    offer_stored(
        "下载",
        partial(cached.store().office.export_content, export.id),
        export.file,
        key=f"briefing-done-{export.id}",
    )


def _cancel(lane: str, number: int, account: str) -> None:
    """Take a paper back (a callback); the queue asks whose it is."""
    cached.paper_queue(lane).cancel(number, account)


def _words(paper: QueuedPaper) -> str:
    if paper.state == "waiting":
        return f"排队，前面还有 {paper.ahead} 份"
    if paper.state == "running":
        return f"正在做：{literal(paper.step)}"
    return f"{_STATES[paper.state]}{'：' if paper.why else ''}{literal(paper.why)}"
