"""The list of ways to fill empty cells: each says what it needs to be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np


@dataclass(frozen=True, eq=False)
class Gaps:
    """A measure with empty cells, and what they may be filled from.

    Args:
        where: the measure's place in the framework file, for messages.
        values: one number an entity, NaN = missing.
        groups: one label an entity, "" = in no group; empty where the method needs none.
        predictors: entities × predictors, NaN = missing; without columns where the method needs none.
    """

    where: str
    values: np.ndarray
    groups: np.ndarray
    predictors: np.ndarray


Estimate = Callable[[Gaps], np.ndarray]


@dataclass(frozen=True)
class ImputationMethod:
    """A way to fill empty cells.

    Args:
        name: the word of the framework file.
        estimate: gaps → one number an entity, NaN where there is nothing to estimate it from; only those of
            empty cells are used. Raises DataProblem when the values allow no estimate at all.
        needs: keys of `Imputation` that must be given; the others must not.
    """

    name: str
    estimate: Estimate
    needs: tuple[str, ...] = ()


_methods: dict[str, ImputationMethod] = {}
#: The word of the framework file → the method.
IMPUTATIONS: Mapping[str, ImputationMethod] = MappingProxyType(_methods)


def imputation(name: str, needs: tuple[str, ...] = ()) -> Callable[[Estimate], Estimate]:
    """Enter a function into `IMPUTATIONS`. Raises ValueError for a name that is taken."""

    def enter(estimate: Estimate) -> Estimate:
        if name in _methods:
            raise ValueError(f"imputation {name!r} is registered twice")
        _methods[name] = ImputationMethod(name, estimate, needs)
        return estimate

    return enter
