"""What would raise a score most: the points each measure still holds back."""

from collections.abc import Iterator

import pandas as pd

from metrics.scoring.measures import Prepared
from metrics.scoring.scorebook import ScoreBook
from metrics.scoring.why.explain import Explanation, explain

_COLUMNS = ["measure", "item", "value", "full_score", "unit", "score", "gain"]


def gains(prepared: Prepared, book: ScoreBook, entity: str) -> pd.DataFrame:
    """How many points of the total each measure of an entity would add if it reached its full score.

    With the weights as they really are for the entity, a measure's gain is its effective weight × (100 − its
    score); together they are what the total lacks of 100.

    Returns:
        One row a measure that is scored, the greatest gain first: measure (id), item (id), value (in its own
        unit), full_score, unit, score (0 … 100), gain (points of the total, > 0).

    Raises:
        KeyError: unknown entity.
    """
    rows = [
        (
            one.id,
            parent,
            one.value,
            one.full_score,
            one.unit,
            one.score,
            one.effective_weight * (100 - one.score),
        )
        for parent, one in _measures(explain(prepared, book, entity, rows=False))
        if one.score is not None and one.effective_weight
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table = table[table["gain"] > 0]
    return table.sort_values("gain", ascending=False, kind="stable").reset_index(drop=True)


def _measures(node: Explanation) -> Iterator[tuple[str, Explanation]]:
    for child in node.children:
        if child.kind == "measure":
            yield node.id, child
        else:
            yield from _measures(child)
