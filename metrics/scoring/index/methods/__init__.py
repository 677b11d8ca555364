"""Ways to make values comparable, one file each; importing the room enters them all."""

from metrics.discovery import modules_of
from metrics.scoring.index.methods.registry import METHODS, Block, NormalisingMethod, method

modules_of(__name__)

__all__ = ["METHODS", "Block", "NormalisingMethod", "method"]
