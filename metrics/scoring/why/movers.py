"""The item that rose most and the one that fell most, each in a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics.scoring.why.change import ScoreChange
from metrics.scoring.why.change_words import RowsOf, sentence

#: Points that show in one decimal.
_VISIBLE = 0.1


@dataclass(frozen=True)
class Mover:
    """An item that moved, in a sentence without its full stop; whether it rose."""

    rose: bool
    said: str


def movers(change: ScoreChange, rows_of: RowsOf) -> tuple[Mover, ...]:
    """The item that rose most, then the one that fell most; none of those that moved less than is seen.

    Args:
        change: of the total, by groups and items.
        rows_of: gives the rows of a measure that is named.
    """
    items = [item for group in change.children for item in group.children]
    return tuple(Mover(rose, sentence(item, rows_of=rows_of)) for rose, item in _extremes(items))


def _extremes(items: Sequence[ScoreChange]) -> Iterator[tuple[bool, ScoreChange]]:
    """The greatest rise and the greatest fall, where there is one."""
    moved = [
        (item.after - item.before, item)
        for item in items
        if item.before is not None and item.after is not None
    ]
    for rose in (True, False):
        way = [(by if rose else -by, item) for by, item in moved]
        seen = [pair for pair in way if pair[0] >= _VISIBLE]
        if seen:
            yield rose, max(seen, key=lambda pair: pair[0])[1]
