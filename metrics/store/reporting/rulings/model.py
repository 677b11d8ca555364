"""What a ruling is: a decision of the office about a doubt, and the rows it is about."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from metrics.doubts import Disowned, Same

SAME, DIFFERENT, VERIFIED, UNDONE, CLOSED = "same", "different", "verified", "undone", "closed"
#: A row typed under a brand that it does not belong to; such rulings are of this kind.
NOT_OURS, OF_BRANDS = "not_ours", "品牌归属"
#: The rule whose doubt is about enterprises that leave.
CLOSING = "Q805"
#: The fact counts in another county: none of its rows here does.
OUTSIDE = "elsewhere"
#: Verdicts that leave rows out.
LEAVING = (SAME, OUTSIDE)
#: Verdict → the words people use for it.
VERDICTS = MappingProxyType(
    {
        SAME: "认定主办",
        DIFFERENT: "不是同一件",
        OUTSIDE: "计在外县",
        VERIFIED: "已核实无误",
        UNDONE: "撤销认定",
        CLOSED: "已关闭，即时移出名册",
        NOT_OURS: "不是我们的",
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
        verdict: same, different, elsewhere, verified, undone, closed or not_ours.
        keep: for `same` the id of the row that counts (主办); the other rows are left out (协办). For
            `elsewhere` the county in which it counts (`ELSEWHERE`, code, name): all rows are left out. For
            `closed` the code of the enterprise that is taken out of the roster from the end of its row's
            quarter on. For `not_ours` the code of the brand that its one row does not belong to.
        rows: the rows it is about.
        note: why; needed for `verified`, `closed` and `not_ours`.
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
        if self.verdict not in LEAVING:
            return ()
        return tuple(Same(row.ledger, self.keep, row.id) for row in self.rows if row.id != self.keep)

    @property
    def disowned(self) -> tuple[Disowned, ...]:
        """The row that a brand's side said is not theirs."""
        if self.verdict != NOT_OURS:
            return ()
        return tuple(Disowned(row.ledger, self.keep, row.id) for row in self.rows)


def not_ours(brand: str, row: RuledRow, why: str = "") -> Ruling:
    """The ruling that a row typed under a brand is not the brand's (不是我们的)."""
    return Ruling(OF_BRANDS, f"{OF_BRANDS}|{brand}|{row.id}", NOT_OURS, brand, (row,), why)
