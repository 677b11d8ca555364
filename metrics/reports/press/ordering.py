"""Ordering a paper that is kept: written down before it is printed, so that it is done or told as undone.

The queue lives in the server's memory. An order lies in the store until its file lies there too, which
happens in one transaction: whatever ends the server in between, there is no half result and no order lost.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from metrics.reports.filenames import file_name
from metrics.reports.model import Report
from metrics.reports.press.queue import PaperQueue, QueuedPaper
from metrics.store import Store
from metrics.store.database import moment
from metrics.store.office import ExportedFile, KeptOrder, PaperOrder

#: When this process began: what was ordered before, and lies in none of its queues, nobody prints any more.
_BEGAN = moment(None)


def order_paper(
    queue: PaperQueue, store: Store, report: Report, parcel: ExportedFile, account: str, at: datetime
) -> int:
    """Write an order down and put it in the queue; its file is kept when it is done.

    Args:
        queue: where it is printed.
        store: where order and file are kept.
        report: as it was made for the account.
        parcel: what is kept of it, still without name and content.
        account: whose it is.
        at: the time of generation.

    Returns:
        Its number in the queue.

    Raises:
        StoreError: the account may not export.
    """
    wanted = PaperOrder(
        report.title, parcel.kind, parcel.period, parcel.scope, parcel.format, dict(parcel.options)
    )
    order = store.office.keep_order(wanted, account, at)

    def keep(content: bytes, other: str) -> tuple[int, str]:
        named = file_name(report, other or parcel.format)
        kept = store.office.keep_export(replace(parcel, file=named, content=content), account, at, order)
        return kept.id, kept.file

    return queue.submit(report, parcel.format, account, keep, order)


def undone_orders(
    store: Store, account: str, known: Collection[QueuedPaper], began: datetime = _BEGAN
) -> list[KeptOrder]:
    """Orders of an account that no queue knows any more: the server was started anew while they waited.

    What was ordered since is left out: where two servers share a database it may be in the other one's queue.

    Args:
        store: where orders are kept.
        account: whose.
        known: what the queues of the server have of the account.
        began: when the server was started.
    """
    queued = {paper.order for paper in known}
    return [one for one in store.office.orders(account) if one.id not in queued and one.at < began]
