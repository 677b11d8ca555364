"""Item spread: how the scores of each of the twelve items lie, as boxes."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import GROUPS, caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.scoring.checkup import item_scores
from metrics.tables import level_name
from metrics.words import COUNTER, shown

_QUANTILES = {"最低": 0.0, "下四分位": 0.25, "中位": 0.5, "上四分位": 0.75, "最高": 1.0}


def item_spread_table(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """One row an item: 项目, 个数 (with a score), 最低, 下四分位, 中位, 上四分位, 最高."""
    scores = item_scores(framework, book)
    return pd.DataFrame(
        [
            {
                "项目": item.name,
                "个数": int(scores[item.id].notna().sum()),
                **{word: shown(float(scores[item.id].quantile(share))) for word, share in _QUANTILES.items()},
            }
            for item in framework.items
        ]
    )


def item_spread_alt(framework: Framework, book: ScoreBook) -> str:
    """Which item spreads most and which least, by the middle half."""
    table = item_spread_table(framework, book).set_index("项目")
    width = (table["上四分位"] - table["下四分位"]).dropna()
    head = f"{level_name(book)}十二项得分的分布"
    if width.empty:
        return f"{head}：都还没有得分。"
    return (
        f"{head}：中间一半拉得最开的是{width.idxmax()}，相差{width.max():.1f}分；"
        f"最挤的是{width.idxmin()}，相差{width.min():.1f}分。"
    )


@register(
    "item_spread",
    "十二项得分分布",
    "哪些项分得出高下？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=item_spread_table,
    alt=item_spread_alt,
)
def item_spread(framework: Framework, book: ScoreBook) -> go.Figure:
    """One box an item: the middle half, the median, and whiskers to the ends."""
    table, scores = item_spread_table(framework, book), item_scores(framework, book)
    colours = dict(zip([group.id for group in framework.groups], GROUPS, strict=False))
    boxes = [
        go.Box(
            x=scores[item.id].dropna(),
            y=[place] * int(scores[item.id].notna().sum()),
            orientation="h",
            name=item.name,
            boxpoints=False,
            whiskerwidth=0.5,
            width=0.6,
            marker={"color": colours.get(item.parent or "", GROUPS[0])},
            hoverinfo="skip",
        )
        for place, item in enumerate(framework.items)
    ]
    hover = go.Scatter(
        x=table["中位"].astype(float),
        y=list(range(len(table))),
        mode="markers",
        marker={"size": 18, "color": "rgba(0,0,0,0)"},
        hovertext=[
            f"<b>{row.项目}</b><br>{row.个数}{COUNTER[book.level]}：最低{row.最低}，下四分位{row.下四分位}，"
            f"中位{row.中位}，上四分位{row.上四分位}，最高{row.最高}"
            for row in table.itertuples()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    axes = {
        "xaxis": {"range": [-2, 102], "fixedrange": True},
        "yaxis": {
            "range": [len(table) - 0.4, -0.6],
            "tickvals": list(range(len(table))),
            "ticktext": [item.short_name for item in framework.items],
            "fixedrange": True,
        },
        "margin": {"l": 8, "r": 12, "t": 62, "b": 48},
        "showlegend": False,
    }
    title = f"{level_name(book)}十二项得分分布"
    return go.Figure([*boxes, hover], layout(caption(book, title), 110 + 32 * len(table), **axes))
