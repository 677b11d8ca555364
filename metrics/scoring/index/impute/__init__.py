"""Ways to fill the empty cells of a measure, one file each; importing the room enters them all."""

from metrics.discovery import modules_of
from metrics.scoring.index.impute.registry import IMPUTATIONS, Gaps, ImputationMethod, imputation

modules_of(__name__)

__all__ = ["IMPUTATIONS", "Gaps", "ImputationMethod", "imputation"]
