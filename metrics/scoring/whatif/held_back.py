"""How often bands held: those of a quarter's end against the ranks of the whole year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.scoring.measures import Prepared
from metrics.scoring.scorebook import ScoreBook, score_book
from metrics.scoring.whatif.scenario import Scenario, what_if
from metrics.scoring.whatif.variation import Evidence, evidence_of

#: What varies → the scenario that lets it.
VARIED = {
    "weights": Scenario(),
    "method": Scenario(method=True),
    "data": Scenario(method=True, data=True),
}


@dataclass(frozen=True)
class BandCoverage:
    """Bands of one level at the end of one quarter.

    Args:
        level: enterprise, brand, unit, town or industry.
        until: code of the period the bands were computed for.
        varied: `weights`; `method`, weights and method; `data`, all three.
        held: share of the entities whose rank of the year lies in its band, 0 … 1.
        width: mean number of places in a band.
        counted: entities with a band and a rank of the year.
    """

    level: str
    until: str
    varied: str
    held: float
    width: float
    counted: int


def coverage_of(
    until: Prepared, year: ScoreBook, varied: Sequence[str] = tuple(VARIED)
) -> list[BandCoverage]:
    """How often the bands at the end of a quarter held the rank of the year, by what they let vary.

    Args:
        until: the rows up to the quarter's end.
        year: the scores of the whole year at the level that is asked for.
        varied: keys of VARIED; `data` is the dear one.
    """
    book = score_book(until, year.level)
    evidence = evidence_of(until, year.level, by_report=any(VARIED[one].data for one in varied))
    return [_coverage(until, book, year, evidence, one) for one in varied]


def _coverage(
    until: Prepared, book: ScoreBook, year: ScoreBook, evidence: Evidence, varied: str
) -> BandCoverage:
    table = what_if(until.framework, book, VARIED[varied], evidence=lambda: evidence).table
    rank = year.ranks["total"].reindex(table.index).astype("Float64")
    known = table["rank_p5"].notna() & rank.notna()
    low, high, rank = table.loc[known, "rank_p5"], table.loc[known, "rank_p95"], rank[known].astype(float)
    held = float(((low <= rank) & (rank <= high)).mean())
    width = float((high - low + 1).mean())
    return BandCoverage(year.level, book.period.code, varied, held, width, int(known.sum()))
