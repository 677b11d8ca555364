"""The middle of the values of those alike; nobody in a group, or a group without a value, stays empty."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from metrics.scoring.index.impute.registry import Gaps, imputation


@imputation("group_mean", needs=("group",))
def group_mean(gaps: Gaps) -> np.ndarray:
    """The mean of each group."""
    return _by_group(gaps, np.mean)


@imputation("group_median", needs=("group",))
def group_median(gaps: Gaps) -> np.ndarray:
    """The median of each group."""
    return _by_group(gaps, np.median)


def _by_group(gaps: Gaps, middle: Callable[[np.ndarray], np.floating]) -> np.ndarray:
    out = np.full(gaps.values.shape, np.nan)
    for label in dict.fromkeys(gaps.groups.tolist()):
        here = gaps.groups == label
        there = gaps.values[here & ~np.isnan(gaps.values)]
        if label and there.size:
            out[here] = middle(there)
    return out
