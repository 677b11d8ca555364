"""Item influence: what share of the differences between totals comes from each item, against its weight."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, NO_SCORE, caption, item_axis, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.scoring.checkup import spreads
from metrics.tables import level_name


def item_influence_table(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """One row an item: 项目, 权重 and 影响力 (per cent), 与总分相关.

    An item's influence is the covariance of its points with the total over the total's variance; all items'
    together are 100 %.
    """
    rows = [
        {
            "项目": one.name,
            "权重": round(one.weight * 100, 1),
            "影响力": round(one.influence * 100, 1),
            "与总分相关": round(one.correlation, 2),
        }
        for one in spreads(framework, book)
        if one.item
    ]
    return pd.DataFrame(rows, columns=["项目", "权重", "影响力", "与总分相关"])


def item_influence_alt(framework: Framework, book: ScoreBook) -> str:
    """Which item decides most and which least."""
    known = item_influence_table(framework, book).dropna(subset="影响力")
    head = f"{level_name(book)}各项对总分高低的影响力"
    if known.empty:
        return f"{head}：得分太少或都一样，还看不出来。"
    shares = known["影响力"].to_numpy()
    most, least = known.iloc[int(shares.argmax())], known.iloc[int(shares.argmin())]
    return (
        f"{head}：最大的是{most['项目']}，{most['影响力']:.1f}%（权重{most['权重']:.1f}%）；"
        f"最小的是{least['项目']}，{least['影响力']:.1f}%（权重{least['权重']:.1f}%）。"
    )


@register(
    "item_influence",
    "各项影响力与权重",
    "总分的高低由哪几项说了算？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=item_influence_table,
    alt=item_influence_alt,
)
def item_influence(framework: Framework, book: ScoreBook) -> go.Figure:
    """A bar for what an item decides, a mark for what it weighs."""
    table = item_influence_table(framework, book)
    told = [
        f"<b>{row.项目}</b><br>影响力{row.影响力:.1f}%，权重{row.权重:.1f}%，与总分相关{row.与总分相关:.2f}"
        for row in table.fillna(0.0).itertuples()
    ]
    bars = go.Bar(
        orientation="h",
        x=table["影响力"],
        y=table["项目"],
        name="影响力",
        marker={"color": ACCENT},
        hovertext=told,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    marks = go.Scatter(
        x=table["权重"],
        y=table["项目"],
        mode="markers",
        name="权重",
        marker={"symbol": "line-ns-open", "size": 16, "color": NO_SCORE, "line": {"width": 3}},
        hoverinfo="skip",
    )
    axes = {
        "bargap": 0.35,
        "xaxis": {"ticksuffix": "%", "fixedrange": True},
        "yaxis": item_axis(framework, table["项目"]),
        "margin": {"l": 8, "r": 12, "t": 88, "b": 48},
    }
    title = f"{level_name(book)}各项影响力与权重"
    return go.Figure([bars, marks], layout(caption(book, title, "%"), 130 + 30 * len(table), **axes))
