"""What does not fit across units, sheets and periods, and what the office decides about it."""

from pages.ui.quality.claims import claims_view
from pages.ui.quality.doubts import period_doubts, rulings_in_force, say_answer
from pages.ui.quality.foreign import foreign_view
from pages.ui.quality.list import DOUBT_COLOURS, doubts_view
from pages.ui.quality.ruling import rulings_view, say_verdict

__all__ = [
    "DOUBT_COLOURS",
    "claims_view",
    "doubts_view",
    "foreign_view",
    "period_doubts",
    "rulings_in_force",
    "rulings_view",
    "say_answer",
    "say_verdict",
]
