"""The middle of all values that are there."""

from __future__ import annotations

import numpy as np

from metrics.scoring.index.impute.registry import Gaps, imputation


@imputation("mean")
def mean(gaps: Gaps) -> np.ndarray:
    """The mean, for everybody."""
    there = gaps.values[~np.isnan(gaps.values)]
    return np.full(gaps.values.shape, there.mean() if there.size else np.nan)


@imputation("median")
def median(gaps: Gaps) -> np.ndarray:
    """The median, for everybody."""
    there = gaps.values[~np.isnan(gaps.values)]
    return np.full(gaps.values.shape, np.median(there) if there.size else np.nan)
