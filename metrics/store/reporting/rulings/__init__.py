"""What the office ruled about doubts: append-only; of one key the newest ruling holds."""

from metrics.store.reporting.rulings.holding import active, closed, concerning, disowned, pairs
from metrics.store.reporting.rulings.model import (
    CLOSED,
    CLOSING,
    DIFFERENT,
    NOT_OURS,
    OF_BRANDS,
    OUTSIDE,
    SAME,
    UNDONE,
    VERDICTS,
    VERIFIED,
    RuledRow,
    Ruling,
    not_ours,
)
from metrics.store.reporting.rulings.store import RulingStore

__all__ = [
    "CLOSED",
    "CLOSING",
    "DIFFERENT",
    "NOT_OURS",
    "OF_BRANDS",
    "OUTSIDE",
    "SAME",
    "UNDONE",
    "VERDICTS",
    "VERIFIED",
    "RuledRow",
    "Ruling",
    "RulingStore",
    "active",
    "closed",
    "concerning",
    "disowned",
    "not_ours",
    "pairs",
]
