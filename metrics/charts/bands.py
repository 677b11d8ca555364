"""Rank bands: how sure a rank is under a what-if assumption."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, CATEGORICAL, Caption, layout, tint
from metrics.framework import LEVEL_NAMES
from metrics.scoring import ScoreBook
from metrics.scoring.whatif import Comparison
from metrics.tables import whatif
from metrics.words import COUNTER, number_at, short, text_at

_ROW = 24


def bands_alt(book: ScoreBook, told: Comparison, first: int = 20) -> str:
    """Who leads, how sure that is, and whose rank is the least sure."""
    table = told.table.loc[whatif.ordered(told)].dropna(subset=["score"]).head(first)
    if table.empty:
        return f"{LEVEL_NAMES[book.level]}名次区间：目前都没有得分。"
    names, width = book.entities, table["rank_p95"] - table["rank_p5"]
    best, least = table.index[0], width.idxmax()
    where = [
        (number_at(table, code, "rank_p5"), number_at(table, code, "rank_p95")) for code in (best, least)
    ]
    bands = [f"第{low:.0f}至{high:.0f}名" for low, high in where]
    return (
        f"{LEVEL_NAMES[book.level]}名次区间，前{len(table)}{COUNTER[book.level]}："
        f"第一名{text_at(names, best, 'name')}在{told.scenario.count}次模拟"
        f"（{whatif.varied_words(told.scenario)}）中九成落在{bands[0]}；"
        f"最不稳的是{text_at(names, least, 'name')}，{bands[1]}。"
        "正式得分和排名没有改动。"
    )


def bands(book: ScoreBook, told: Comparison, first: int = 20) -> go.Figure:
    """A line from the 5th to the 95th percentile of the ranks, the assumed and the official rank on it.

    Args:
        book: the official scores.
        told: the same level and period under an assumption.
        first: how many of the best are drawn.
    """
    table = told.table.loc[whatif.ordered(told)].dropna(subset=["score"]).head(first)
    names = book.entities.loc[table.index, "name"]
    marks = [
        _dots(table["rank"], table.index, names, "假设名次", "circle", ACCENT),
        _dots(table["official_rank"], table.index, names, "正式名次", "diamond-open", CATEGORICAL[2]),
    ]
    axes = {
        "xaxis": {"title": {"text": "名次"}, "rangemode": "tozero", "fixedrange": True, "side": "bottom"},
        "yaxis": {
            "type": "category",
            "tickvals": list(table.index),
            "ticktext": [short(name) for name in names],
            "range": [len(table) - 0.4, -0.6],
            "fixedrange": True,
        },
        "margin": {"l": 8, "r": 12, "t": 92, "b": 62},
    }
    title = f"{LEVEL_NAMES[book.level]}名次区间（{whatif.varied_words(told.scenario)}）"
    caption = Caption(title, book.scope.label, "名", book.data_version)
    return go.Figure([_ranges(table), *marks], layout(caption, 170 + _ROW * len(table), **axes))


def _ranges(table: pd.DataFrame) -> go.Scatter:
    """All lines as one trace, broken between entities."""
    x = np.column_stack([table["rank_p5"], table["rank_p95"], np.full(len(table), np.nan)]).ravel()
    return go.Scatter(
        x=x,
        y=np.repeat(table.index.to_numpy(dtype=object), 3),
        mode="lines",
        line={"width": 10, "color": tint(ACCENT, 0.35)},
        name="九成区间",
        connectgaps=False,
        hoverinfo="skip",
    )


def _dots(
    ranks: pd.Series, codes: pd.Index, names: pd.Series, name: str, symbol: str, colour: str
) -> go.Scatter:
    return go.Scatter(
        x=ranks.astype("Float64").to_numpy(dtype=float, na_value=np.nan),
        y=codes,
        mode="markers",
        name=name,
        marker={"symbol": symbol, "size": 9, "color": colour},
        customdata=names,
        hovertemplate=f"<b>%{{customdata}}</b><br>{name}：%{{x}}<extra></extra>",
    )
