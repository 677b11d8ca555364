"""归并建议: projects of different units whose names are alike, by character n-grams; a person decides.

Names of projects are short, and half of each may be a form that many share (线上微课, 进班组). So every piece
of one, two or three signs counts the less the more projects have it.
"""

from dataclasses import dataclass
from math import log, sqrt

import pandas as pd

from metrics.framework import name_key

#: From here on two names are suggested, and from here on they are all but the same.
ALIKE, SAME = 0.55, 0.8
_LENGTHS = (1, 2, 3)


@dataclass(frozen=True)
class AlikePair:
    """Two projects, their likeness from 0 to 1, and the pieces of three signs or two that both have."""

    first: str
    second: str
    likeness: float
    shared: tuple[str, ...]


def alike_pairs(projects: pd.DataFrame, least: float = ALIKE) -> list[AlikePair]:
    """Pairs of projects of different units that are at least so alike, the most alike first.

    Args:
        projects: code, name, unit; one row a project.
        least: likeness from which a pair is given, 0 to 1.
    """
    pieces = [_pieces(str(name)) for name in projects["name"]]
    weights = _weights(pieces)
    long = [sqrt(sum(weights[piece] ** 2 for piece in own)) for own in pieces]
    codes, units = projects["code"].tolist(), projects["unit"].tolist()
    by_piece: dict[str, list[int]] = {}
    dots: dict[tuple[int, int], float] = {}
    for at, own in enumerate(pieces):
        for piece in own:
            for before in by_piece.setdefault(piece, []):
                if units[before] != units[at]:
                    dots[before, at] = dots.get((before, at), 0.0) + weights[piece] ** 2
            by_piece[piece].append(at)
    found = [
        AlikePair(codes[a], codes[b], round(dot / (long[a] * long[b]), 3), _shared(pieces[a] & pieces[b]))
        for (a, b), dot in dots.items()
        if dot >= least * long[a] * long[b]
    ]
    return sorted(found, key=lambda pair: (-pair.likeness, pair.first, pair.second))


def _pieces(name: str) -> frozenset[str]:
    text = name_key(name)
    return frozenset(text[at : at + n] for n in _LENGTHS for at in range(len(text) - n + 1))


def _weights(names: list[frozenset[str]]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for own in names:
        for piece in own:
            counts[piece] = counts.get(piece, 0) + 1
    return {piece: log(1 + len(names) / count) for piece, count in counts.items()}


def _shared(pieces: frozenset[str]) -> tuple[str, ...]:
    """The longest pieces that are no part of another, at most four."""
    longest = [
        one for one in pieces if len(one) > 1 and not any(one != other and one in other for other in pieces)
    ]
    return tuple(sorted(longest, key=lambda one: (-len(one), one))[:4])
