"""指标体检: tries a framework on the real rows of a period and says what it rewards and overlooks."""

from metrics.scoring.checkup.examine import SEED, Progress, check_up
from metrics.scoring.checkup.model import (
    ACT_NAMES,
    FORBIDDEN,
    MOST_AT_ONE,
    CheapWay,
    Checkup,
    Price,
    Spread,
    Tried,
    Violation,
)
from metrics.scoring.checkup.prices import GAIN
from metrics.scoring.checkup.spread import (
    Components,
    components,
    item_correlations,
    item_scores,
    spreads,
)

__all__ = [
    "ACT_NAMES",
    "FORBIDDEN",
    "GAIN",
    "MOST_AT_ONE",
    "SEED",
    "CheapWay",
    "Checkup",
    "Components",
    "Price",
    "Progress",
    "Spread",
    "Tried",
    "Violation",
    "check_up",
    "components",
    "item_correlations",
    "item_scores",
    "spreads",
]
