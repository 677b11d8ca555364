"""Winsorising: the outermost value becomes the next one, again and again while the column is too skewed."""

from __future__ import annotations

import numpy as np

from metrics.scoring.index.nodes import Treatment
from metrics.scoring.index.treat.registry import step
from metrics.scoring.index.treat.shape import passes, shape_of


@step("winsorise")
def winsorise(x: np.ndarray, limits: Treatment) -> np.ndarray:
    """At the upper end while the skewness is 0 or positive, else at the lower, up to `points` values.

    It never joins the last two values that differ: a column of one value would tell nobody from another.
    """
    out, high, low = x.copy(), 0, 0
    while high + low < limits.points and not passes(out, limits) and len(np.unique(out)) > 2:
        upper = shape_of(out)[0] >= 0
        end = out == (out.max() if upper else out.min())
        out[end] = out[~end].max() if upper else out[~end].min()
        # Values that were joined move together from then on: what counts is how many stand at the end.
        if upper:
            high = int(end.sum())
        else:
            low = int(end.sum())
    return out
