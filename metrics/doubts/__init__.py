"""Checks across sheets, units and periods: doubts about approved rows, for the office to settle."""

from metrics.doubts import claim_kinds, rules
from metrics.doubts.claim_files import ClaimFileError, blank_claims, for_editing, read_claim_file
from metrics.doubts.claims import Claim, ClaimReport, check_claims, checks, read_claims
from metrics.doubts.foreign import FOREIGN, Disowned, disown, foreign_rows
from metrics.doubts.identity import ID, Same, followed, leave_out, resolved, row_ids
from metrics.doubts.kept import DOUBTS, QUESTIONS, doubts_of, doubts_version, pack_doubts, unpack_doubts
from metrics.doubts.listing import KINDS, side_by_side, unit_names, value_text, write_doubts
from metrics.doubts.model import SEVERITIES, CountyRows, Doubt, Place, Revisions
from metrics.doubts.pairs import Nearness, near_pairs
from metrics.doubts.registry import RULES, check_county, specs

__all__ = [
    "DOUBTS",
    "FOREIGN",
    "ID",
    "KINDS",
    "QUESTIONS",
    "RULES",
    "SEVERITIES",
    "Claim",
    "ClaimFileError",
    "ClaimReport",
    "CountyRows",
    "Disowned",
    "Doubt",
    "Nearness",
    "Place",
    "Revisions",
    "Same",
    "blank_claims",
    "check_claims",
    "check_county",
    "checks",
    "claim_kinds",
    "disown",
    "doubts_of",
    "doubts_version",
    "followed",
    "for_editing",
    "foreign_rows",
    "leave_out",
    "near_pairs",
    "pack_doubts",
    "read_claim_file",
    "read_claims",
    "resolved",
    "row_ids",
    "rules",
    "side_by_side",
    "specs",
    "unit_names",
    "unpack_doubts",
    "value_text",
    "write_doubts",
]
