"""Rows that may tell of the same thing: candidates by equal fields, then near names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd

from metrics.framework import name_key

_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕\n]{0,200}[)\]】〕]")
_QUOTES = re.compile(r"[“”‘’\"'「」『』《》·、,，]")
# 旺弘站2 is not 旺弘站, the second class not the first.
_NUMBERS = re.compile(r"\d+|第[一二三四五六七八九十]+|[一二三四五六七八九十](?=[期班场组队]|车间)")
#: Signs of a name; what is longer is no name, and comparing costs the square of its length.
_LONGEST = 200
#: A name inside another one counts from this many characters on.
_SHORTEST = 4


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
    frame: pd.DataFrame, same: Sequence[str], name: str, near: Nearness, size: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of rows that agree in some fields and have near names.

    Args:
        frame: rows; missing values of `same` count as equal.
        same: fields that must be equal.
        name: field of the name.
        near: what counts as near.
        size: a number that strengthens a pair when it is nearly equal; may be empty.

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
    found = [one for both in pairs if (one := _near(both, names, sizes, near))]
    crowded = {"rows": map(len, large), "first": (rows[0] for rows in large)}
    return _table(found), pd.DataFrame({name: list(of) for name, of in crowded.items()}, dtype="int64")


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
