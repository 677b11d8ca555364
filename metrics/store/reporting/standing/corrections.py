"""申请更正: a unit asks to correct a closed quarter; the office opens it for this one unit, for a term."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from metrics.county import SubmissionInfo
from metrics.framework import Period, parse_period, rights
from metrics.store.database import StoreError, audit, inserted_id, moment
from metrics.store.database import correction as table
from metrics.store.people import permits, units
from metrics.store.reporting import found, periods

ASKED, GRANTED, REFUSED, WITHDRAWN, DONE, ENDED = "asked", "granted", "refused", "withdrawn", "done", "ended"
EXPIRED = "expired"
#: State → the word people use for it; `expired` is a granted one whose last day has gone by.
CORRECTION_STATE_NAMES = {
    ASKED: "等待答复",
    GRANTED: "更正中",
    EXPIRED: "已过期",
    REFUSED: "没有同意",
    WITHDRAWN: "已撤回",
    DONE: "已更正",
    ENDED: "已收回",
}
#: How long a unit has if nobody says otherwise, and at most.
CORRECTION_TERM, _LONGEST_TERM = timedelta(days=7), timedelta(days=90)
_LONGEST = 500


@dataclass(frozen=True)
class Correction:
    """A unit's request to correct a closed quarter, and what became of it.

    Args:
        id: counts up.
        unit: its code.
        period: the quarter's code.
        why: the reason it gave.
        asked_by: the account.
        asked_at: when.
        state: asked, granted, refused, withdrawn, done (a correction was approved) or ended (taken back).
        decided_by: who granted, refused, withdrew or ended it; empty while it waits.
        decided_at: when.
        answer: what was said to it, such as why it was refused.
        until: the last day for handing in, of one that was granted.
        number: of the submission that was approved under it.
    """

    id: int
    unit: str
    period: str
    why: str
    asked_by: str
    asked_at: datetime
    state: str
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    until: date | None = None
    number: int | None = None

    def state_on(self, on: date) -> str:
        """Its state on a day: a granted one expires after its last day."""
        over = self.state == GRANTED and self.until is not None and self.until < on
        return EXPIRED if over else self.state

    def covers(self, report: SubmissionInfo) -> bool:
        """Whether a report came in under it, so that it may be decided on even after the last day."""
        same = (self.unit, self.period) == (report.unit, report.period)
        since = self.decided_at is not None and self.decided_at <= report.submitted_at
        return same and self.state == GRANTED and since


def every(connection: Connection, period: Period | None = None) -> list[Correction]:
    """All requests (for the quarters of a period), oldest first."""
    codes = [quarter.code for quarter in period.quarters] if period else None
    return _find(connection, table.c.period.in_(codes)) if codes is not None else _find(connection)


def newest(connection: Connection, unit: str, period: str) -> Correction | None:
    """The newest request of a unit for a quarter, by their codes."""
    known = _find(connection, table.c.unit == unit, table.c.period == period)
    return known[-1] if known else None


def seen_by(connection: Connection, account: str) -> list[Correction]:
    """The requests an account may see: its own unit's, or all; oldest first.

    Raises:
        StoreError: it may see no reports.
    """
    permits.require(connection, account, "see-submission")
    known = permits.acting(connection, account, "see-submission")
    return [
        one for one in every(connection) if known is None or rights.may(known, "see-submission", one.unit)
    ]


def _find(connection: Connection, *where: ColumnElement[bool]) -> list[Correction]:
    query = select(table).where(*where).order_by(table.c.id)
    return [Correction(**row) for row in connection.execute(query).mappings()]


def ask(
    connection: Connection, unit: str, period: Period, why: str, account: str, at: datetime | None = None
) -> Correction:
    """Ask that a closed quarter be opened for one unit.

    Raises:
        StoreError: no reason, the quarter still takes reports, one is asked for or open already, the unit is
            unknown, or the account may not.
    """
    units.require(connection, unit)
    permits.require(connection, account, "ask-correction", unit)
    _require_closed(connection, period)
    why = _reason(why, "申请更正要写明改什么、为什么，例如“3 月漏报 2 场活动”。")
    known, today = newest(connection, unit, period.code), moment(at).date()
    if known and known.state_on(today) in (ASKED, GRANTED):
        now = CORRECTION_STATE_NAMES[known.state]
        raise StoreError(f"{unit} 的{period.label}已有一份更正申请（{now}），不用再提。")
    row: dict[str, Any] = {"unit": unit, "period": period.code, "why": why, "asked_by": account.strip()}
    row |= {"asked_at": moment(at), "state": ASKED, "decided_by": "", "answer": ""}
    number = inserted_id(connection.execute(insert(table).values(**row)))
    _note(connection, "correction-asked", get(connection, number), account, at, why=why)
    return get(connection, number)


def grant(
    connection: Connection,
    number: int,
    until: date,
    account: str,
    answer: str = "",
    at: datetime | None = None,
) -> Correction:
    """Open the quarter for the one unit, up to a day; what was published stays as it is.

    Raises:
        StoreError: it was decided on, the day is past or too far, the quarter is open again for everybody, is
            locked and the account may not open a locked one, or the account may not grant.
    """
    asked = _waiting(connection, number)
    permits.require(connection, account, "decide-correction", asked.unit)
    quarter, today = parse_period(asked.period), moment(at).date()
    if _require_closed(connection, quarter) == "locked":
        permits.require(connection, account, "reopen")
    if not today <= until <= today + _LONGEST_TERM:
        raise StoreError(
            f"更正期限要在今天到 {today + _LONGEST_TERM:%Y-%m-%d} 之间（写的是 {until:%Y-%m-%d}）。"
        )
    done = _decide(connection, asked, GRANTED, account, answer, at, until=until)
    _note(connection, "correction-granted", done, account, at, until=until.isoformat(), why=done.answer)
    return done


def refuse(
    connection: Connection, number: int, why: str, account: str, at: datetime | None = None
) -> Correction:
    """Leave the quarter closed.

    Raises:
        StoreError: no reason, it was decided on, or the account may not.
    """
    asked = _waiting(connection, number)
    permits.require(connection, account, "decide-correction", asked.unit)
    why = _reason(why, "不同意要写明原因，申请的单位会看到。")
    done = _decide(connection, asked, REFUSED, account, why, at)
    _note(connection, "correction-refused", done, account, at, why=why)
    return done


def withdraw(connection: Connection, number: int, account: str, at: datetime | None = None) -> Correction:
    """Take a request back that nobody has answered.

    Raises:
        StoreError: it was decided on, or the account may not ask for the unit.
    """
    asked = _waiting(connection, number)
    permits.require(connection, account, "ask-correction", asked.unit)
    done = _decide(connection, asked, WITHDRAWN, account, "", at)
    _note(connection, "correction-withdrawn", done, account, at)
    return done


def end(
    connection: Connection, number: int, why: str, account: str, at: datetime | None = None
) -> Correction:
    """Close the quarter for the unit again before its last day.

    Raises:
        StoreError: it is not open, a report under it awaits its decision, no reason, or the account may not.
    """
    known = get(connection, number)
    permits.require(connection, account, "decide-correction", known.unit)
    if known.state != GRANTED:
        raise StoreError(f"{_name(known)}现在是“{CORRECTION_STATE_NAMES[known.state]}”，不用收回。")
    reports = found.every(connection, parse_period(known.period), known.unit)
    if any(known.covers(report) and report.state == "submitted" for report in reports):
        raise StoreError(f"{known.unit} 已经报来更正，正等审核。请先通过或退回，再收回。")
    why = _reason(why, "收回要写明原因，申请的单位会看到。")
    done = _decide(connection, known, ENDED, account, why, at, until=known.until)
    _note(connection, "correction-ended", done, account, at, why=why)
    return done


def fulfil(connection: Connection, report: SubmissionInfo) -> None:
    """Close the request under which a report came in that was approved just now; nothing without one."""
    known = newest(connection, report.unit, report.period)
    if known and known.covers(report):
        change = {"state": DONE, "number": report.id}
        connection.execute(update(table).where(table.c.id == known.id).values(**change))


def close_all(connection: Connection, quarters: Iterable[str], account: str, at: datetime | None) -> None:
    """Of quarters that are open for everybody again: what was asked or granted is not needed any more."""
    standing = (table.c.period.in_(list(quarters))) & (table.c.state.in_((ASKED, GRANTED)))
    change = {"state": ENDED, "answer": "这一期已重新打开，各单位都可以报送", "decided_by": account.strip()}
    connection.execute(update(table).where(standing).values(**change, decided_at=moment(at)))


def get(connection: Connection, number: int) -> Correction:
    """A request by its number.

    Raises:
        StoreError: there is none.
    """
    known = _find(connection, table.c.id == number)
    if not known:
        raise StoreError(f"没有编号为 {number} 的更正申请。")
    return known[0]


def _waiting(connection: Connection, number: int) -> Correction:
    known = get(connection, number)
    if known.state != ASKED:
        raise StoreError(
            f"{_name(known)}现在是“{CORRECTION_STATE_NAMES[known.state]}”，不等答复。请刷新页面看最新状态。"
        )
    return known


def _decide(
    connection: Connection,
    known: Correction,
    state: str,
    account: str,
    answer: str,
    at: datetime | None,
    until: date | None = None,
) -> Correction:
    change = {"state": state, "decided_by": account.strip(), "decided_at": moment(at)}
    change |= {"answer": answer.strip()[:_LONGEST], "until": until}
    same = (table.c.id == known.id) & (table.c.state == known.state)
    if not connection.execute(update(table).where(same).values(**change)).rowcount:
        raise StoreError(f"{_name(known)}刚刚有人处理过。请刷新页面看最新状态。")
    return get(connection, known.id)


def _require_closed(connection: Connection, period: Period) -> str:
    """The state of a quarter that takes no reports any more."""
    if period.kind != "Q":
        raise StoreError(f"更正按季度申请，“{period.label}”不是一个季度。")
    state = periods.states(connection, [period]).get(period.code)
    if state is None:
        raise StoreError(f"{period.label}还没有开放报送，没有可更正的。")
    if state == "open":
        raise StoreError(f"{period.label}还在报送，直接再报一版就是更正，不用申请。")
    return state


def _reason(why: str, said: str) -> str:
    why = why.strip()
    if not why:
        raise StoreError(said)
    if len(why) > _LONGEST:
        raise StoreError(f"原因写了 {len(why)} 个字，请写短一些，不超过 {_LONGEST} 字。")
    return why


def _note(
    connection: Connection, action: str, about: Correction, account: str, at: datetime | None, **more: str
) -> None:
    detail = {"unit": about.unit, "period": about.period, **{key: text for key, text in more.items() if text}}
    audit.record(connection, account.strip(), action, f"correction {about.id}", detail, at)


def _name(known: Correction) -> str:
    return f"{known.unit} {known.period} 的更正申请"
