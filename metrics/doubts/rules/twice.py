"""What the rules about double reporting share: pairs of rows, as questions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from metrics.doubts.model import CountyRows, Doubt, Place
from metrics.doubts.pairs import Nearness, Wanted, near_pairs
from metrics.doubts.registry import RuleSpec, key_of, names, number

Words = Callable[[Place, Place], Mapping[str, str]]
Limits = Mapping[str, Any]


def reported_twice(
    county: CountyRows, spec: RuleSpec, limits: Limits, *, units: str = "different"
) -> Iterator[Doubt]:
    """A question for every pair of rows that may be one fact, at least one of them of the period.

    Args:
        county: rows as reported, before any ruling.
        spec: the rule.
        limits: ledger, `same`, `name`, `size` and nearness.
        units: whether the two rows are of `different` units or of the `same` one.
    """
    ledger, size = limits["ledger"], limits.get("size", "")
    frame = county.latest(ledger).reset_index(drop=True)
    dated = county.spec(ledger).date if county.spec(ledger).kind == "flow" else ""
    frame = frame.dropna(subset=[limits["name"], *([dated] if dated else [])]).reset_index(drop=True)
    wanted = asked_about(county, frame, units)
    pairs, _ = near_pairs(frame, limits["same"], limits["name"], Nearness.of(limits), size, wanted)
    yield from questions(county, spec, ledger, frame, pairs, limits["name"], words(county, limits))


def asked_about(county: CountyRows, frame: pd.DataFrame, units: str = "") -> Wanted:
    """Pairs with a row of the period; of `different` units or of the `same` one where that is said.

    Rows of all years are compared with those of the period, and not with one another.
    """
    here = frame["_period"].isin(county.quarters).to_numpy(dtype=bool)
    whose = pd.factorize(frame["_unit"])[0]

    def of(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """By the positions of both rows."""
        held: np.ndarray = here[left] | here[right]
        if not units:
            return held
        same = whose[left] == whose[right]
        return held & (~same if units == "different" else same)

    return of


def questions(
    county: CountyRows,
    spec: RuleSpec,
    ledger: str,
    frame: pd.DataFrame,
    pairs: pd.DataFrame,
    field: str,
    words: Words,
) -> Iterator[Doubt]:
    """A question a pair; the cells are those of a field."""
    left = county.places(ledger, frame.take(pairs["left"].to_numpy()), field)
    right = county.places(ledger, frame.take(pairs["right"].to_numpy()), field)
    for both in zip(left, right, strict=True):
        yield spec.doubt(both, key=key_of(both), found=told(both, field), **words(*both))


def told(places: Sequence[Place], field: str) -> str:
    """What stands in the cells, each text once."""
    return " / ".join(dict.fromkeys(str(place.values[field]) for place in places))


def words(county: CountyRows, limits: Limits) -> Words:
    """Placeholders of a question: whose, when, where, how large."""
    ledger, size = county.spec(limits["ledger"]), limits.get("size", "")
    kind = next((name for name in limits["same"] if name.endswith("_type")), ledger.key)

    def of(one: Place, other: Place) -> dict[str, str]:
        """The placeholders for two rows; what they share is read from the first."""
        return {
            "names": names(dict.fromkeys(county.unit_name(place.unit) for place in (one, other))),
            "name": str(one.values[limits["name"]]),
            "date": day(one.values.get(ledger.date)),
            "place": county.enterprise_name(one.values.get("enterprise_code")),
            "kind": str(one.values[kind]),
            "size": sizes(county, limits["ledger"], size, (one, other)),
        }

    return of


def sizes(county: CountyRows, ledger: str, field: str, places: Sequence[Place]) -> str:
    """`人次相同（242）` or `人次 242 和 260`."""
    if not field:
        return ""
    header, figures = county.spec(ledger).by_id[field].header, [number(p.values[field]) for p in places]
    if len(set(figures)) == 1:
        return f"{header}相同（{figures[0]}）"
    return f"{header} {'和 '.join(figures)}"


def day(value: object) -> str:
    """A day in words; an empty text without one."""
    if not isinstance(value, date) or pd.isna(value):
        return ""
    return f"{value.year}年{value.month}月{value.day}日"
