"""Checks across sheets, units and periods: doubts about approved rows, for the office to settle."""

from metrics.ingest.quality import claim_kinds, rules
from metrics.ingest.quality.claims import ClaimReport, check_claims
from metrics.ingest.quality.model import SEVERITIES, County, Doubt, Place, Revisions
from metrics.ingest.quality.registry import RULES, check_county, specs

__all__ = [
    "RULES",
    "SEVERITIES",
    "ClaimReport",
    "County",
    "Doubt",
    "Place",
    "Revisions",
    "check_claims",
    "check_county",
    "claim_kinds",
    "rules",
    "specs",
]
