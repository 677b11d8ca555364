"""Scores as one flat table."""

import pandas as pd

from metrics.framework import Framework
from metrics.scoring.scorebook import ScoreBook


def score_table(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """The scores of a book, as the command line and the exports show them.

    Args:
        framework: whose items, groups and total become columns.
        book: of one level.

    Returns:
        Index code; columns name, the 12 items, the groups, total (0 … 100, missing without a score), rank
        (of the total) and coverage (of the total, 0 … 1).
    """
    root = framework.root.id
    nodes = [node.id for node in (*framework.items, *framework.groups)] + [root]
    table = book.scores[nodes].rename(columns={root: "total"})
    table.insert(0, "name", book.entities["name"])
    return table.assign(rank=book.ranks[root], coverage=book.coverage[root]).rename_axis("code")
