"""Drafts: uploaded bytes kept from the moment they arrive until they are submitted or dropped."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from metrics.framework import Period
from metrics.ingest.personal import masked_text
from metrics.store.database import SYSTEM, StoreError, audit, draft, inserted_id, moment
from metrics.store.people import permits, units
from metrics.store.reporting import trails
from metrics.store.reporting.trails import UploadTrail

#: An account's quota, two rounds of all units and more; the oldest goes when one more comes, which the audit
#: says.
MOST = 60
_FIELDS = ("id", "unit", "period", "file", "sha256", "size", "account", "at")


@dataclass(frozen=True)
class UploadDraft:
    """Bytes that were uploaded and not submitted yet; `unit` and `period` are empty when not known."""

    id: int
    unit: str
    period: str
    file: str
    sha256: str
    size: int
    account: str
    at: datetime


def keep(
    connection: Connection,
    unit: str,
    period: Period | None,
    file: str,
    content: bytes,
    account: str,
    trail: UploadTrail | None = None,
) -> UploadDraft:
    """Keep bytes and how they came about; the same of an account for a unit and quarter are there once.

    Raises:
        StoreError: no account, or an unknown unit.
    """
    account, code = account.strip(), period.code if period else ""
    if not account:
        raise StoreError("上传要写明是谁传的。请登录后再上传。")
    if unit:
        units.require(connection, unit)
    permits.require(connection, account, "draft", *filter(None, [unit]))
    sha256 = hashlib.sha256(content).hexdigest()
    for known in every(connection, account):
        if (known.unit, known.period, known.sha256) == (unit, code, sha256):
            return known
    row: dict[str, Any] = {
        "unit": unit,
        "period": code,
        "file": file.replace("\\", "/").rsplit("/", 1)[-1],
        "sha256": sha256,
        "size": len(content),
        "account": account,
        "at": moment(None),
    }
    number = inserted_id(connection.execute(insert(draft).values(content=content, **row)))
    if trail:
        trails.keep(connection, trail, draft_id=number, submission_id=None)
    detail = {key: row[key] for key in ("unit", "period", "file", "sha256")}
    audit.record(connection, account, "draft", f"draft {number}", detail)
    for pushed_out in every(connection, account)[MOST:]:
        _delete(connection, pushed_out, account, f"超过 {MOST} 份")
    return UploadDraft(id=number, **row)


def every(connection: Connection, account: str) -> list[UploadDraft]:
    """An account's drafts, newest first."""
    query = select(*(draft.c[name] for name in _FIELDS)).where(draft.c.account == account.strip())
    return [UploadDraft(*row) for row in connection.execute(query.order_by(draft.c.id.desc()))]


def mine(connection: Connection, account: str) -> list[UploadDraft]:
    """An account's drafts, newest first, when it may keep any."""
    permits.require(connection, account, "draft")
    return every(connection, account)


def one(connection: Connection, number: int, account: str) -> tuple[UploadDraft, bytes]:
    """A draft of the account, and its bytes.

    Raises:
        StoreError: there is none; another account's is not told apart from that.
    """
    permits.require(connection, account, "draft")
    own = (draft.c.id == number) & (draft.c.account == account.strip())
    row = connection.execute(select(draft).where(own)).mappings().first()
    if row is None:
        raise StoreError(f"您的草稿里没有编号为 {number} 的文件，可能已经报送或删除。")
    return UploadDraft(*(row[name] for name in _FIELDS)), row["content"]


def drop(connection: Connection, number: int, account: str) -> None:
    """Forget a draft.

    Raises:
        StoreError: the account has none of this number.
    """
    _delete(connection, one(connection, number, account)[0], account.strip(), "")


def _delete(connection: Connection, gone: UploadDraft, account: str, why: str) -> None:
    connection.execute(delete(draft).where(draft.c.id == gone.id))
    trails.drop_of_drafts(connection, [gone.id])
    file = masked_text(gone.file)
    detail = {"unit": gone.unit, "period": gone.period, "file": file, "sha256": gone.sha256, "why": why}
    audit.record(connection, account, "draft-drop", f"draft {gone.id}", detail)


def wipe(connection: Connection, sha256: str, account: str, why: str) -> None:
    """Delete everybody's drafts of some bytes, for good."""
    query = select(*(draft.c[name] for name in _FIELDS)).where(draft.c.sha256 == sha256)
    for row in connection.execute(query).all():
        _delete(connection, UploadDraft(*row), account, why)


def expire(connection: Connection, before: datetime, why: str) -> None:
    """Delete everybody's drafts that came before a time."""
    query = select(*(draft.c[name] for name in _FIELDS)).where(draft.c.at < before)
    for row in connection.execute(query).all():
        _delete(connection, UploadDraft(*row), SYSTEM, why)


def submitted(connection: Connection, sha256: str, account: str) -> None:
    """Forget the account's drafts of bytes that are now stored as a submission."""
    own = (draft.c.sha256 == sha256) & (draft.c.account == account.strip())
    numbers = connection.execute(select(draft.c.id).where(own)).scalars().all()
    connection.execute(delete(draft).where(own))
    trails.drop_of_drafts(connection, numbers)
