"""Scores from values: pure functions on numpy and pandas.

`score_book` scores a county's rows by the framework; `facts` counts its headline figures; `explain`,
`rows_behind` and `fact_rows` lead from a figure to the cells behind it. Below them, `engine.score` turns a
`tree.Tree` and any table of values into normalised values, node scores, ranks and coverage; `robustness`
.
"""

from metrics.scoring.facts import fact_rows, facts, spare_fact
from metrics.scoring.grading import NOT_YET, against_last_year, graded_for, is_graded, period_beside
from metrics.scoring.kept import book_of, code_version, pack_book, unpack_book
from metrics.scoring.kept_figures import facts_of, movers_of
from metrics.scoring.lookups import is_missing, number_at, row_at, text_at
from metrics.scoring.measures import Prepared, prepare
from metrics.scoring.pooled import PooledScores, parts_of, pooled
from metrics.scoring.rounding import shown
from metrics.scoring.scorebook import ScoreBook, full_score, ranks_of, score_book, tree_of
from metrics.scoring.tables import score_table
from metrics.scoring.why import Explanation, explain, rows_behind

__all__ = [
    "NOT_YET",
    "Explanation",
    "PooledScores",
    "Prepared",
    "ScoreBook",
    "against_last_year",
    "book_of",
    "code_version",
    "explain",
    "fact_rows",
    "facts",
    "facts_of",
    "full_score",
    "graded_for",
    "is_graded",
    "is_missing",
    "movers_of",
    "number_at",
    "pack_book",
    "parts_of",
    "period_beside",
    "pooled",
    "prepare",
    "ranks_of",
    "row_at",
    "rows_behind",
    "score_book",
    "score_table",
    "shown",
    "spare_fact",
    "text_at",
    "tree_of",
    "unpack_book",
]
