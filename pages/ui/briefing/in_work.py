"""Papers under way and those just done: how far each is, taken back or fetched, whatever page was open.

What is under way is the queue's; what is done, and what was ordered, is the store's: after a restart of the
server a paper is there, or is told as undone with a button that orders it again.
"""

from datetime import timedelta
from functools import partial

import streamlit as st

from metrics.framework import parse_period
from metrics.reports.press import ENDED, QueuedPaper, undone_orders
from metrics.store.database import moment
from metrics.store.office import Export, KeptOrder
from pages import cached
from pages.account import current_account
from pages.ui.briefing.queueing import queue_paper
from pages.ui.briefing.words import FORMATS
from pages.ui.shared import literal, offer_stored, say_result, still_may

_SHOWN, _EVERY, _PLACE = 5, 1.5, "briefing-in-work"
#: So long a paper is told to whoever made it; then it is found in 发出过的.
_FRESH = timedelta(days=1)
_STATES = {"failed": "没有做成", "cancelled": "已取消"}


def papers_in_work(key: cached.Edition, but: int = 0) -> None:
    """The account's newest papers; drawn again by itself while one is under way.

    `but` is the number of the kept one that is offered already, `key` any edition of the county.
    """
    account = current_account().code
    queued = _queued(account)
    if not queued and not _undone_orders(account) and not _fresh(account, but):
        return
    busy = any(one.state not in ENDED for _, one in queued)
    st.fragment(_list, run_every=_EVERY if busy else None)(key, busy, but)


def _queued(account: str) -> list[tuple[str, QueuedPaper]]:
    """An account's papers of both lanes with their lane, the newest of each first."""
    lanes = (cached.LONG, cached.SHORT)
    return [(lane, one) for lane in lanes for one in cached.paper_queue(lane).papers(account)[:_SHOWN]]


def _undone_orders(account: str) -> list[KeptOrder]:
    """What the account ordered before the server was started anew, and never got."""
    queues = [cached.paper_queue(lane) for lane in (cached.LONG, cached.SHORT)]
    return undone_orders(cached.store(), account, [one for queue in queues for one in queue.papers(account)])


def _fresh(account: str, but: int) -> list[Export]:
    """What the account made of late, newest first."""
    since = moment(None) - _FRESH
    exports = cached.store().office.exports()
    mine = [one for one in exports if one.at >= since and one.account == account and one.id != but]
    return mine[:_SHOWN]


def _list(key: cached.Edition, busy: bool, but: int) -> None:
    account = current_account().code
    queued = _queued(account)
    if busy and all(one.state in ENDED for _, one in queued):
        st.rerun()
    undone = [(lane, one) for lane, one in queued if one.state != "done"]
    notes = {one.kept[0]: one.notes for _, one in queued if one.kept}
    done, lost = _fresh(account, but), _undone_orders(account)
    if not undone and not done and not lost:
        return
    with st.container(border=True):
        say_result(_PLACE)
        st.markdown("**正在做的和刚做好的**　:small[可以先去看别的页，回来再取；“发出过的”里也有。]")
        for lane, paper in undone:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _undone(lane, paper)
        for order in lost:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _lost(key, order)
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


def _lost(key: cached.Edition, kept: KeptOrder) -> None:
    """An order that the server forgot: ordered again as it was, of the rows there are now, or given up."""
    order, account = kept.order, current_account().code
    what = f"{order.title}，{parse_period(order.period).label}，{FORMATS[order.format]}"
    said = f"{kept.at:%m-%d %H:%M} 要的，服务中途停过，未完成，请再点一次"
    st.markdown(f"{literal(what)}　:small[{said}]", width="stretch")
    if st.button("再做一次", key=f"briefing-again-{kept.id}") and queue_paper(
        cached.at(key, parse_period(order.period)), order.options, order.format
    ):
        _give_up(kept.id, account)
        st.rerun()
    st.button("不要了", key=f"briefing-give-up-{kept.id}", on_click=_give_up, args=(kept.id, account))


def _give_up(order: str, account: str) -> None:
    """Take an order back (a callback); the store asks whose it is."""
    if still_may(account, _PLACE, "export"):
        cached.store().office.drop_order(order, account)


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
    queue = cached.paper_queue(lane)
    paper = queue.paper(number, account)
    if queue.cancel(number, account) and paper and paper.order:
        _give_up(paper.order, account)


def _words(paper: QueuedPaper) -> str:
    if paper.state == "waiting":
        return f"排队，前面还有 {paper.ahead} 份"
    if paper.state == "running":
        return f"正在做：{literal(paper.step)}"
    return f"{_STATES[paper.state]}{'：' if paper.why else ''}{literal(paper.why)}"
