"""What the review page works on: the submissions that await a decision."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from metrics.framework import Framework
from metrics.ingest import CheckedWorkbook, SubmissionInfo
from metrics.store import Store
from metrics.store.people import Account
from metrics.store.reporting import PeriodInfo
from metrics.words.reminder import reported_late
from pages import cached
from pages.ui.quality_desk import account_names
from pages.ui.review_waiting import Waiting
from pages.ui.upload_desk import remembered

_COUNTED = ("approved", "published")


@dataclass(frozen=True)
class Desk:
    """The queue, oldest first, and everything that was ever handed in."""

    store: Store
    framework: Framework
    account: Account
    periods: Mapping[str, PeriodInfo]
    every: Sequence[SubmissionInfo]
    queue: Sequence[Waiting]

    @cached_property
    def names(self) -> dict[str, str]:
        """Account code → name."""
        return account_names(self.store)

    def own(self, waiting: Waiting) -> bool:
        """Whether the account handed it in itself, so that someone else has to decide."""
        return waiting.info.submitted_by.strip().casefold() == self.account.code.strip().casefold()

    def book(self, info: SubmissionInfo) -> CheckedWorkbook:
        """Rows and findings of a submission."""
        return remembered(("checked", info.id), lambda: self.store.reporting.checked(info.id))

    def compared_with(self, info: SubmissionInfo) -> SubmissionInfo | None:
        """The last approved revision before; without one the revision just before."""
        before = [
            one
            for one in self.every
            if (one.unit, one.period) == (info.unit, info.period)
            and one.revision < info.revision
            and one.state != "withdrawn"
        ]
        return max(before, key=lambda one: (one.state in _COUNTED, one.revision), default=None)

    def after(self, waiting: Waiting) -> str:
        """The label of the one that comes next; of the last one the first."""
        labels = [one.label for one in self.queue]
        rest = labels[labels.index(waiting.label) + 1 :] + labels
        return next((label for label in rest if label != waiting.label), "")


def open_desk(account: Account) -> Desk:
    """Everything that awaits a decision now."""
    store, framework = cached.store(), cached.framework()
    every, periods = store.reporting.submissions(), {info.code: info for info in store.reporting.periods()}
    newest = {(one.unit, one.period): one for one in every if one.state != "withdrawn"}
    late = reported_late(every, {code: info.due_on for code, info in periods.items()})
    waiting = [
        Waiting(
            one,
            framework.unit[one.unit].name,
            _severities(store, one),
            periods[one.period].due_on,
            (one.unit, one.period) in late,
        )
        for one in sorted(newest.values(), key=lambda one: (one.submitted_at, one.id))
        if one.state == "submitted"
    ]
    return Desk(store, framework, account, periods, every, waiting)


def _severities(store: Store, info: SubmissionInfo) -> Mapping[str, int]:
    return remembered(
        ("severities", info.id), lambda: Counter(one.severity for one in store.reporting.findings(info.id))
    )
