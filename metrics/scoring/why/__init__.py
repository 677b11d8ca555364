"""Where a score comes from: explanations, changes, evidence, what would raise it."""

from metrics.scoring.why import happenings
from metrics.scoring.why.change import Change, RowChanges, Rows, explain_change
from metrics.scoring.why.change_words import sentence
from metrics.scoring.why.effect import Effect, Figures, effect, figures
from metrics.scoring.why.evidence import rows_behind
from metrics.scoring.why.examples import examples
from metrics.scoring.why.explain import Explanation, explain
from metrics.scoring.why.gains import gains

__all__ = [
    "Change",
    "Effect",
    "Explanation",
    "Figures",
    "RowChanges",
    "Rows",
    "effect",
    "examples",
    "explain",
    "explain_change",
    "figures",
    "gains",
    "happenings",
    "rows_behind",
    "sentence",
]
