"""Small views of a score book that tables and charts share."""

import numpy as np
import pandas as pd

from metrics.framework import LEVEL_NAMES, LEVELS, Framework
from metrics.scoring import ScoreBook, shown
from metrics.words import NO_SCORE, STATUS


def level_name(book: ScoreBook) -> str:
    """The word for the book's entities, e.g. 企业."""
    return LEVEL_NAMES[book.level]


def points(book: ScoreBook, node: str) -> pd.Series:
    """Points from 0 to 100 of every entity in a node, or in a measure."""
    return book.scores[node] if node in book.scores else book.normalised[node]


def ordered(book: ScoreBook, node: str, codes: tuple[str, ...] | None = None) -> pd.Index:
    """Codes from the best of a node down, those without a score last, ties by value, then by code.

    Args:
        book: scores of one level.
        node: item, group or total, or a measure.
        codes: only these, where given; unknown ones are left out.
    """
    keys = pd.DataFrame({"points": points(book, node), "value": book.values.get(node, 0.0)})
    if codes is not None:
        keys = keys[keys.index.isin(codes)]
    by = ["points", "value"]
    return keys.sort_index().sort_values(by, ascending=False, kind="stable", na_position="last").index


def unit_of(framework: Framework, book: ScoreBook, measure: str) -> str:
    """The unit that travels with a measure's value at the book's level."""
    return framework.measure[measure].ledger.units.get(LEVELS[book.level], "")


def gap_words(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """Why an item has no score, entities × items.

    不适用 where no measure of the item means anything for the entity, 未报送 where a report is still out,
    else 未评分 (too little of it is in); an empty text where there is a score.
    """
    status = book.status.to_numpy(dtype=object)
    missing, senseless = status == "not_reported", status == "not_applicable"
    place = book.status.columns.get_indexer(pd.Index([measure.id for measure in framework.measures]))
    words = {}
    for item in framework.items:
        own = [at for at, measure in zip(place, framework.measures, strict=True) if measure.parent == item.id]
        reason = np.where(missing[:, own].any(axis=1), STATUS["not_reported"], NO_SCORE)
        reason = np.where(senseless[:, own].all(axis=1), STATUS["not_applicable"], reason)
        words[item.id] = np.where(book.scores[item.id].isna(), reason, "")
    return pd.DataFrame(words, index=book.status.index)


def grade_words(framework: Framework, scores: pd.Series) -> pd.Series:
    """Grade word of each score, by the number that is shown; `未评分` without one."""
    words, told = pd.Series(NO_SCORE, index=scores.index), shown(scores.astype(float))
    for grade in reversed(framework.grades):
        words = words.mask(told >= grade.at_least, grade.word)
    return words
