"""Scores from values: pure functions on numpy and pandas.

`score_book` scores a county's rows by the framework; `facts` counts its headline figures; `explain`,
`rows_behind` and `fact_rows` lead from a figure to the cells behind it. Below them, `engine.score` turns a
`tree.Tree` and any table of values into normalised values, node scores, ranks and coverage; `robustness`
asks how sure they are; `rules` holds the scoring rules of public administration.
"""

from metrics.scoring.evidence import rows_behind
from metrics.scoring.explain import Explanation, explain
from metrics.scoring.facts import fact_rows, facts
from metrics.scoring.prepared import Prepared, prepare
from metrics.scoring.scorebook import ScoreBook, full_score, score_book, tree_of

__all__ = [
    "Explanation",
    "Prepared",
    "ScoreBook",
    "explain",
    "fact_rows",
    "facts",
    "full_score",
    "prepare",
    "rows_behind",
    "score_book",
    "tree_of",
]
