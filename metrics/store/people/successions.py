"""交接: what a person worked on goes to a successor of the same unit, and the old account is locked."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from metrics.framework import rights
from metrics.store.database import StoreError, audit, draft
from metrics.store.people import accounts, permits, units
from metrics.store.people.units import Account


@dataclass(frozen=True)
class Succession:
    """Who handed over to whom, how many drafts went along; the first password of an account made for it."""

    before: Account
    after: Account
    drafts: int
    password: str = ""


def hand_over(
    connection: Connection, code: str, successor: Account, hash_: str, by: str, at: datetime | None = None
) -> Succession:
    """Give an account's drafts to a successor and lock the account; what was handed in stays the unit's.

    Args:
        connection: of the writing transaction.
        code: whose work is handed over.
        successor: an account that is there, known by its code, or a new one: then it gets the role and the
            unit of the old one, and the name that is given here.
        hash_: of the password of a new one.
        by: who does it.
        at: when; now without it.

    Raises:
        StoreError: `by` may not, one of the two is not there or not of a unit, they are of different units,
            or the successor cannot sign in.
    """
    permits.require(connection, by, "hand-over")
    before = units.get(connection, code)
    if not rights.of_unit(before.role):
        raise StoreError(f"{before.code} 是{before.role}，没有单位的草稿可交接。请直接停用或修改账号。")
    known = units.find(connection, successor.code)
    after = known or replace(successor, role=before.role, unit=before.unit, must_change=True)
    if known is None:
        accounts.add(connection, after, hash_, by)
    _require_fit(before, after)
    moved = _move_drafts(connection, before.code, after.code)
    detail = {"to": after.code, "unit": before.unit, "drafts": moved}
    audit.record(connection, by.strip(), "hand-over", before.code, detail, at)
    if before.active:
        accounts.set_active(connection, before.code, by, active=False)
    return Succession(before, after, moved)


def _require_fit(before: Account, after: Account) -> None:
    if after.code == before.code:
        raise StoreError("不能交接给自己。请写接手人的账号。")
    if (after.role, after.unit) != (before.role, before.unit):
        raise StoreError(
            f"接手的账号 {after.code} 是{after.role}{f'（{after.unit}）' if after.unit else ''}，"
            f"要和 {before.code} 同是 {before.unit} 的{before.role}。请先改它的角色和单位，或写一个新账号。"
        )
    if not after.active:
        raise StoreError(f"接手的账号 {after.code} 已停用。请先启用，或写另一个账号。")


def _move_drafts(connection: Connection, code: str, to: str) -> int:
    """The drafts of one account become another's; those the other has itself are dropped."""
    same = ("unit", "period", "sha256")
    columns = [draft.c[name] for name in ("id", *same)]
    own = {tuple(row)[1:] for row in connection.execute(select(*columns).where(draft.c.account == to))}
    rows = connection.execute(select(*columns).where(draft.c.account == code)).all()
    twice = [row.id for row in rows if tuple(row)[1:] in own]
    connection.execute(delete(draft).where(draft.c.id.in_(twice)))
    return connection.execute(update(draft).where(draft.c.account == code).values(account=to)).rowcount
