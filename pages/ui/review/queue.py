"""The submissions that await a decision: how many are left, which one is looked at, the list of all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import parse_period
from metrics.ingest import SEVERITIES
from metrics.store.database import today
from metrics.words import reported_late
from pages import cached
from pages.account import current_account
from pages.ui.shared import SEVERITY_COLOURS, keep_result, lines, plain, remembered, unbroken

#: Where the choice is kept.
_CHOSEN = "review"


@dataclass(frozen=True)
class WaitingSubmission:
    """A submission that awaits a decision.

    Args:
        info: the submission.
        unit: the unit's name.
        severities: severity → number of findings.
        due_on: last day for the unit and quarter.
        late: whether the unit's first revision came after it.
    """

    info: SubmissionInfo
    unit: str
    severities: Mapping[str, int]
    due_on: date | None
    late: bool

    @property
    def label(self) -> str:
        """How it is called in the choice; no two are alike."""
        return f"{self.unit} · {parse_period(self.info.period).label} · 第 {self.info.revision} 版"

    @property
    def clean(self) -> bool:
        """Whether checking found nothing at all."""
        return not sum(self.severities.values())

    @property
    def seen(self) -> str:
        """The very revision that is looked at; the store refuses to approve another."""
        return f"{self.info.id}:{self.info.sha256}"


def days_waiting(at: datetime) -> int:
    """Days since a moment."""
    return (today() - at.date()).days


def waiting_submissions() -> list[WaitingSubmission]:
    """Everything that awaits a decision now, oldest first."""
    every, periods = cached.submissions(), {info.code: info for info in cached.periods()}
    newest = {(info.unit, info.period): info for info in every if info.state != "withdrawn"}
    late = reported_late(every, {code: period.due_on for code, period in periods.items()}, cached.extended())
    return [
        WaitingSubmission(
            info,
            cached.unit_then(info.unit, info.period).name,
            _severities(info),
            cached.extended().get((info.unit, info.period), periods[info.period].due_on),
            (info.unit, info.period) in late,
        )
        for info in sorted(newest.values(), key=lambda info: (info.submitted_at, info.id))
        if info.state == "submitted"
    ]


def _severities(info: SubmissionInfo) -> Mapping[str, int]:
    store, account = cached.store(), current_account().code
    return remembered(
        ("severities", info.id, account),
        lambda: Counter(finding.severity for finding in store.reporting.findings(info.id, account)),
    )


def label_after(queue: Sequence[WaitingSubmission], waiting: WaitingSubmission) -> str:
    """The label of the one that comes next; of the last one the first, of the only one an empty text."""
    labels = [other.label for other in queue]
    rest = labels[labels.index(waiting.label) + 1 :] + labels
    return next((label for label in rest if label != waiting.label), "")


def choose_case(queue: Sequence[WaitingSubmission]) -> WaitingSubmission:
    """How many are left, and a choice of one with steps to its neighbours."""
    oldest = days_waiting(queue[0].info.submitted_at)
    waited = f"，最早的一份已等 {oldest} 天" if oldest > 0 else ""
    st.markdown(f"还有 **{len(queue)}** 份待审核{waited}。")
    by_label = {waiting.label: waiting for waiting in queue}
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


def go_on(following: str, said: str) -> None:
    """To the one of a label (of a callback), if there is one, with what was done in words."""
    if following:
        st.session_state[_CHOSEN] = following
    keep_result("review", said=said)


def queue_table(queue: Sequence[WaitingSubmission]) -> None:
    """All that wait, behind a fold."""
    panel = st.expander(f"待审核列表　{len(queue)} 份", key="review-list", on_change="rerun")
    if not panel.open:
        return
    table = {
        "单位": [plain(waiting.unit) for waiting in queue],
        "报告期": [f"{waiting.info.period}　第 {waiting.info.revision} 版" for waiting in queue],
        "报送": [f"{waiting.info.submitted_at:%m-%d %H:%M}{late_badge(waiting)}" for waiting in queue],
        "检查结果": [severity_badges(waiting) for waiting in queue],
    }
    lines({unbroken(head): texts for head, texts in table.items()}, panel)


def severity_badges(waiting: WaitingSubmission, doubts: int = 0) -> str:
    """How many findings of each severity, and doubts across units and periods, where these are known."""
    parts = [
        f":{SEVERITY_COLOURS[level]}-badge[{word} {waiting.severities[level]}]"
        for level, word in SEVERITIES.items()
        if waiting.severities.get(level)
    ] + ([f":orange-badge[疑问 {doubts}]"] if doubts else [])
    return " ".join(parts) or ":green-badge[检查无问题]"


def late_badge(waiting: WaitingSubmission) -> str:
    """A mark on what came after the due date."""
    return "　:red-badge[迟报]" if waiting.late else ""
