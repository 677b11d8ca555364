"""The submissions that await a decision: how many are left, which one is looked at, the list of all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import streamlit as st

from metrics.framework import Framework, parse_period
from metrics.ingest import SEVERITIES, CheckedWorkbook, SubmissionInfo
from metrics.store import Account, PeriodInfo, Store
from metrics.store.reminder import reported_late
from metrics.store.schema import today
from pages import cached
from pages.ui.shared import account_names, keep_result, plain, remembered, unbroken

_COUNTED = ("approved", "published")
#: Where the choice is kept.
_CHOSEN = "review"
_COLOURS = {"error": "red", "confirm": "orange", "hint": "blue"}


@dataclass(frozen=True)
class WaitingSubmission:
    """A submission that awaits a decision.

    Args:
        info: the submission.
        unit: the unit's name.
        found: severity → number of findings.
        due_on: last day for the quarter.
        late: whether the unit's first revision came after it.
    """

    info: SubmissionInfo
    unit: str
    found: Mapping[str, int]
    due_on: date | None
    late: bool

    @property
    def label(self) -> str:
        """How it is called in the choice; no two are alike."""
        return f"{self.unit} · {parse_period(self.info.period).label} · 第 {self.info.revision} 版"

    @property
    def clean(self) -> bool:
        """Whether checking found nothing at all."""
        return not sum(self.found.values())

    @property
    def seen(self) -> str:
        """The very revision that is looked at; the store refuses to approve another."""
        return f"{self.info.id}:{self.info.sha256}"


def days_waiting(at: datetime) -> int:
    """Days since a moment."""
    return (today() - at.date()).days


@dataclass(frozen=True)
class ReviewDesk:
    """The queue, oldest first, and everything that was ever handed in."""

    store: Store
    framework: Framework
    account: Account
    periods: Mapping[str, PeriodInfo]
    every: Sequence[SubmissionInfo]
    queue: Sequence[WaitingSubmission]

    @cached_property
    def names(self) -> dict[str, str]:
        """Account code → name."""
        return account_names(self.store)

    def own(self, waiting: WaitingSubmission) -> bool:
        """Whether the account handed it in itself, so that someone else has to decide."""
        return waiting.info.submitted_by.strip().casefold() == self.account.code.strip().casefold()

    def book(self, info: SubmissionInfo) -> CheckedWorkbook:
        """Rows and findings of a submission."""
        return remembered(("checked", info.id), lambda: self.store.checked(info.id))

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

    def after(self, waiting: WaitingSubmission) -> str:
        """The label of the one that comes next; of the last one the first."""
        labels = [one.label for one in self.queue]
        rest = labels[labels.index(waiting.label) + 1 :] + labels
        return next((label for label in rest if label != waiting.label), "")


def open_desk(account: Account) -> ReviewDesk:
    """Everything that awaits a decision now."""
    store, framework = cached.store(), cached.framework()
    every, periods = store.submissions(), {info.code: info for info in store.periods()}
    newest = {(one.unit, one.period): one for one in every if one.state != "withdrawn"}
    late = reported_late(every, {code: info.due_on for code, info in periods.items()})
    waiting = [
        WaitingSubmission(
            one,
            framework.unit[one.unit].name,
            _severities(store, one),
            periods[one.period].due_on,
            (one.unit, one.period) in late,
        )
        for one in sorted(newest.values(), key=lambda one: (one.submitted_at, one.id))
        if one.state == "submitted"
    ]
    return ReviewDesk(store, framework, account, periods, every, waiting)


def _severities(store: Store, info: SubmissionInfo) -> Mapping[str, int]:
    return remembered(
        ("severities", info.id), lambda: Counter(one.severity for one in store.findings(info.id))
    )


def choose_case(desk: ReviewDesk) -> WaitingSubmission:
    """How many are left, and a choice of one with steps to its neighbours."""
    oldest = days_waiting(desk.queue[0].info.submitted_at)
    waited = f"，最早的一份已等 {oldest} 天" if oldest > 0 else ""
    st.markdown(f"还有 **{len(desk.queue)}** 份待审{waited}。")
    by_label = {one.label: one for one in desk.queue}
    labels = list(by_label)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        label = st.selectbox("正在审核（先报的在前）", labels, key=_CHOSEN, bind="query-params", width=460)
        at = labels.index(label)
        for words, step in (("上一份", -1), ("下一份", 1)):
            st.button(
                words,
                key=f"review-step-{step}",
                disabled=len(labels) == 1,
                on_click=_go_to,
                args=(labels[(at + step) % len(labels)],),
            )
    return by_label[label]


def _go_to(label: str) -> None:
    st.session_state[_CHOSEN] = label


def go_on(desk: ReviewDesk, waiting: WaitingSubmission, said: str) -> None:
    """To the next one (of a callback), with what was done in words."""
    following = desk.after(waiting)
    if following:
        st.session_state[_CHOSEN] = following
    keep_result("review", said=said)


def queue_table(desk: ReviewDesk) -> None:
    """All that wait, behind a fold."""
    panel = st.expander(f"待审列表　{len(desk.queue)} 份", key="review-list", on_change="rerun")
    if not panel.open:
        return
    table = {
        "单位": [plain(one.unit) for one in desk.queue],
        "报告期": [f"{one.info.period}　第 {one.info.revision} 版" for one in desk.queue],
        "报送": [f"{one.info.submitted_at:%m-%d %H:%M}{late_badge(one)}" for one in desk.queue],
        "检查结果": [severity_badges(one) for one in desk.queue],
    }
    panel.table({unbroken(head): texts for head, texts in table.items()}, border="horizontal")


def severity_badges(waiting: WaitingSubmission) -> str:
    """How many findings of each severity."""
    parts = [
        f":{_COLOURS[level]}-badge[{word} {waiting.found[level]}]"
        for level, word in SEVERITIES.items()
        if waiting.found.get(level)
    ]
    return " ".join(parts) or ":green-badge[检查无问题]"


def late_badge(waiting: WaitingSubmission) -> str:
    """A mark on what came after the due date."""
    return "　:red-badge[迟报]" if waiting.late else ""
