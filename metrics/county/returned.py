"""What comes back from the office above about a published period: a standing, doubts about rows, questions.

The province writes it, the county keeps it as it came; neither knows the other's tables.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

#: Before the code of the county in which a fact counts, where a row's id would stand (`Ruling.keep`).
ELSEWHERE = "@"
#: Families of what comes back: one fact in two counties, an enterprise nobody can tell, a score that differs.
CLAIMED, UNKNOWN, DIFFERS = "claimed", "unknown", "differs"


@dataclass(frozen=True)
class ReturnedRow:
    """A row it is about: ledger, unit, quarter, id (`row_ids`), and the field that is meant."""

    ledger: str
    unit: str
    period: str
    id: str
    field: str


@dataclass(frozen=True)
class ReturnedFinding:
    """One thing the office above found.

    Args:
        kind: `CLAIMED`, `UNKNOWN` or `DIFFERS`.
        key: what tells it from others, the same in every county it concerns.
        words: what was found, in a sentence.
        other: code and name of the other county; empty where there is none.
        verdict: what the office above has ruled, in a sentence; empty until it has.
        rows: the county's own rows.
    """

    kind: str
    key: str
    words: str
    other: str = ""
    verdict: str = ""
    rows: tuple[ReturnedRow, ...] = ()


@dataclass(frozen=True)
class ReturnedStanding:
    """Where a county stands: total, rank among the counties that have come, its band, rank in its city."""

    total: float
    rank: int
    counties: int
    rank_p5: int
    rank_p95: int
    city: str
    city_rank: int
    city_counties: int

    @property
    def words(self) -> str:
        """As a sentence."""
        band = f"{self.rank_p5}—{self.rank_p95}" if self.rank_p5 != self.rank_p95 else f"{self.rank_p5}"
        return (
            f"已报的 {self.counties} 个县里第 {self.rank} 名（换了权重在第 {band} 名），"
            f"{self.city} {self.city_counties} 个县里第 {self.city_rank} 名"
        )


@dataclass(frozen=True)
class Returned:
    """The answer to one publication.

    Args:
        issuer: who answers.
        code: of the county that is answered.
        county: its name.
        period: code of the period.
        revision: which publication is answered, from 1.
        chain: hash of the audit row that recorded it.
        number: of the answers about the period, from 1.
        standing: where the county stands.
        findings: what was found.
    """

    issuer: str
    code: str
    county: str
    period: str
    revision: int
    chain: str
    number: int
    standing: ReturnedStanding
    findings: tuple[ReturnedFinding, ...]

    def as_record(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From JSON; TypeError, ValueError or KeyError for anything else."""
        findings = tuple(
            ReturnedFinding(**{**one, "rows": tuple(ReturnedRow(**row) for row in one["rows"])})
            for one in said["findings"]
        )
        if any(one.kind not in (CLAIMED, UNKNOWN, DIFFERS) for one in findings):
            raise ValueError(findings)
        return cls(
            issuer=str(said["issuer"]),
            code=str(said["code"]),
            county=str(said["county"]),
            period=str(said["period"]),
            revision=int(said["revision"]),
            chain=str(said["chain"]),
            number=int(said["number"]),
            standing=ReturnedStanding(**said["standing"]),
            findings=findings,
        )
