"""本期、上季、去年同季 in one place: one entity's scores beside those of a quarter and of a year ago."""

import pandas as pd

from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.words import change, number_at, placed, score, shown

_NOT_THERE = "没有"


def three_way(framework: Framework, code: str, books: dict[str, ScoreBook | None]) -> pd.DataFrame:
    """One row for the total, each group and each item: the score now and then, and what changed.

    Args:
        framework: names.
        code: the entity.
        books: heading → score book, the present one first; None, or an entity that is not in it, gives 没有.

    Returns:
        项目; a column a heading; 较HEADING for all but the first, missing where nothing can be compared.
    """
    present, *others = books
    rows = []
    for node in framework.nodes:
        now = _score(books[present], code, node.id)
        row: dict[str, object] = {"项目": node.name, present: score(now) if pd.notna(now) else "未评分"}
        for heading in others:
            book = books[heading]
            then = _score(book, code, node.id)
            gone = book is None or code not in book.scores.index
            row[heading] = _NOT_THERE if gone else score(then)
            row[f"较{heading}"] = change(now, then)
        rows.append(row)
    table = pd.DataFrame(rows)
    for heading in others:
        table[f"较{heading}"] = table[f"较{heading}"].astype("Float64")
    return table


def three_ways_words(framework: Framework, code: str, books: dict[str, ScoreBook | None]) -> str:
    """The total and the rank in one sentence, now and then; ties are said."""
    root, parts = framework.root.id, []
    for heading, book in books.items():
        if book is None or code not in book.scores.index:
            parts.append(f"{heading}{_NOT_THERE}数据")
            continue
        value = _score(book, code, root)
        place = f"，{placed(book.ranks[root], code)}" if len(book.entities) > 1 else ""
        parts.append(f"{heading} {score(value)}{place}")
    return "；".join(parts) + "。"


def _score(book: ScoreBook | None, code: str, node: str) -> float:
    if book is None or code not in book.scores.index:
        return float("nan")
    return float(shown(number_at(book.scores, code, node)))
