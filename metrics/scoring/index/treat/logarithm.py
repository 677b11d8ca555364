"""The logarithm, shifted so that the smallest value has one."""

from __future__ import annotations

import numpy as np

from metrics.scoring.index.nodes import Treatment
from metrics.scoring.index.treat.registry import step


@step("log", reshapes=True)
def logarithm(x: np.ndarray, limits: Treatment) -> np.ndarray:  # noqa: ARG001 - one signature for all
    """ln(x − min + (max − min) / 100)."""
    low, high = x.min(), x.max()
    return np.log(x - low + 0.01 * (high - low))
