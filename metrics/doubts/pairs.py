"""Rows that may tell of the same thing: candidates by equal fields, then near names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from metrics.framework import name_key

_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕\n]{0,200}[)\]】〕]")
_QUOTES = re.compile(r"[“”‘’\"'「」『』《》·、,，]")
# 旺弘站2 is not 旺弘站, the second class not the first.
_NUMBERS = re.compile(r"\d+|第[一二三四五六七八九十]+|[一二三四五六七八九十](?=[期班场组队]|车间)")
#: Signs of a name; what is longer is no name, and comparing costs the square of its length.
_LONGEST = 200
#: A name inside another one counts from this many characters on.
_SHORTEST = 4
#: What rounding may take from a bound.
_SLACK = 1e-9

#: Whether pairs are asked about, given the positions of their rows.
Wanted = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Nearness:
    """When two names are near: `ratio` of difflib, or `ratio_same_size` when sizes differ by less than
    `size_within` (a share). Blocks of more than `most` rows are compared among equal names only."""

    ratio: float
    ratio_same_size: float = 2.0
    size_within: float = 0.0
    most: int = 60

    @classmethod
    def of(cls, limits: Mapping[str, Any]) -> "Nearness":
        """From a rule's parameters."""
        known = {name: limits[name] for name in cls.__dataclass_fields__ if name in limits}
        return cls(**known)


def core(name: object) -> str:
    """A name reduced for comparing: `name_key` without quotation marks and without what stands in brackets
    (unless nothing else does)."""
    key = _QUOTES.sub("", name_key(name)) if isinstance(name, str) else ""
    return _BRACKETS.sub("", key) or key


def similarity(one: str, other: str) -> float:
    """How near two names are, 0..1.

    1 when they are equal but for what stands in brackets, at least 0.9 when one holds the other, 0 when they
    hold different numbers or are longer than names are; else difflib's ratio.
    """
    if _numbers(one) != _numbers(other):
        return 0.0
    one, other = core(one), core(other)
    if one == other:
        return 1.0
    if max(len(one), len(other)) > _LONGEST:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    short, long = sorted((one, other), key=len)
    return max(ratio, 0.9) if len(short) >= _SHORTEST and short in long else ratio


def _numbers(name: str) -> list[str]:
    return sorted(_NUMBERS.findall(name_key(name)))


def near_pairs(
    frame: pd.DataFrame,
    same: Sequence[str],
    name: str,
    near: Nearness,
    size: str = "",
    wanted: Wanted | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of rows that agree in some fields and have near names.

    Args:
        frame: rows; missing values of `same` count as equal.
        same: fields that must be equal.
        name: field of the name.
        near: what counts as near.
        size: a number that strengthens a pair when it is nearly equal; may be empty.
        wanted: which pairs are asked about; names of others are not compared. All without it.

    Returns:
        Columns `left` and `right` (positions in `frame`, left first), `ratio`, `same_size`; and one row per
        block that was too large with `rows` and `first` (position of its first row).
    """
    blocks = _blocks(frame, same)
    large = [rows for rows in blocks if len(rows) > near.most]
    names = frame[name].fillna("").tolist()
    pairs = sorted(both for rows in blocks if len(rows) <= near.most for both in combinations(rows, 2))
    for rows in large:
        pairs += _neighbours(rows, names)
    sizes = frame[size].astype("Float64").to_numpy(dtype=float, na_value=np.nan).tolist() if size else []
    compared = _may_be_near(_asked(pairs, wanted), names, near)
    found = [one for both in compared if (one := _near(both, names, sizes, near))]
    return _table(found), _crowded(large)


def crowded_blocks(frame: pd.DataFrame, same: Sequence[str], near: Nearness) -> pd.DataFrame:
    """The blocks that are too large to be compared, as `near_pairs` tells them."""
    return _crowded([rows for rows in _blocks(frame, same) if len(rows) > near.most])


def _crowded(large: Sequence[Sequence[int]]) -> pd.DataFrame:
    told = {"rows": list(map(len, large)), "first": [rows[0] for rows in large]}
    return pd.DataFrame(told, dtype="int64")


def _asked(pairs: list[tuple[int, int]], wanted: Wanted | None) -> list[tuple[int, int]]:
    if wanted is None or not pairs:
        return pairs
    left, right = np.array(pairs).T
    return [pairs[at] for at in np.flatnonzero(wanted(left, right)).tolist()]


def _may_be_near(pairs: list[tuple[int, int]], names: Sequence[str], near: Nearness) -> list[tuple[int, int]]:
    """The pairs whose names can be near at all, told for all of them at once.

    What difflib matches is a common subsequence, so no ratio of its is above that of the longest one.
    """
    cores = {text: core(text) for text in {names[at] for both in pairs for at in both}}
    sides = [[cores[names[at]] for at in side] for side in zip(*pairs, strict=True)] or [[], []]
    # Names that are too long to compare are near where they are equal, and hold one another then.
    short = [[text if len(text) <= _LONGEST else "" for text in side] for side in sides]
    bounds = cpdist(*short, scorer=Indel.normalized_similarity).tolist() if pairs else []
    least = min(near.ratio, near.ratio_same_size) - _SLACK
    told = zip(pairs, bounds, *sides, strict=True)
    return [both for both, bound, one, other in told if bound >= least or one in other or other in one]


def _blocks(frame: pd.DataFrame, same: Sequence[str]) -> list[list[int]]:
    """Positions of rows that agree, of several each, by the first of them."""
    block = np.zeros(len(frame), dtype="int64")
    for field in same:
        # A missing value is −1 and a value of its own.
        codes, distinct = pd.factorize(frame[field])
        block = pd.factorize(block * (len(distinct) + 1) + codes + 1)[0]
    several = np.flatnonzero((np.bincount(block)[block] > 1) if len(block) else block)
    held: dict[int, list[int]] = {}
    for at, number in zip(several.tolist(), block[several].tolist(), strict=True):
        held.setdefault(number, []).append(at)
    return list(held.values())


def _neighbours(rows: Sequence[int], names: Sequence[str]) -> list[tuple[int, int]]:
    """Of rows with the same name in one block, each with the next one."""
    ordered = sorted((core(names[at]), at) for at in rows)
    return [(at, after) for (one, at), (other, after) in pairwise(ordered) if one == other]


def _near(
    both: tuple[int, int], names: Sequence[str], sizes: Sequence[float], near: Nearness
) -> tuple[int, int, float, bool] | None:
    """A pair with its ratio and whether its sizes are nearly equal; None when it is not near."""
    one, other = both
    ratio = similarity(names[one], names[other])
    # A size that is missing is NaN, which is near nothing.
    close = bool(sizes) and abs(sizes[one] - sizes[other]) <= near.size_within * max(sizes[one], sizes[other])
    enough = ratio >= near.ratio or (close and ratio >= near.ratio_same_size)
    return (one, other, ratio, close) if enough else None


def _table(found: Sequence[tuple[int, int, float, bool]]) -> pd.DataFrame:
    kinds = {"left": "int64", "right": "int64", "ratio": "float64", "same_size": "bool"}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)
