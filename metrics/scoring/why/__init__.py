"""Where a score comes from: explanations, changes, evidence, what would raise it."""

from metrics.scoring.why import happenings
from metrics.scoring.why.change import ScoreChange, explain_change, score_change
from metrics.scoring.why.change_words import sentence
from metrics.scoring.why.effect import CountyFigures, Effect, effect, figures
from metrics.scoring.why.evidence import rows_behind
from metrics.scoring.why.examples import Example, examples, in_words
from metrics.scoring.why.explain import Explanation, explain, explain_scores
from metrics.scoring.why.gains import gains, lifts
from metrics.scoring.why.helpers import deeds_of, teams_of
from metrics.scoring.why.moved_rows import RowChanges, Rows, moves
from metrics.scoring.why.movers import Mover, movers
from metrics.scoring.why.projects import brands_of, projects_of
from metrics.scoring.why.sights import SEEN, sights_of

__all__ = [
    "SEEN",
    "CountyFigures",
    "Effect",
    "Example",
    "Explanation",
    "Mover",
    "RowChanges",
    "Rows",
    "ScoreChange",
    "brands_of",
    "deeds_of",
    "effect",
    "examples",
    "explain",
    "explain_change",
    "explain_scores",
    "figures",
    "gains",
    "happenings",
    "in_words",
    "lifts",
    "movers",
    "moves",
    "projects_of",
    "rows_behind",
    "score_change",
    "sentence",
    "sights_of",
    "teams_of",
]
