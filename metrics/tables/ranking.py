"""The ranking of a level as a table: what the chart of the same name draws."""

import pandas as pd

from metrics.framework import Framework
from metrics.scoring import ScoreBook, graded_for, ranks_of
from metrics.tables.views import grade_words, ordered, points, unit_of
from metrics.words import shown, value_words


def ranking_table(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> pd.DataFrame:
    """One row an entity, best first: 名次, 编号, 名称, 得分, 等次, 覆盖; 最低, 最高 for the total.

    Args:
        framework: gives the grades.
        book: scores of one level.
        node: item, group or total, or a measure (its value then stands in 数值).
        codes: only these entities.
        first: only so many.
    """
    index = ordered(book, node, codes)[:first]
    scores = points(book, node)
    ranks = book.ranks[node] if node in book.ranks else ranks_of(scores.to_frame())[node]
    table = pd.DataFrame(
        {
            "名次": ranks[index],
            "编号": index,
            "名称": book.entities.loc[index, "name"],
            "得分": shown(scores[index]),
            "等次": grade_words(graded_for(framework, book), scores[index]),
            "覆盖": shown(book.coverage.loc[index, node] * 100),
        }
    )
    if node in framework.measure:
        unit, values, status = unit_of(framework, book, node), book.values[node], book.status[node]
        table.insert(3, "数值", [value_words(values[code], unit, status[code]) for code in index])
    if node == framework.root.id:
        table = table.assign(最低=shown(book.low.loc[index]), 最高=shown(book.high.loc[index]))
    return table.reset_index(drop=True)
