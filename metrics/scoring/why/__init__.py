"""Where a score comes from: explanations, changes, evidence, what would raise it."""

from metrics.scoring.why import happenings
from metrics.scoring.why.change import RowChanges, Rows, ScoreChange, explain_change
from metrics.scoring.why.change_words import sentence
from metrics.scoring.why.effect import CountyFigures, Effect, effect, figures
from metrics.scoring.why.evidence import rows_behind
from metrics.scoring.why.examples import Example, examples, in_words
from metrics.scoring.why.explain import Explanation, explain
from metrics.scoring.why.gains import gains, lifts

__all__ = [
    "CountyFigures",
    "Effect",
    "Example",
    "Explanation",
    "RowChanges",
    "Rows",
    "ScoreChange",
    "effect",
    "examples",
    "explain",
    "explain_change",
    "figures",
    "gains",
    "happenings",
    "in_words",
    "lifts",
    "rows_behind",
    "sentence",
]
