"""Whether a column is too skewed, and the steps it is led through while it is."""

from __future__ import annotations

import numpy as np

from metrics.scoring.index.nodes import Treatment
from metrics.scoring.index.treat.registry import TREATMENTS

#: Below this many values neither skewness nor kurtosis means anything.
LEAST = 4


def shape_of(x: np.ndarray) -> tuple[float, float]:
    """Skewness and excess kurtosis corrected for small samples (G1 and G2 of Joanes and Gill 1998).

    x: at least four values that are not all the same. A spreadsheet's SKEW and KURT give the same.
    """
    n, off = len(x), x - x.mean()
    # In units of the largest deviation, or the powers of tiny numbers vanish.
    off /= np.abs(off).max()
    square = (off**2).sum()
    skewness = np.sqrt(n) * (off**3).sum() / square**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    excess = n * (off**4).sum() / square**2 - 3
    return float(skewness), float(((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3)))


def passes(x: np.ndarray, limits: Treatment) -> bool:
    """Whether a column may stay as it is: skewness or kurtosis is within its limit, or all is the same."""
    if x.min() == x.max():
        return True
    skewness, kurtosis = shape_of(x)
    return abs(skewness) <= limits.skewness or kurtosis <= limits.kurtosis


def treated(x: np.ndarray, treatment: Treatment) -> np.ndarray:
    """The values after the first step that makes them pass, or after the last; as they came if they pass.

    x: at least `LEAST` values, none missing.
    """
    out = x
    for name in treatment.steps:
        if passes(out, treatment):
            break
        out = TREATMENTS[name].apply(x, treatment)
    return out
