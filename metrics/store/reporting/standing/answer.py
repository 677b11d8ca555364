"""The answer itself: what stands about a unit's quarter in, one frozen sentence out. No database here."""

from dataclasses import dataclass, replace
from datetime import date

from metrics.county import SubmissionInfo
from metrics.framework import Period, rights, role_names
from metrics.store.people import Account
from metrics.store.reporting.found import COUNTED
from metrics.store.reporting.periods import PERIOD_STATE_NAMES, PeriodInfo
from metrics.store.reporting.standing.corrections import ASKED, ENDED, EXPIRED, GRANTED, REFUSED, Correction

#: Kinds of handing in: the first report, the first one after its last day, and any later revision.
FIRST, LATE, CORRECTING = "报送", "补报", "更正"


@dataclass(frozen=True)
class Situation:
    """What stands about a unit's quarter.

    Args:
        unit: its code.
        period: the quarter.
        info: as it was opened, with the unit's own last day; None when it was not.
        latest: the newest report that was not withdrawn.
        counts: whether any report counts.
        correction: the newest request to correct it.
        today: the day it is asked on.
    """

    unit: str
    period: Period
    info: PeriodInfo | None
    latest: SubmissionInfo | None
    counts: bool
    correction: Correction | None
    today: date

    @property
    def plausible(self) -> bool:
        """Whether a quarter nobody opened may be meant: it has begun."""
        return self.period.start <= self.today

    @property
    def closed(self) -> bool:
        """Whether it takes no reports from everybody any more."""
        return self.info is not None and self.info.state != "open"

    @property
    def correction_state(self) -> str:
        """What became of the newest request; empty without one."""
        return self.correction.state_on(self.today) if self.correction else ""

    @property
    def takes(self) -> bool:
        """Whether it takes a report of this unit now."""
        return self.info is not None and (not self.closed or self.correction_state == GRANTED)

    @property
    def due_on(self) -> date | None:
        """The last day that holds: the correction's in a closed quarter."""
        if self.closed:
            return self.correction.until if self.correction and self.correction_state == GRANTED else None
        return self.info.due_on if self.info else None

    @property
    def overdue(self) -> bool:
        """Whether the last day has gone by."""
        return self.due_on is not None and self.due_on < self.today


@dataclass(frozen=True)
class ReportAnswer:
    """Who may hand in what now.

    Args:
        unit: the unit asked about, its code.
        period: the quarter.
        state: late, missing, or the state of the latest report.
        latest: that report.
        may: whether the account may hand in a workbook now.
        kind: 报送, 补报 or 更正; empty when it may not.
        on_behalf: whether it would be for a unit that is not its own (代报).
        why: where it stands, or why not, in a sentence.
        next: what to do next, in a sentence; may be empty.
        until: the last day, where there is one.
        revision: the number that the next report would get.
        asks: whether the account may ask for a correction now (申请更正).
        zero: whether it may declare that there is nothing to report (零报送).
        correction: the newest request, if any.
        correcting: whether the unit is open for a correction of a closed quarter now (更正中).
        takes: whether the quarter takes a report of the unit now, whoever hands it in.
    """

    unit: str
    period: Period
    state: str
    latest: SubmissionInfo | None
    may: bool
    kind: str
    on_behalf: bool
    why: str
    next: str
    until: date | None
    revision: int
    asks: bool = False
    zero: bool = False
    correction: Correction | None = None
    correcting: bool = False
    takes: bool = False

    @property
    def sentence(self) -> str:
        """Both sentences."""
        return f"{self.why}{self.next}"

    @property
    def word(self) -> str:
        """What it is called on a button: 报送, 补报, 更正, or 代报送 for a unit that is not one's own."""
        return f"代{FIRST}" if self.on_behalf and self.kind == FIRST else self.kind or FIRST

    @property
    def owes(self) -> bool:
        """Whether the unit still has to do something, and can; whoever asks."""
        return self.takes and self.state in ("late", "missing", "returned")


def answer(situation: Situation, account: Account | None) -> ReportAnswer:
    """Who may hand in what now.

    Args:
        situation: what stands about the unit's quarter.
        account: who asks, known and active; None for the program itself, which may everything that is open.
    """
    blank = ReportAnswer(
        unit=situation.unit,
        period=situation.period,
        state=_state(situation),
        latest=situation.latest,
        may=False,
        kind="",
        on_behalf=account is not None and account.unit != situation.unit,
        why="",
        next="",
        until=situation.due_on,
        revision=situation.latest.revision + 1 if situation.latest else 1,
        correction=situation.correction,
        correcting=situation.closed and situation.correction_state == GRANTED,
        takes=situation.takes,
    )
    refused = rights.refusal(account, "submit", situation.unit) if account else ""
    if refused:
        return replace(blank, why=refused)
    if situation.info is None:
        return _not_opened(situation, blank, account)
    if situation.closed and not blank.correcting:
        return _closed(situation, blank, account)
    return _open(situation, blank)


def _state(situation: Situation) -> str:
    if situation.latest:
        return situation.latest.state
    return "late" if situation.overdue and not situation.closed else "missing"


def _not_opened(situation: Situation, blank: ReportAnswer, account: Account | None) -> ReportAnswer:
    label = situation.period.label
    if account is None or situation.plausible or rights.may(account, "open-period"):
        why = f"{label}还没有开放报送。"
        return replace(blank, may=True, kind=FIRST, why=why, next="报送时会同时开放这个季度，不设截止日期。")
    return replace(
        blank,
        why=f"{label}还没有开放报送，现在不能报。",
        next=f"请核对报告期；确实要报，请{role_names(['open-period'])}先在“报告期与发布”页开放这个季度。",
    )


def _closed(situation: Situation, blank: ReportAnswer, account: Account | None) -> ReportAnswer:
    """A published or locked quarter: by way of a request alone."""
    state = PERIOD_STATE_NAMES[situation.info.state] if situation.info else ""
    head, asked = f"{situation.period.label}{state}，不能再报送。", situation.correction
    may_ask = account is not None and rights.may(account, "ask-correction", situation.unit)
    offer = "确需更正，请写明原因申请更正；同意后只为这一个单位打开这一期，别的单位不受影响。"
    if asked is None or not may_ask:
        return replace(blank, why=head, next=offer if may_ask else "", asks=may_ask)
    told = {
        ASKED: (
            f"{asked.asked_at:%Y-%m-%d} 已申请更正（{asked.why}），等产改办答复。",
            "不改了，可以撤回申请。",
        ),
        REFUSED: (f"上次申请更正没有同意：{asked.answer}。", "仍要更正，请补充理由再申请。"),
        EXPIRED: (f"更正期限{_until(asked.until)}已过。", "还要更正，请重新申请。"),
        ENDED: (f"更正已收回：{asked.answer}。", offer),
    }
    why, following = told.get(situation.correction_state, ("", offer))
    asks = situation.correction_state != ASKED
    return replace(blank, why=head + why, next=following, asks=asks)


def _open(situation: Situation, blank: ReportAnswer) -> ReportAnswer:
    """It takes reports, from everybody or from this unit."""
    latest = situation.latest
    why, following = _where(situation)
    kind = CORRECTING if latest or situation.closed else LATE if situation.overdue else FIRST
    zero = latest is None or latest.state == "returned"
    if situation.closed and situation.correction and situation.info:
        closed = f"{situation.period.label}{PERIOD_STATE_NAMES[situation.info.state]}"
        until, reason = _until(situation.due_on), situation.correction.why
        why = f"{closed}；产改办同意更正（{reason}），{until}前可以报。{why}"
    return replace(blank, may=True, kind=kind, why=why, next=following, zero=zero and not situation.counts)


def _where(situation: Situation) -> tuple[str, str]:
    """Where an open quarter stands, and what comes next."""
    latest, due = situation.latest, situation.due_on
    if latest is None:
        if situation.overdue and due:
            days = (situation.today - due).days
            return f"本期还没有报送，已逾期 {days} 天。", "逾期也能报，会记为迟报；请尽快报送。"
        return "本期还没有报送。", "填好模板后在下面上传；本期什么都没有发生，可以零报送。"
    edition, then = f"第 {latest.revision} 版", f"第 {latest.revision + 1} 版"
    if latest.state == "returned":
        reason = latest.note.strip() or "没有写明原因"
        return f"{edition}已退回。退回原因：{reason.rstrip('。')}。", f"改好后重新上传，会成为{then}。"
    if latest.state in COUNTED:
        return f"{edition}已通过。", f"要更正可以再报，会成为{then}，重新审核；通过以前仍按{edition}计。"
    sent = f"{latest.submitted_at:%Y-%m-%d %H:%M}"
    return f"{edition}于 {sent} 报送，待审核。", "审核前还可以再报更正的一版，或者撤回。"


def _until(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else ""
