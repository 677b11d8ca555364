"""Box-Cox with a λ that is given, on values shifted to begin at 1."""

from __future__ import annotations

import numpy as np

from metrics.scoring.index.nodes import Treatment
from metrics.scoring.index.treat.registry import step


@step("boxcox", reshapes=True)
def boxcox(x: np.ndarray, limits: Treatment) -> np.ndarray:
    """(z^λ − 1) / λ with z = x − min + 1; ln z for λ = 0."""
    z = x - x.min() + 1
    return np.log(z) if limits.power == 0 else (z**limits.power - 1) / limits.power
