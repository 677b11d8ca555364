"""Decisions about submissions. Only a submission's state and the decision change, never what it says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from metrics.framework import LedgerSpec
from metrics.ingest.model import SubmissionInfo
from metrics.store import audit, roster, submissions
from metrics.store.errors import StoreError
from metrics.store.schema import moment, submission

#: State → the word people use for it. A unit without a submission is missing, after the due date late.
STATE_NAMES = {
    "missing": "未报",
    "late": "逾期未报",
    "draft": "草稿",
    "submitted": "已报待审",
    "returned": "已退回",
    "approved": "已通过",
    "published": "已发布",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True)
class Verb:
    """A decision: from which state to which."""

    name: str
    words: str
    before: str
    after: str


APPROVE = Verb("approve", "通过", "submitted", "approved")
RETURN = Verb("return", "退回", "submitted", "returned")


def approve(
    connection: Connection, number: int, account: str, at: datetime | None, roster_spec: LedgerSpec | None
) -> SubmissionInfo:
    """Let a submission's rows count; an approved roster renews the table of enterprises.

    Raises:
        StoreError: it does not exist, awaits no decision, is not the unit's latest for the quarter, or was
            submitted by the same account.
    """
    found = submissions.get(connection, number)
    if _same(found.submitted_by, account):
        raise StoreError("报送人不能审核自己的报送。请换一个审核员账号来通过。")
    decided = _decide(connection, found, APPROVE, account, at)
    if roster_spec and roster.concerns(connection, number):
        roster.refresh(connection, roster_spec)
    return decided


def give_back(
    connection: Connection, number: int, account: str, why: str, at: datetime | None
) -> SubmissionInfo:
    """Return a submission to its unit for correction.

    Raises:
        StoreError: as `approve` (any account may return), or no reason is given.
    """
    if not why.strip():
        raise StoreError("退回要写明原因，填报单位才知道改哪里。")
    return _decide(connection, submissions.get(connection, number), RETURN, account, at, why.strip())


def _decide(
    connection: Connection,
    found: SubmissionInfo,
    verb: Verb,
    account: str,
    at: datetime | None,
    why: str = "",
) -> SubmissionInfo:
    if not account.strip():
        raise StoreError(f"{verb.words}要写明是谁审核的。请用审核员账号登录。")
    _require_latest(connection, found, verb)
    row = {"decided_by": account.strip(), "decided_at": moment(at), "why": why, "state": verb.after}
    waiting = (submission.c.id == found.id) & (submission.c.state == verb.before)
    if not connection.execute(update(submission).where(waiting).values(**row)).rowcount:
        state = STATE_NAMES.get(found.state, found.state)
        raise StoreError(f"{_name(found)}现在的状态是“{state}”，不能{verb.words}。请刷新页面看最新状态。")
    detail = {key: getattr(found, key) for key in ("unit", "period", "revision", "sha256")}
    detail |= {"why": why} if why else {}
    audit.record(connection, account.strip(), verb.name, f"submission {found.id}", detail, at)
    return submissions.get(connection, found.id)


def _require_latest(connection: Connection, found: SubmissionInfo, verb: Verb) -> None:
    of_quarter = (submission.c.unit == found.unit) & (submission.c.period == found.period)
    newest = submissions.one(
        connection, select(submission).where(of_quarter, submission.c.state != "withdrawn")
    )
    if newest and newest.revision > found.revision:
        raise StoreError(
            f"{_name(found)}之后又报了第 {newest.revision} 版，不能再{verb.words}旧版。请审核最新的一版。"
        )


def _name(found: SubmissionInfo) -> str:
    return f"{found.unit} {found.period} 第 {found.revision} 版"


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
