"""Rank flow: places from quarter to quarter, a line an entity."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, INK, Caption, layout, register, tint
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.tables import level_name, ordered
from metrics.words import COUNTER, short, text_at

_ROW = 26


def flow_table(
    framework: Framework,
    books: Sequence[ScoreBook],
    node: str = "",
    codes: tuple[str, ...] | None = None,
    first: int = 12,
) -> pd.DataFrame:
    """One row an entity (编号, 名称), one column a period with its rank; the last rank sorts.

    Args:
        framework: gives the total where no node is named.
        books: score books of one level, oldest first.
        node: item, group or total.
        codes: only these entities.
        first: only so many, the best of the last period.
    """
    node, last = node or framework.root.id, books[-1]
    index = ordered(last, node, codes)[:first]
    ranks = {book.scope.label: book.ranks[node].reindex(index) for book in books}
    names = last.entities.loc[index, "name"]
    return pd.DataFrame({"编号": index, "名称": names, **ranks}).reset_index(drop=True)


def flow_alt(
    framework: Framework,
    books: Sequence[ScoreBook],
    node: str = "",
    codes: tuple[str, ...] | None = None,
    first: int = 12,
) -> str:
    """Who leads at the end, and who came up and fell back most among those shown."""
    table = flow_table(framework, books, node, codes, first)
    head = f"{level_name(books[-1])}名次变化，前{len(table)}{COUNTER[books[-1].level]}"
    moved = (table.iloc[:, 2] - table.iloc[:, -1]).astype("Float64").dropna()
    if moved.empty:
        return f"{head}：没有可以比较的名次。"
    best = text_at(table, moved.idxmax(), "名称")
    return f"{head}：目前第一是{table['名称'].iloc[0]}；上升最多的是{best}，上升{int(moved.max())}位。"


@register(
    "flow",
    "名次变化",
    "谁在往前走，谁在往后退？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=flow_table,
    alt=flow_alt,
)
def flow(
    framework: Framework,
    books: Sequence[ScoreBook],
    node: str = "",
    codes: tuple[str, ...] | None = None,
    first: int = 12,
) -> go.Figure:
    """The best of those shown on top; marks hold the rank among all, names stand at the lines' ends."""
    table, last = flow_table(framework, books, node, codes, first), books[-1]
    periods = [book.scope.label.replace("年", "年<br>", 1) for book in books]
    places = table.iloc[:, 2:].astype("Float64").rank(method="first")
    lines = [
        _line(row, [None if pd.isna(y) else y for y in place], periods, CATEGORICAL[at % 10])
        for at, (row, place) in enumerate(zip(table.to_numpy(), places.to_numpy(), strict=True))
    ]
    name = framework.node[node or framework.root.id].name
    span = f"{books[0].scope.label}至{last.scope.label}"
    axes = {
        "xaxis": {
            "range": [-0.25, len(periods) - 0.1],
            "type": "category",
            "showgrid": False,
            "side": "top",
            "fixedrange": True,
        },
        "yaxis": {"range": [len(table) + 0.6, 0.4], "visible": False, "fixedrange": True},
        "margin": {"l": 8, "r": 8, "t": 104, "b": 30},
        "showlegend": False,
    }
    title = Caption(f"{level_name(last)}{name}名次变化", span, "名次（圈中是全部名次）", last.data_version)
    return go.Figure(lines, layout(title, 150 + _ROW * max(len(table), 6), **axes))


def _line(row: np.ndarray, places: list[float | None], periods: list[str], colour: str) -> go.Scatter:
    code, name, *ranks = row
    ranks = ["" if pd.isna(rank) else str(int(rank)) for rank in ranks]
    return go.Scatter(
        x=[*periods, periods[-1]],
        y=[*places, places[-1]],
        name=name,
        mode="lines+markers+text",
        text=[*ranks, f"　　{short(name, 10)}"],
        textposition=["middle center"] * len(ranks) + ["middle right"],
        textfont={"size": 10, "color": [INK] * len(ranks) + [INK]},
        line={"color": colour, "width": 2},
        marker={"size": [22] * len(ranks) + [0], "color": tint(colour, 0.35), "opacity": 1},
        customdata=[[code]] * (len(ranks) + 1),
        hovertext=[f"第{rank}名" if rank else "没有名次" for rank in [*ranks, ranks[-1]]],
        hovertemplate=f"{name}<br>%{{x}}　%{{hovertext}}<extra></extra>",
        cliponaxis=False,
    )
