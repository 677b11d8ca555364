"""What the office ruled about doubts: append-only; of one key the newest ruling holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection, Row, func, insert, select

from metrics.county import ELSEWHERE
from metrics.doubts import Same, followed, resolved
from metrics.framework import Period, parse_period
from metrics.store.database import ROSTER, StoreError, audit, enterprise, inserted_id, moment, ruling
from metrics.store.people import permits

SAME, DIFFERENT, VERIFIED, UNDONE, CLOSED = "same", "different", "verified", "undone", "closed"
#: The rule whose doubt is about enterprises that leave.
CLOSING = "Q805"
#: The fact counts in another county: none of its rows here does.
OUTSIDE = "elsewhere"
#: Verdicts that leave rows out.
_LEAVING = (SAME, OUTSIDE)
#: Verdict → the words people use for it.
VERDICTS = MappingProxyType(
    {
        SAME: "认定主办",
        DIFFERENT: "不是同一件",
        OUTSIDE: "计在外县",
        VERIFIED: "已核实无误",
        UNDONE: "撤销认定",
        CLOSED: "已关闭，即时移出名册",
    }
)


@dataclass(frozen=True)
class RuledRow:
    """A row a ruling is about, by its id (see `identity.row_ids`)."""

    ledger: str
    unit: str
    period: str
    id: str


@dataclass(frozen=True)
class Ruling:
    """One decision of the office.

    Args:
        kind: code of the rule that asked.
        key: of the doubt.
        verdict: same, different, elsewhere, verified, undone or closed.
        keep: for `same` the id of the row that counts (主办); the other rows are left out (协办). For
            `elsewhere` the county in which it counts (`ELSEWHERE`, code, name): all rows are left out. For
            `closed` the code of the enterprise that is taken out of the roster from the end of its row's
            quarter on.
        rows: the rows it is about.
        note: why; needed for `verified` and `closed`.
        account, at, id: by whom and when; set by the store.
    """

    kind: str
    key: str
    verdict: str
    keep: str = ""
    rows: tuple[RuledRow, ...] = ()
    note: str = ""
    account: str = ""
    at: datetime | None = None
    id: int = 0

    @property
    def lead_unit(self) -> str:
        """The unit whose row counts; empty without one."""
        return next((row.unit for row in self.rows if row.id == self.keep), "")

    @property
    def pairs(self) -> tuple[Same, ...]:
        """What leaves rows out: each other row repeats the one that is kept, here or elsewhere."""
        if self.verdict not in _LEAVING:
            return ()
        return tuple(Same(row.ledger, self.keep, row.id) for row in self.rows if row.id != self.keep)


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


def history(connection: Connection, key: str = "") -> list[Ruling]:
    """Every ruling (about a key), oldest first."""
    query = select(ruling).order_by(ruling.c.id)
    query = query.where(ruling.c.key == key) if key else query
    return [_read(row) for row in connection.execute(query)]


def active(connection: Connection) -> list[Ruling]:
    """The rulings that hold, oldest first."""
    newest = select(func.max(ruling.c.id)).group_by(ruling.c.key)
    query = select(ruling).where(ruling.c.id.in_(newest), ruling.c.verdict != UNDONE)
    return [_read(row) for row in connection.execute(query.order_by(ruling.c.id))]


def concerning(connection: Connection, until: date) -> list[Ruling]:
    """The rulings that leave rows out or enterprises closed, and concern what was reported up to a day.

    A flow's rows belong to one quarter; a register's repeat, so a ruling about them concerns every period.
    """
    return [
        one
        for one in active(connection)
        if one.verdict in (*_LEAVING, CLOSED)
        and all(not row.period or _ends(row.period) <= until for row in one.rows)
    ]


def pairs(rulings: Iterable[Ruling]) -> list[Same]:
    """What rulings say of rows, oldest first."""
    return [pair for one in rulings for pair in one.pairs]


def closed(rulings: Iterable[Ruling]) -> list[str]:
    """Codes of the enterprises that rulings take out of the roster."""
    return [one.keep for one in rulings if one.verdict == CLOSED]


def _ends(period: str) -> date:
    return parse_period(period).end


def _require(given: Ruling, account: str) -> None:
    if not account.strip():
        raise StoreError("认定要写明是谁认定的。请用自己的账号登录。")
    if given.verdict not in VERDICTS or given.verdict == UNDONE or not given.key:
        raise StoreError(f"不认识的认定“{given.verdict}”。")
    if given.verdict == VERIFIED and not given.note.strip():
        raise StoreError("核实无误要写明理由，以后才知道为什么不再提示。")
    if given.verdict == CLOSED:
        _require_closed(given)
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
    return _read(connection.execute(select(ruling).where(ruling.c.id == number)).one())


def _read(row: Row[tuple[object, ...]]) -> Ruling:
    return Ruling(
        kind=row.kind,
        key=row.key,
        verdict=row.verdict,
        keep=row.keep,
        rows=tuple(RuledRow(**one) for one in row.rows),
        note=row.note,
        account=row.account,
        at=row.at,
        id=row.id,
    )
