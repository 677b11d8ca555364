"""Who stands first and last, where places are shared: no rank is told out of a tie."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from metrics.words import placed

#: So many are told as 前三 and 后三; so many that share one place are told by name.
MOST, NAMED = 3, 5
_NUMERALS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


def _as_printed(value: float) -> Decimal:
    """A score as people read it; what prints alike is alike."""
    return Decimal(repr(float(value))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def best(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Who stands highest: at most three, or up to five that share the first place.

    Nobody where all stand alike or more than five share the first place. A place that is shared across the
    third is told for none of those who share it.

    Args:
        scores: name → score, in the order in which equals are named; without those that have none.
    """
    return _end(scores, highest=True)


def worst(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Who stands lowest, none of them among the `best`; as there."""
    leading = set(best(scores))
    return _end(
        {name: score for name, score in scores.items() if name not in leading}, highest=False, of=scores
    )


def _end(
    scores: Mapping[str, float], *, highest: bool, of: Mapping[str, float] | None = None
) -> tuple[str, ...]:
    every = {_as_printed(score) for score in (of or scores).values()}
    if len(every) < 2 or not scores:
        return ()
    found: list[str] = []
    for value in sorted({_as_printed(score) for score in scores.values()}, reverse=highest):
        alike = [name for name, score in scores.items() if _as_printed(score) == value]
        if len(found) + len(alike) > (MOST if found else NAMED):
            break
        if len(found) + len(alike) == len(of or scores):
            # Those who are all there is stand before nobody.
            break
        found += alike
        if len(found) >= MOST:
            break
    return tuple(found)


def told(
    scores: Mapping[str, float], names: tuple[str, ...], counter: str = "项", full: float = 100.0
) -> str:
    """Names of one end as a sentence says them: `甲、乙、丙三项`, `甲、乙两项（并列满分）`, or nothing."""
    if not names:
        return ""
    values = {_as_printed(scores[name]) for name in names}
    listed = "、".join(names)
    if len(names) == 1:
        return f"{listed}（满分）" if values == {_as_printed(full)} else listed
    number = f"{_NUMERALS[len(names)]}{counter}"
    if len(values) > 1:
        return f"{listed}{number}"
    return f"{listed}{number}（并列{'满分' if values == {_as_printed(full)} else ''}）"


def place(ranks: pd.Series, code: str) -> str:
    """A rank in words, 并列 where it is shared; empty where it has none, is the only one, or all share it."""
    known = ranks.dropna()
    return placed(ranks, code) if code in known.index and known.nunique() > 1 else ""


def cut(ranks: pd.Series, wanted: int) -> int:
    """How many of a ranking to show when so many are wanted, best first: a shared place is shown whole.

    0 where that would show more than twice as many, or everybody alike.

    Args:
        ranks: places of those who have one, in order; equals share a number.
        wanted: how many.
    """
    return _kept(list(ranks.dropna()), wanted)


def cut_last(ranks: pd.Series, wanted: int) -> int:
    """As `cut`, from the end: 0 where those at the end cannot be told apart from too many others."""
    places = list(ranks.dropna())[::-1]
    return _kept(places, wanted)


def _kept(places: list[float], wanted: int) -> int:
    if len(places) <= wanted:
        return len(places)
    if len(set(places)) == 1:
        return 0
    count = wanted
    while count < len(places) and places[count] == places[wanted - 1]:
        count += 1
    return count if count <= 2 * wanted else 0
