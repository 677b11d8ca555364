"""Ways to tame a column with outliers, one file each; importing the room enters them all."""

from metrics.discovery import modules_of
from metrics.scoring.index.treat.registry import TREATMENTS, TreatmentStep, step
from metrics.scoring.index.treat.shape import LEAST, passes, shape_of, treated

modules_of(__name__)

__all__ = ["LEAST", "TREATMENTS", "TreatmentStep", "passes", "shape_of", "step", "treated"]
