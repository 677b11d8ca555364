"""Small views of a score book that several charts share."""

import pandas as pd

from metrics.charts.base.template import Caption
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.tables import grade_words
from metrics.words import short


def caption(book: ScoreBook, title: str, unit: str = "分") -> Caption:
    """Title block of a figure drawn from one score book."""
    return Caption(title, book.scope.label, unit, book.data_version)


def labels(framework: Framework, codes: pd.Series, names: pd.Series, most: int = 12) -> list[str]:
    """Names for an axis: a unit whose name is longer than `most` signs stands under its short one, uncut."""
    units = framework.unit
    return [
        units[code].short_name if code in units and len(name) > most else short(name, most)
        for code, name in zip(codes, names, strict=True)
    ]


def item_axis(framework: Framework, names: pd.Series) -> dict[str, object]:
    """A vertical axis of items, the first at the top, by their short names; `names` are their full ones."""
    short = {item.name: item.short_name for item in framework.items}
    return {
        "range": [len(names) - 0.4, -0.6],
        "type": "category",
        "tickvals": names,
        "ticktext": [short[name] for name in names],
        "fixedrange": True,
    }


def grade_colours(framework: Framework, scores: pd.Series, without: str) -> pd.Series:
    """Grade colour of each score; `without` where there is none."""
    colours = {grade.word: grade.colour for grade in framework.grades}
    return grade_words(framework, scores).map(colours).fillna(without)
