"""Decisions about submissions. Only a submission's state and the decision change, never what it says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from metrics.county import STATES, SubmissionInfo
from metrics.framework import LedgerSpec, load_rights
from metrics.store.database import StoreError, audit, moment, submission
from metrics.store.people import permits, units
from metrics.store.reporting import found as stored
from metrics.store.reporting import roster, standing
from metrics.store.reporting.standing import corrections
from metrics.store.reporting.zeros import declarations

#: State → the word people use for it.
SUBMISSION_STATE_NAMES = STATES


@dataclass(frozen=True)
class Verb:
    """A decision: from which state to which."""

    name: str
    words: str
    before: str
    after: str


APPROVE = Verb("approve", "通过", "submitted", "approved")
RETURN = Verb("return", "退回", "submitted", "returned")
WITHDRAW = Verb("withdraw", "撤回", "submitted", "withdrawn")


@dataclass(frozen=True)
class Deed:
    """Who decides, when (now without it), and why."""

    account: str
    at: datetime | None = None
    why: str = ""


def token(info: SubmissionInfo) -> str:
    """What names the very revision someone looks at."""
    return f"{info.id}:{info.sha256}"


def approve(
    connection: Connection,
    number: int,
    deed: Deed,
    roster_spec: LedgerSpec | None,
    seen: str | None = None,
) -> SubmissionInfo:
    """Let a submission's rows count; an approved roster renews the table of enterprises.

    Raises:
        StoreError: it does not exist, is not what was `seen`, awaits no decision, is not the unit's latest
            for the quarter, was submitted by the same account, or its quarter is published.
    """
    found = stored.get(connection, number)
    permits.require(connection, deed.account, "approve", found.unit)
    if _same(found.submitted_by, deed.account):
        raise StoreError("报送人不能审核自己的报送。请换一个账号来通过。")
    if seen is not None and seen != token(found):
        raise StoreError(f"{_name(found)}不是刚才看的那一份。请刷新页面，看过最新的一版再通过。")
    decided = _decide(connection, found, APPROVE, deed)
    corrections.fulfil(connection, found)
    if roster_spec and roster.concerns(connection, number):
        roster.refresh(connection, roster_spec)
    return decided


def give_back(connection: Connection, number: int, deed: Deed) -> SubmissionInfo:
    """Return a submission to its unit for correction.

    Raises:
        StoreError: as `approve` (any account may return), or no reason is given.
    """
    if not deed.why.strip():
        raise StoreError("退回要写明原因，填报单位才知道改哪里。")
    found = stored.get(connection, number)
    permits.require(connection, deed.account, "return", found.unit)
    return _decide(connection, found, RETURN, deed)


def withdraw(connection: Connection, number: int, deed: Deed) -> SubmissionInfo:
    """Take a submission back before it is decided on.

    Raises:
        StoreError: it does not exist, was decided on, its quarter is published, or the account is neither
            who submitted it nor of its unit.
    """
    found = stored.get(connection, number)
    known = units.find(connection, deed.account)
    reach = load_rights().reach(known.role, "withdraw") if known else ""
    of_unit = known is not None and reach == "own" and known.unit == found.unit
    if (
        not of_unit
        and not _same(found.submitted_by, deed.account)
        and deed.account.strip() not in ("", audit.SYSTEM)
    ):
        raise StoreError(f"{_name(found)}只能由报送单位自己撤回。请用“退回”。")
    permits.require(connection, deed.account, "withdraw", found.unit)
    declarations.report_withdrawn(connection, found, deed.account, deed.at)
    return _change(connection, found, WITHDRAW, deed)


def _decide(connection: Connection, found: SubmissionInfo, verb: Verb, deed: Deed) -> SubmissionInfo:
    _require_latest(connection, found, verb)
    return _change(connection, found, verb, deed)


def _change(connection: Connection, found: SubmissionInfo, verb: Verb, deed: Deed) -> SubmissionInfo:
    who, why = deed.account.strip(), deed.why.strip()
    standing.require_decidable(connection, found, verb.words)
    row = {"decided_by": who, "decided_at": moment(deed.at), "why": why, "state": verb.after}
    waiting = (submission.c.id == found.id) & (submission.c.state == verb.before)
    if not connection.execute(update(submission).where(waiting).values(**row)).rowcount:
        state = stored.get(connection, found.id).state
        now = SUBMISSION_STATE_NAMES.get(state, state)
        raise StoreError(f"{_name(found)}现在的状态是“{now}”，不能{verb.words}。请刷新页面看最新状态。")
    detail = {key: getattr(found, key) for key in ("unit", "period", "revision", "sha256")}
    detail |= {"why": why} if why else {}
    audit.record(connection, who, verb.name, f"submission {found.id}", detail, deed.at)
    return stored.get(connection, found.id)


def _require_latest(connection: Connection, found: SubmissionInfo, verb: Verb) -> None:
    of_quarter = (submission.c.unit == found.unit) & (submission.c.period == found.period)
    newest = stored.one(connection, select(submission).where(of_quarter, submission.c.state != "withdrawn"))
    if newest and newest.revision > found.revision:
        raise StoreError(
            f"{_name(found)}之后又报了第 {newest.revision} 版，不能再{verb.words}旧版。请审核最新的一版。"
        )


def _name(found: SubmissionInfo) -> str:
    return f"{found.unit} {found.period} 第 {found.revision} 版"


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
