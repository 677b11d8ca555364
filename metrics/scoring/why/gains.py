"""What would raise a score most: the points each measure still holds back, and where they are to be had.

Nothing is advised that nobody can do any more: months that have passed, or a share of cases that stay few.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from metrics.framework import LEVELS, Framework, MeasureSpec
from metrics.scoring.lookups import position_of, text_at
from metrics.scoring.measures import Prepared, enterprise_credits, level_of
from metrics.scoring.scorebook import ScoreBook
from metrics.scoring.why.explain import Explanation, explain_scores

_COLUMNS = ["measure", "item", "value", "full_score", "unit", "score", "reachable", "gain"]
#: Gains smaller than this are none: they come from the order of adding.
_LEAST = 1e-9


def gains(framework: Framework, book: ScoreBook, entity: str) -> pd.DataFrame:
    """How many points of the total each measure of an entity would add if it reached what it still can.

    With the weights as they really are for the entity, a measure's gain is its effective weight × (the score
    within reach − its score). Within reach is 100, save for a share of few cases (what it is once all cases
    are done) and for months, which cannot be made up for.

    Returns:
        One row a measure that is scored, the greatest gain first: measure (id), item (id), value (in its own
        unit), full_score, unit, score and reachable (0 … 100), gain (points of the total, > 0).

    Raises:
        KeyError: unknown entity.
    """
    rows = []
    for parent, one in _measures(explain_scores(framework, book, entity)):
        if one.score is None or not one.effective_weight:
            continue
        best = _reachable(framework, book, one)
        gain = one.effective_weight * (best - one.score)
        rows.append((one.id, parent, one.value, one.full_score, one.unit, one.score, best, gain))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table = table[table["gain"] > _LEAST]
    return table.sort_values("gain", ascending=False, kind="stable").reset_index(drop=True)


def lifts(prepared: Prepared, book: ScoreBook, entity: str, measure: str, most: int = 5) -> pd.DataFrame:
    """The enterprises at which an entity's measure has most to gain.

    Args:
        prepared: what the book was made from.
        book: scores of the entity's level.
        entity: its code.
        measure: id of a measure; one that is not made of enterprises' credits gives no rows.
        most: how many enterprises.

    Returns:
        One row an enterprise on the year's roster, the greatest gain first: enterprise (code), name, done and
        goal (in the measure's unit at an enterprise), gain (percentage points of the measure's value).

    Raises:
        KeyError: unknown entity or measure.
    """
    spec, at = prepared.framework.measure[measure], level_of(prepared, book.level)
    columns = ["enterprise", "name", "done", "goal", "gain"]
    if LEVELS[book.level] == "E" or not spec.ledger.over_a_base(LEVELS[book.level]):
        return pd.DataFrame(columns=columns)
    number = position_of(at.entities.index, entity) + 1
    done, goal, weight = _at_each(prepared, spec, book, number)
    gain = weight * (1 - np.minimum(1.0, done / goal))
    known, firms = prepared.directory, level_of(prepared, "enterprise")
    own = known.on_roster if at.by != "enterprise" else at.of == number
    order = [one for one in np.argsort(-gain, kind="stable") if own[one] and gain[one] > _LEAST][:most]
    rows = [
        (
            str(known.enterprises[one - 1]),
            text_at(firms.entities, str(known.enterprises[one - 1]), "name"),
            float(done[one]),
            float(goal[one]),
            float(gain[one]),
        )
        for one in order
    ]
    return pd.DataFrame(rows, columns=columns)


def _at_each(
    prepared: Prepared, spec: MeasureSpec, book: ScoreBook, number: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By enterprise: what the entity did there, what a full credit takes, and what that is worth."""
    at = level_of(prepared, book.level)
    known = enterprise_credits(prepared, spec, at)
    done = np.zeros(len(prepared.directory.on_roster))
    mine = known.entity == number
    done[known.enterprise[mine]] = known.amount[mine]
    goal = known.goals
    base = float(book.denominator[spec.id].iloc[number - 1])
    return done, goal, 100 * (goal if spec.ledger.weighted else np.ones(len(goal))) / base


def _reachable(framework: Framework, book: ScoreBook, one: Explanation) -> float:
    """The score a measure can still get in this period."""
    spec = framework.measure[one.id]
    if spec.ledger.per.get(LEVELS[book.level]) == "months" or spec.ledger.each == "months":
        return one.score or 0.0
    shrink = spec.ledger.options.get("shrink")
    if shrink is None or not spec.ledger.options.get("steady"):
        return 100.0
    cases, full = one.denominator or 0.0, one.full_score or 100.0
    best = (cases + shrink["prior"] * shrink["strength"]) / (cases + shrink["strength"])
    return min(100.0, 100 * best / full * 100)


def _measures(node: Explanation) -> Iterator[tuple[str, Explanation]]:
    for child in node.children:
        if child.kind == "measure":
            yield node.id, child
        else:
            yield from _measures(child)
