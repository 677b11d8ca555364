"""How everybody stands in some measures, and what moved between two states of the rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metrics.framework import LEVELS, Framework, MeasureSpec
from metrics.scoring.checkup.model import NOT_HIGHER, NOT_LOWER
from metrics.scoring.measures import LedgerTable, Prepared, level_of, status_of
from metrics.scoring.scorebook import full_score

#: Points of 100 that are no change.
TOLERANCE = 1e-7

#: Level → measure → points of 100 by entity, NaN without a score.
Standing = Mapping[str, Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Move:
    """A score that moved: which, whose (position in the level), and how."""

    level: str
    measure: str
    entity: int
    before: float
    after: float


def standing(prepared: Prepared, measures: Sequence[MeasureSpec], levels: Sequence[str]) -> Standing:
    """Points of some measures at some levels, as a score book normalises them."""
    return {
        name: {one.id: points(prepared, one, name) for one in measures if LEVELS[name] in one.ledger.levels}
        for name in levels
    }


def points(prepared: Prepared, measure: MeasureSpec, level: str) -> np.ndarray:
    """A measure's points of 100 by entity of a level: what is scored over what earns the full score."""
    at = level_of(prepared, level)
    full = full_score(measure, at.formula, prepared.scope) or 1.0
    share = status_of(prepared, measure, at).counted / full
    return np.clip(share if measure.direction > 0 else 1 - share, 0.0, 1.0) * 100


def moves(before: Standing, after: Standing, forbidden: str) -> Iterator[Move]:
    """What moved as it must not. To get or lose a score altogether is always a move."""
    for level, measures in after.items():
        for measure, new in measures.items():
            old = before[level][measure]
            for entity in np.flatnonzero(_moved(old, new, forbidden)):
                yield Move(level, measure, int(entity), float(old[entity]), float(new[entity]))


def _moved(old: np.ndarray, new: np.ndarray, forbidden: str) -> np.ndarray:
    more = new - old
    if forbidden == NOT_LOWER:
        moved = more < -TOLERANCE
    elif forbidden == NOT_HIGHER:
        moved = more > TOLERANCE
    else:
        moved = np.abs(more) > TOLERANCE
    return moved | (np.isnan(old) != np.isnan(new))


class _Watched(Mapping[str, LedgerTable]):
    """Tables that note which of them were looked at."""

    def __init__(self, tables: Mapping[str, LedgerTable]) -> None:
        self._tables = tables
        self.seen: set[str] = set()

    def __getitem__(self, code: str) -> LedgerTable:
        self.seen.add(code)
        return self._tables[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def readers(prepared: Prepared, levels: Sequence[str]) -> dict[str, tuple[MeasureSpec, ...]]:
    """Ledger → the measures that look at its rows at any of the levels, found by watching them."""
    found: dict[str, list[MeasureSpec]] = {}
    for measure in prepared.framework.measures:
        watched = _Watched(prepared.tables)
        alone = Prepared(prepared.framework, prepared.data, watched, prepared.directory)
        for level in levels:
            if LEVELS[level] in measure.ledger.levels:
                points(alone, measure, level)
        for code in watched.seen:
            found.setdefault(code, []).append(measure)
    return {code: tuple(measures) for code, measures in found.items()}


def names(framework: Framework, measure: str) -> str:
    """What a measure or node is called."""
    return (framework.measure.get(measure) or framework.node[measure]).name
