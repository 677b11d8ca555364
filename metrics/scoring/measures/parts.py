"""A measure's value as a fraction whose two sides are ledger rows, so that every value knows its rows."""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of one ledger that count on one side of a fraction, one by one or in bundles.

    A bundle stands for the rows of one enterprise, brand and unit (see `bundles`): a value is found from
    bundles, which are few, its evidence from the rows.

    Args:
        ledger: its code.
        field: the counted field, whose cell is shown for a row.
        rows: positions in the ledger's frame, or numbers of bundles.
        key: for each row the number of its entity (0 nobody's); None where the rows count for every entity.
        amount: what each row adds; None for 1 each.
        once: where given, rows of the same number (0 none) count as one within an entity, over all parts
            of the side.
        universe: the highest number `once` can hold.
        times: of bundles, how many rows each stands for here; None for single rows.
        at: for each row the number of the enterprise it counts at, where that is not the row's own.
    """

    ledger: str
    field: str
    rows: np.ndarray
    key: np.ndarray | None
    amount: np.ndarray | None = None
    once: np.ndarray | None = None
    universe: int = 0
    times: np.ndarray | None = None
    at: np.ndarray | None = None

    @property
    def whose(self) -> np.ndarray:
        """`key` of rows that are somebody's; ValueError where they count for every entity."""
        return _given(self.key, "key")

    def adding(self, amount: np.ndarray) -> "Part":
        """The same rows, each adding another amount."""
        return Part(
            self.ledger,
            self.field,
            self.rows,
            self.key,
            amount,
            self.once,
            self.universe,
            self.times,
            self.at,
        )

    def under(self, key: np.ndarray) -> "Part":
        """The same rows under the entities of another level."""
        return Part(
            self.ledger,
            self.field,
            self.rows,
            key,
            self.amount,
            self.once,
            self.universe,
            self.times,
            self.at,
        )

    @property
    def numbers(self) -> np.ndarray:
        """`once` of rows that count as one; ValueError where each counts by itself."""
        return _given(self.once, "once")


def _given(array: np.ndarray | None, name: str) -> np.ndarray:
    if array is None:
        raise ValueError(f"this part has no {name}")
    return array


@dataclass(frozen=True, eq=False)
class Fraction:
    """How a value is made of rows, for all entities of a level.

    value = numerator ÷ denominator × factor; with `shrink` (numerator + strength·prior) ÷ (denominator +
    strength); no more than `cap` × factor. The denominator is parts, a constant (one, or one an entity), or
    None for none. With `groups` (group number → entity number, an entry for 0 first) keys are groups, and an
    entity's value is the mean over its groups. `open` is what of each entity's numerator is open credit.
    With `steady` the shrunk share is what counts and the plain one what is shown.
    """

    numerator: tuple[Part, ...]
    denominator: tuple[Part, ...] | np.ndarray | float | None = None
    factor: float = 1.0
    shrink: tuple[float, float] | None = None
    cap: float | None = None
    groups: np.ndarray | None = None
    open: np.ndarray | None = None
    steady: bool = False


@dataclass(frozen=True, eq=False)
class Values:
    """By entity: numerator, denominator (NaN where there is none), value (NaN over a denominator of 0).

    `counted` is the value that is scored where it is not the one that is shown (计分值), `open` what of the
    value is open credit; both None where there is no such thing.
    """

    numerator: np.ndarray
    denominator: np.ndarray
    value: np.ndarray
    counted: np.ndarray | None = None
    open: np.ndarray | None = None


def evaluate(fraction: Fraction, size: int) -> Values:
    """The values of all entities of a level of `size` entities."""
    if fraction.groups is None:
        return _ratio(fraction, size)
    by_group = _ratio(fraction, len(fraction.groups) - 1).value
    there = ~np.isnan(by_group)
    entity = fraction.groups[1:][there]
    sums = np.bincount(entity, by_group[there], size + 1)[1:]
    counts = np.bincount(entity, minlength=size + 1)[1:].astype(float)
    # Both sides are those of value = numerator ÷ denominator × factor: 5.5 of 6, not 550.
    return Values(sums / fraction.factor, counts, _divided(sums, counts))


def total(parts: tuple[Part, ...], size: int) -> np.ndarray:
    """What the parts of one side add up to, by entity."""
    sums = np.zeros(size + 1)
    for part in parts:
        if part.once is None:
            sums += _sum(part, size)
    distinct = tuple(part for part in parts if part.once is not None)
    if distinct:
        sums += np.count_nonzero(seen(distinct, size)[:, 1:], axis=1)
    return sums[1:]


def seen(parts: tuple[Part, ...], size: int) -> np.ndarray:
    """Which numbers occur for which entity: bool, (size + 1) × (universe + 1), with entries for 0."""
    width = max(part.universe for part in parts) + 1
    marks = np.zeros((size + 1) * width, dtype=bool)
    for part in parts:
        marks[part.whose * width + part.numbers] = True
    return marks.reshape(size + 1, width)


def _sum(part: Part, size: int) -> np.ndarray | float:
    if part.key is None:
        return float(len(part.rows) if part.amount is None else part.amount.sum())
    return np.bincount(part.key, part.amount, size + 1)


def _ratio(fraction: Fraction, size: int) -> Values:
    top, below = total(fraction.numerator, size), fraction.denominator
    if below is None:
        return Values(top, np.full(size, np.nan), top * fraction.factor)
    under = total(below, size) if isinstance(below, tuple) else np.broadcast_to(below, size).astype(float)
    if fraction.steady:
        plain = _share(replace(fraction, shrink=None), top, under)
        return Values(top, under, plain * fraction.factor, counted=_steadied(fraction, top, under))
    extra = None if fraction.open is None else _divided(fraction.open, under) * fraction.factor
    return Values(top, under, _share(fraction, top, under) * fraction.factor, open=extra)


def _share(fraction: Fraction, top: np.ndarray, under: np.ndarray) -> np.ndarray:
    prior, strength = fraction.shrink or (0.0, 0.0)
    share = _divided(top + prior * strength, np.where(under > 0, under + strength, 0.0))
    return share if fraction.cap is None else np.minimum(share, fraction.cap)


def _steadied(fraction: Fraction, top: np.ndarray, under: np.ndarray) -> np.ndarray:
    """What a share of few cases counts for; of none, what is expected beforehand."""
    prior, strength = fraction.shrink or (0.0, 0.0)
    return (top + prior * strength) / (under + strength) * fraction.factor


def _divided(top: np.ndarray, under: np.ndarray) -> np.ndarray:
    return np.divide(top, under, out=np.full(len(top), np.nan), where=under > 0)
