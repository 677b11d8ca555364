"""Scores under assumptions: weights, targets, ways of normalising."""

from metrics.scoring.whatif import presets
from metrics.scoring.whatif.scenario import (
    NORMALISATIONS,
    RELATIVE,
    UNSCALED,
    Comparison,
    Scenario,
    as_text,
    from_text,
    left_out,
    scenario_of,
    variance_shares,
    what_if,
)

__all__ = [
    "NORMALISATIONS",
    "RELATIVE",
    "UNSCALED",
    "Comparison",
    "Scenario",
    "as_text",
    "from_text",
    "left_out",
    "presets",
    "scenario_of",
    "variance_shares",
    "what_if",
]
