"""Moves: what rose and what fell between two periods, item by item."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, Caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.words import change, graded, row_at, short, shown, text_at

_UP, _DOWN = CATEGORICAL[0], CATEGORICAL[6]


def moves_table(framework: Framework, books: Sequence[ScoreBook], code: str) -> pd.DataFrame:
    """One row an item: 项目, 上期, 本期, 变化 (scores as shown and the points between them, or none).

    Sorted from the greatest rise to the greatest fall. `books` holds two or more periods; the last two count.
    """
    before, now = books[-2], books[-1]
    old = row_at(before.scores, code) if code in before.scores.index else pd.Series(dtype=float)
    new = row_at(now.scores, code) if code in now.scores.index else pd.Series(dtype=float)
    rows = [
        {
            "项目": item.name,
            "上期": shown(old.get(item.id, np.nan)),
            "本期": shown(new.get(item.id, np.nan)),
            "变化": change(new.get(item.id), old.get(item.id)),
        }
        for item in framework.items
    ]
    table = pd.DataFrame(rows).astype({"上期": float, "本期": float, "变化": float})
    return table.sort_values("变化", ascending=False, kind="stable").reset_index(drop=True)


def moves_alt(framework: Framework, books: Sequence[ScoreBook], code: str) -> str:
    """How many rose and fell, and which most."""
    known = moves_table(framework, books, code).dropna(subset="变化")
    if known.empty:
        return "各项升降：两期没有可以比较的得分。"
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"各项升降：{(known['变化'] > 0).sum()}项上升，{(known['变化'] < 0).sum()}项下降；"
        f"变化最大的是{first['项目']}（{first['变化']:+.1f}分）和{last['项目']}（{last['变化']:+.1f}分）。"
    )


@register(
    "moves",
    "各项升降",
    "哪些升了，哪些降了？",
    ("enterprise", "brand", "unit", "county", "town", "industry"),
    table=moves_table,
    alt=moves_alt,
)
def moves(framework: Framework, books: Sequence[ScoreBook], code: str) -> go.Figure:
    """Bars to the right for what rose, to the left for what fell, the points beside each."""
    table, now, before = moves_table(framework, books, code), books[-1], books[-2]
    values = table["变化"].fillna(0)
    words = [_words(value) for value in table["变化"]]
    hover = [
        f"{graded(framework, old)} → {graded(framework, new)}"
        for old, new in zip(table["上期"], table["本期"], strict=True)
    ]
    bars = go.Bar(
        x=values,
        y=table["项目"],
        orientation="h",
        text=words,
        textposition="outside",
        cliponaxis=False,
        marker={"color": [_UP if value >= 0 else _DOWN for value in values]},
        hovertext=hover,
        hovertemplate="%{y}　%{hovertext}<extra></extra>",
    )
    reach = max(values.abs().max(), 1) * 1.35
    axes = {
        "xaxis": {"range": [-reach, reach], "fixedrange": True, "zeroline": True, "zerolinecolor": "#94a4a2"},
        "yaxis": {"autorange": "reversed", "fixedrange": True, "showgrid": False},
        "margin": {"l": 8, "r": 16, "t": 62, "b": 54},
    }
    who = short(text_at(now.entities, code, "name"), 12) if code in now.entities.index else ""
    span = f"{now.scope.label}比{before.scope.label}"
    return go.Figure(bars, layout(Caption(f"{who}：各项升降", span, "分", now.data_version), 400, **axes))


def _words(value: float) -> str:
    if pd.isna(value):
        return "没有可比的得分"
    return f"{value:+.1f}" if value else "0.0"
