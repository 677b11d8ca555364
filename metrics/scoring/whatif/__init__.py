"""Scores under assumptions: weights, targets, ways of normalising."""

from metrics.scoring.whatif import presets
from metrics.scoring.whatif.held_back import BandCoverage, coverage_of
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
    shares_of_sources,
    variance_shares,
    what_if,
)
from metrics.scoring.whatif.variation import SHARE_DRAWS, SOURCES, Evidence, SourceShares, evidence_of

__all__ = [
    "NORMALISATIONS",
    "RELATIVE",
    "SHARE_DRAWS",
    "SOURCES",
    "UNSCALED",
    "BandCoverage",
    "Comparison",
    "Evidence",
    "Scenario",
    "SourceShares",
    "as_text",
    "coverage_of",
    "evidence_of",
    "from_text",
    "left_out",
    "presets",
    "scenario_of",
    "shares_of_sources",
    "variance_shares",
    "what_if",
]
