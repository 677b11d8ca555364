"""The list of methods: each says what it needs, what people call it, and what its results can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from metrics.scoring.index.nodes import Leaf

Block = np.ndarray
Normalise = Callable[[Block, Sequence[Leaf], float], Block]
Ends = Callable[[Leaf, float, Block], tuple[float, float]]

_methods: dict[str, NormalisingMethod] = {}
#: Method → what it is; those with a `word` are offered to people, by `place`.
METHODS: Mapping[str, NormalisingMethod] = MappingProxyType(_methods)


def clipped(leaf: Leaf, scale: float, column: Block) -> tuple[float, float]:  # noqa: ARG001 - one signature
    """The ends of a share of the way between two posts."""
    return (0.0, scale) if leaf.clip is None else (leaf.clip[0] * scale, leaf.clip[1] * scale)


def whole_scale(leaf: Leaf, scale: float, column: Block) -> tuple[float, float]:  # noqa: ARG001 - one signature
    """The ends of a result that may lie anywhere on the scale."""
    return 0.0, scale


def observed(leaf: Leaf, scale: float, column: Block) -> tuple[float, float]:  # noqa: ARG001 - one signature
    """The ends of what was observed, for results without a scale of their own."""
    if np.isnan(column).all():
        return 0.0, 0.0
    return float(np.nanmin(column)), float(np.nanmax(column))


@dataclass(frozen=True)
class NormalisingMethod:
    """A way to make values comparable.

    Args:
        name: the word of the framework file.
        apply: (leaves × entities, the leaves, scale) → the same in the final unit; missing stays NaN.
        ends: (leaf, scale, column) → the lowest and highest value a leaf can take in its final unit.
        needs: keys a leaf must have.
        wrong: what about a leaf makes the method impossible, as a sentence; empty when nothing does.
        word: what people call it; empty where it is not offered to them.
        explained: what it does with a value, in a sentence or two.
        place: where it stands among those offered.
        relative: whether it places an entity among the others and so needs values that differ.
        unscaled: whether its results are not points out of 100.
        signed: whether its results may be negative, so that only an arithmetic mean can join them.
    """

    name: str
    apply: Normalise
    ends: Ends = clipped
    needs: tuple[str, ...] = ()
    wrong: Callable[[Leaf], str] = lambda _: ""
    word: str = ""
    explained: str = ""
    place: int = 100
    relative: bool = False
    unscaled: bool = False
    signed: bool = False


def method(name: str, **about: object) -> Callable[[Normalise], Normalise]:
    """Enter a function into `METHODS`; `about` are fields of `NormalisingMethod`.

    Raises ValueError for a name that is taken.
    """

    def enter(apply: Normalise) -> Normalise:
        if name in _methods:
            raise ValueError(f"method {name!r} is registered twice")
        _methods[name] = NormalisingMethod(name, apply, **about)  # type: ignore[arg-type]  # fields by name
        return apply

    return enter
