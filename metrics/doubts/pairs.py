"""Rows that may tell of the same thing: candidates by equal fields, then near names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

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
    part = pd.DataFrame({"at": range(len(frame)), "name": frame[name].fillna("").tolist()})
    part["size"] = frame[size].astype("Float64").to_numpy(dtype=float, na_value=float("nan")) if size else 0.0
    part["block"] = frame.groupby(list(same), dropna=False, sort=False).ngroup().to_numpy()
    held = part.groupby("block")["at"].transform("size")
    small, large = part[(held > 1) & (held <= near.most)], part[held > near.most]
    pairs = small.merge(small, on="block", suffixes=("", "_other"))
    pairs = pairs[pairs["at"] < pairs["at_other"]]
    if len(large):
        pairs = pd.concat([pairs, _neighbours(large)])
    blocks = large.groupby("block")["at"]
    crowded = pd.DataFrame({"rows": blocks.size(), "first": blocks.min()}).reset_index(drop=True)
    return _near(pairs.reset_index(drop=True), near, bool(size)), crowded


def _neighbours(large: pd.DataFrame) -> pd.DataFrame:
    """Of rows with the same name in one block, each with the next one."""
    ordered = large.assign(core=large["name"].map(core)).sort_values(["block", "core", "at"], kind="stable")
    after = ordered.groupby(["block", "core"])[["at", "name", "size"]].shift(-1).add_suffix("_other")
    pairs = pd.concat([ordered, after], axis=1).dropna(subset="at_other").astype({"at_other": "int64"})
    return pairs.drop(columns="core")


def _near(pairs: pd.DataFrame, near: Nearness, sized: bool) -> pd.DataFrame:
    texts = zip(pairs["name"], pairs["name_other"], strict=True)
    ratio = pd.Series([similarity(*both) for both in texts], index=pairs.index, dtype=float)
    largest = pairs[["size", "size_other"]].max(axis=1)
    close = sized & ((pairs["size"] - pairs["size_other"]).abs() <= near.size_within * largest)
    enough = (ratio >= near.ratio) | (close & (ratio >= near.ratio_same_size))
    found = pd.DataFrame(
        {"left": pairs["at"], "right": pairs["at_other"], "ratio": ratio, "same_size": close}
    )
    return found[enough].reset_index(drop=True)
