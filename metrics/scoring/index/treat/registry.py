"""The list of steps of a treatment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from metrics.scoring.index.nodes import Treatment

Tame = Callable[[np.ndarray, Treatment], np.ndarray]


@dataclass(frozen=True)
class TreatmentStep:
    """A step of a treatment.

    Args:
        name: the word of the framework file.
        apply: the values that are there, at least four that differ, and the limits → the same, tamed.
        reshapes: whether the results are in another unit than the values, so that goalposts and targets of
            the framework no longer fit them.
    """

    name: str
    apply: Tame
    reshapes: bool = False


_steps: dict[str, TreatmentStep] = {}
#: The word of the framework file → the step.
TREATMENTS: Mapping[str, TreatmentStep] = MappingProxyType(_steps)


def step(name: str, *, reshapes: bool = False) -> Callable[[Tame], Tame]:
    """Enter a function into `TREATMENTS`. Raises ValueError for a name that is taken."""

    def enter(apply: Tame) -> Tame:
        if name in _steps:
            raise ValueError(f"step {name!r} is registered twice")
        _steps[name] = TreatmentStep(name, apply, reshapes)
        return apply

    return enter
