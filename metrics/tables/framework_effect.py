"""What a changed framework does to named entities and to the spread of a part (the ranking: `whatif`)."""

from collections.abc import Sequence

import pandas as pd

from metrics.framework import Framework
from metrics.scoring import ScoreBook, shown

#: Ends of the classes into which scores are counted; full and none stand for themselves.
_CLASSES = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))


def usual_three(book: ScoreBook) -> list[str]:
    """Codes of three entities to look at: the first, the middle and the last by total."""
    order = book.scores[book.scores.columns[0]].dropna().sort_values(ascending=False, kind="stable").index
    return list(dict.fromkeys(str(order[at]) for at in (0, len(order) // 2, -1))) if len(order) else []


def part_scores(book: ScoreBook, part: str) -> pd.Series:
    """Scores of a node or measure by entity, from 0 to 100; all missing where the book has no such part."""
    for frame in (book.scores, book.normalised):
        if part in frame:
            return frame[part]
    return pd.Series(float("nan"), index=book.entities.index)


def _values(book: ScoreBook, part: str, codes: Sequence[str]) -> pd.Series:
    known = book.values[part] if part in book.values else pd.Series(float("nan"), index=book.entities.index)
    return known.reindex(list(codes))


def named_effect(
    framework: Framework, before: ScoreBook, after: ScoreBook, part: str, codes: Sequence[str]
) -> pd.DataFrame:
    """One row an entity: the value and score of a part, and the total, before and after.

    Args:
        framework: whose total it is.
        before: the book of a level by the version in force.
        after: the same level and rows by the version to be.
        part: id of a node or measure; one of the two may not have it.
        codes: of entities.
    """
    root = framework.root.id
    columns: dict[str, object] = {"名称": before.entities["name"].reindex(list(codes)).to_numpy()}
    if part in before.values or part in after.values:
        columns |= {
            f"{word}数值": _values(book, part, codes).to_numpy() for word, book in _both(before, after)
        }
    if part != root:
        columns |= {
            f"{word}得分": shown(part_scores(book, part).reindex(list(codes))).to_numpy()
            for word, book in _both(before, after)
        }
    columns |= {
        f"{word}总分": shown(book.scores[book.scores.columns[0]].reindex(list(codes))).to_numpy()
        for word, book in _both(before, after)
    }
    return pd.DataFrame(columns)


def _both(before: ScoreBook, after: ScoreBook) -> tuple[tuple[str, ScoreBook], ...]:
    return ("原", before), ("新", after)


def spread_effect(before: ScoreBook, after: ScoreBook, part: str) -> pd.DataFrame:
    """How many entities have which score of a part, before and after: one row a class."""
    old, new = part_scores(before, part), part_scores(after, part)
    rows = [("0分", old == 0, new == 0)]
    for low, high in _CLASSES:
        old_in, new_in = ((one > low) & (one < high) | ((one == low) & (low > 0)) for one in (old, new))
        rows.append((f"{low}—{high}", old_in, new_in))
    rows += [("100分", old >= 100, new >= 100), ("没有得分", old.isna(), new.isna())]
    return pd.DataFrame([{"得分": word, "原": int(a.sum()), "新": int(b.sum())} for word, a, b in rows])
