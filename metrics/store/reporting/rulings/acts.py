"""Ruling on doubts, and taking a ruling back: rows are only added, each in the audit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from metrics.county import ELSEWHERE
from metrics.doubts import followed, resolved
from metrics.framework import Period
from metrics.store.database import ROSTER, StoreError, audit, enterprise, inserted_id, moment, ruling
from metrics.store.people import permits
from metrics.store.reporting.rulings.holding import active, pairs, read_row
from metrics.store.reporting.rulings.model import (
    CLOSED,
    CLOSING,
    NOT_OURS,
    OUTSIDE,
    SAME,
    UNDONE,
    VERDICTS,
    VERIFIED,
    RuledRow,
    Ruling,
)


def rule(connection: Connection, given: Ruling, account: str, at: datetime | None) -> Ruling:
    """Add a ruling; the same one again gives the one that holds.

    Raises:
        StoreError: no account, an unknown verdict, a reason is missing, or it would leave nothing of a fact.
    """
    _require(given, account)
    permits.require(connection, account, "rule")
    holds = active(connection)
    present = next((one for one in holds if one.key == given.key), None)
    said = (given.verdict, given.keep, given.rows, given.note.strip())
    if present and (present.verdict, present.keep, present.rows, present.note) == said:
        return present
    _require_something_left(given, [one for one in holds if one is not present])
    return _insert(connection, given, account, at)


def close_enterprise(
    connection: Connection, code: str, period: Period, why: str, account: str, at: datetime | None
) -> Ruling:
    """Take an enterprise that closed out of the roster, from the end of a quarter on.

    Raises:
        StoreError: nobody by this code is on an approved roster, no quarter, no reason, or no right.
    """
    known = connection.execute(select(enterprise.c.code).where(enterprise.c.code == code)).first()
    if known is None:
        raise StoreError(f"名册里没有“{code}”这家企业。请核对企业编号。")
    if period.kind != "Q":
        raise StoreError(f"“{period.label}”不是一个季度。请写季度，例如 2023Q3。")
    row = RuledRow(ROSTER, "", period.code, f"{ROSTER}/{code}")
    given = Ruling(CLOSING, f"{CLOSED}|{code}", CLOSED, code, (row,), why)
    return rule(connection, given, account, at)


def reopen_enterprise(
    connection: Connection, code: str, account: str, at: datetime | None, note: str
) -> Ruling:
    """Take back that an enterprise closed, whoever ruled it from where; StoreError where nobody did."""
    held = next((one for one in active(connection) if one.verdict == CLOSED and one.keep == code), None)
    if held is None:
        raise StoreError(f"{code}没有被移出名册，不用撤销。")
    return undo(connection, held.key, account, at, note)


def undo(connection: Connection, key: str, account: str, at: datetime | None, note: str) -> Ruling:
    """Take back what holds for a key; the history keeps both.

    Raises:
        StoreError: no account, or nothing holds for the key.
    """
    present = next((one for one in active(connection) if one.key == key), None)
    if present is None:
        raise StoreError("这一条现在没有认定，不用撤销。请刷新页面看最新状态。")
    if not account.strip():
        raise StoreError("撤销认定要写明是谁撤销的。请用自己的账号登录。")
    permits.require(connection, account, "undo-ruling")
    return _insert(connection, Ruling(present.kind, key, UNDONE, rows=present.rows, note=note), account, at)


def _require(given: Ruling, account: str) -> None:
    if not account.strip():
        raise StoreError("认定要写明是谁认定的。请用自己的账号登录。")
    if given.verdict not in VERDICTS or given.verdict == UNDONE or not given.key:
        raise StoreError(f"不认识的认定“{given.verdict}”。")
    if given.verdict == VERIFIED and not given.note.strip():
        raise StoreError("核实无误要写明理由，以后才知道为什么不再提示。")
    if given.verdict == CLOSED:
        _require_closed(given)
    if given.verdict == NOT_OURS:
        _require_not_ours(given)
    ids = [row.id for row in given.rows]
    if given.verdict == SAME and (given.keep not in ids or len(set(ids)) < 2):
        raise StoreError("认定主办要指明两行，并指明其中哪一行是主办。")
    if given.verdict == OUTSIDE and not (given.keep.startswith(ELSEWHERE) and ids):
        raise StoreError("认定计在外县要指明是哪个县、本县的哪几行。")


def _require_closed(given: Ruling) -> None:
    if not given.note.strip():
        raise StoreError("移出名册要写明理由（如注销日期、文号），以后才查得到依据。")
    if not given.keep or [bool(row.period) for row in given.rows] != [True]:
        raise StoreError("移出名册要写明是哪家企业、从哪个季度起。")


def _require_not_ours(given: Ruling) -> None:
    if not given.note.strip():
        raise StoreError("认定“不是我们的”要写明理由（谁说的、为什么），报送单位才知道怎么改。")
    if not given.keep or len(given.rows) != 1:
        raise StoreError("认定“不是我们的”要写明是哪个品牌、哪一行。")


def _require_something_left(given: Ruling, others: Sequence[Ruling]) -> None:
    found = resolved(pairs(others))
    for pair in given.pairs:
        if pair.other in followed(found, pair.lead):
            raise StoreError("这样认定会把这件事的每一行都去掉。请先撤销与它相关的另一条认定。")


def _insert(connection: Connection, given: Ruling, account: str, at: datetime | None) -> Ruling:
    row = {
        "kind": given.kind,
        "key": given.key,
        "verdict": given.verdict,
        "keep": given.keep,
        "rows": [vars(one) for one in given.rows],
        "note": given.note.strip(),
        "account": account.strip(),
        "at": moment(at),
    }
    number = inserted_id(connection.execute(insert(ruling).values(**row)))
    detail = {name: row[name] for name in ("kind", "key", "verdict", "keep", "note")}
    audit.record(connection, account.strip(), "ruling", f"ruling {number}", detail, at)
    return read_row(connection.execute(select(ruling).where(ruling.c.id == number)).one())
