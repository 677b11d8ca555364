"""What else than weights may vary a rank: the method, and the data it rests on."""

from metrics.scoring.whatif.variation.draws import DATA, METHOD, SOURCES, TARGETS, WEIGHTS, Varied, usable
from metrics.scoring.whatif.variation.evidence import Evidence, evidence_of, without_report
from metrics.scoring.whatif.variation.run import Setting, simulated
from metrics.scoring.whatif.variation.shares import SHARE_DRAWS, SourceShares, source_shares

__all__ = [
    "DATA",
    "METHOD",
    "SHARE_DRAWS",
    "SOURCES",
    "TARGETS",
    "WEIGHTS",
    "Evidence",
    "Setting",
    "SourceShares",
    "Varied",
    "evidence_of",
    "simulated",
    "source_shares",
    "usable",
    "without_report",
]
