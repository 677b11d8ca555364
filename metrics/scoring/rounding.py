"""One rounding for every number people see: half up, to one decimal. Grades and differences go by it."""

from typing import overload

import numpy as np
import pandas as pd

#: What floating point may lack of a whole step.
_STEP = 1e-9


@overload
def shown(value: float) -> float: ...
@overload
def shown(value: pd.Series) -> pd.Series: ...
@overload
def shown(value: np.ndarray) -> np.ndarray: ...
def shown(value: float | pd.Series | np.ndarray) -> float | pd.Series | np.ndarray:
    """Scores, rates and interval ends as people see them: half up, to one decimal, so that 79.95 is 80.0."""
    return np.floor(value * 10 + 0.5 + _STEP) / 10
