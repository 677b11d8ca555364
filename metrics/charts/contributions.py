"""Contributions: the points each of the 12 items brings to the total, stacked."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import GROUPS, INK, caption, labels, layout, register, tint
from metrics.framework import Framework, NodeSpec
from metrics.scoring import ScoreBook
from metrics.tables import level_name, ordered
from metrics.words import COUNTER, graded, shown


def contributions_table(
    framework: Framework, book: ScoreBook, codes: tuple[str, ...] | None = None, first: int | None = None
) -> pd.DataFrame:
    """One row an entity: 编号, 名称, the points of each item, 总分 (their sum, exact to rounding)."""
    index = ordered(book, framework.root.id, codes)[:first]
    points = {
        item.name: book.contributions.loc[index, _measures(framework, book, item)].sum(axis=1).round(2)
        for item in framework.items
    }
    names, total = book.entities.loc[index, "name"], shown(book.scores.loc[index, framework.root.id])
    return pd.DataFrame({"编号": index, "名称": names, **points, "总分": total}).reset_index(drop=True)


def _measures(framework: Framework, book: ScoreBook, item: NodeSpec) -> list[str]:
    return [m.id for m in framework.measures_of(item.id) if m.id in book.contributions.columns]


def contributions_alt(
    framework: Framework,
    book: ScoreBook,
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> str:
    """Which item brings the most points on average."""
    table = contributions_table(framework, book, codes, first)
    head = f"{len(table)}{COUNTER[book.level]}{level_name(book)}的总分由12项构成"
    means = table[[item.name for item in framework.items]].mean()
    if table.empty or not means.max():
        return f"{head}，目前都没有得分。"
    return (
        f"{head}：平均贡献最多的是{means.idxmax()}，{shown(means.max()):.1f}分；"
        f"最少的是{means.idxmin()}，{shown(means.min()):.1f}分。"
    )


@register(
    "contributions",
    "总分构成",
    "总分是由哪几项挣来的？",
    ("enterprise", "brand", "unit", "county", "town", "industry"),
    table=contributions_table,
    alt=contributions_alt,
)
def contributions(
    framework: Framework,
    book: ScoreBook,
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> go.Figure:
    """One bar an entity, one named segment an item, shaded by group; arguments as for the table."""
    table = contributions_table(framework, book, codes, first)
    bars = [_segment(table, item, colour) for item, colour in _coloured(framework)]
    totals = go.Scatter(
        x=table["总分"].fillna(0),
        y=table["编号"],
        mode="text",
        text=[graded(framework, value) for value in table["总分"]],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    axes = {
        "barmode": "stack",
        "bargap": 0.28,
        "xaxis": {"range": [0, 118], "tickvals": [0, 20, 40, 60, 80, 100], "fixedrange": True},
        "yaxis": {
            "range": [len(table) - 0.4, -0.6],
            "type": "category",
            "tickvals": table["编号"],
            "ticktext": labels(framework, table["编号"], table["名称"]),
            "fixedrange": True,
        },
        "uniformtext": {"minsize": 9, "mode": "hide"},
        "margin": {"l": 8, "r": 12, "t": 62, "b": 48},
        "showlegend": False,
    }
    title = f"{level_name(book)}总分构成"
    return go.Figure([*bars, totals], layout(caption(book, title), 116 + 30 * len(table), **axes))


def _coloured(framework: Framework) -> list[tuple[NodeSpec, str]]:
    """Items with a shade of their group's colour, neighbours apart."""
    found = []
    for colour, group in zip(GROUPS, framework.groups, strict=False):
        items = [item for item in framework.items if item.parent == group.id]
        found += [(item, tint(colour, 0.55 if at % 2 else 0.3)) for at, item in enumerate(items)]
    return found


def _segment(table: pd.DataFrame, item: NodeSpec, colour: str) -> go.Bar:
    return go.Bar(
        orientation="h",
        x=table[item.name],
        y=table["编号"],
        name=item.name,
        marker={"color": colour, "line": {"color": "#ffffff", "width": 1}},
        text=[item.short_name] * len(table),
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": INK, "size": 11},
        customdata=table["名称"],
        hovertemplate=f"<b>%{{customdata}}</b><br>{item.name}：贡献%{{x:.2f}}分<extra></extra>",
    )
