"""Sunburst of the 4-2-6 tree: area is weight, colour and word are the grade."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import EMPTY_CELL, INK, caption, grade_colours, layout, register, tint
from metrics.framework import Framework, NodeSpec
from metrics.scoring import ScoreBook
from metrics.tables import grade_words
from metrics.words import graded, row_at, shown, text_at


def _share(framework: Framework, node: NodeSpec) -> float:
    """Weight of a node in the total, all nodes present."""
    if node.parent is None:
        return 1.0
    siblings = sum(other.weight for other in framework.nodes if other.parent == node.parent)
    return node.weight / siblings * _share(framework, framework.node[node.parent])


def sunburst_table(framework: Framework, book: ScoreBook, code: str) -> pd.DataFrame:
    """One row a node from the total down: 编号, 名称, 上级, 权重 (% of the total), 得分, 等次."""
    scores = row_at(book.scores, code)[[node.id for node in framework.nodes]]
    return pd.DataFrame(
        {
            "编号": [node.id for node in framework.nodes],
            "名称": [node.name for node in framework.nodes],
            "上级": [framework.node[node.parent].name if node.parent else "" for node in framework.nodes],
            "权重": [round(100 * _share(framework, node), 1) for node in framework.nodes],
            "得分": shown(scores.to_numpy()),
            "等次": grade_words(framework, scores).to_numpy(),
        }
    )


def sunburst_alt(framework: Framework, book: ScoreBook, code: str) -> str:
    """The total with its grade, and each group's score."""
    root, scores = framework.root, row_at(book.scores, code)
    groups = "，".join(f"{group.name}{graded(framework, scores[group.id])}" for group in framework.groups)
    name = text_at(book.entities, code, "name")
    return f"{name}的{root.name}{graded(framework, scores[root.id])}；其中{groups}。"


@register(
    "sunburst",
    "四看·两得·六见",
    "总分由哪些项目撑起来？",
    ("enterprise", "brand", "unit", "county", "town", "industry"),
    table=sunburst_table,
    alt=sunburst_alt,
)
def sunburst(framework: Framework, book: ScoreBook, code: str) -> go.Figure:
    """Total in the middle, three groups, 12 items around; `customdata` of a sector is the node id."""
    table = sunburst_table(framework, book, code)
    colours = grade_colours(framework, row_at(book.scores, code)[list(table["编号"])], "")
    rings = go.Sunburst(
        ids=table["编号"],
        parents=[node.parent or "" for node in framework.nodes],
        values=[100 * _share(framework, node) for node in framework.nodes],
        branchvalues="total",
        labels=[
            f"{node.short_name}<br><b>{graded(framework, value)}</b>"
            for node, value in zip(framework.nodes, table["得分"], strict=True)
        ],
        marker={
            "colors": [tint(colour, 0.3) if colour else EMPTY_CELL for colour in colours],
            "line": {"color": "#ffffff", "width": 2},
        },
        textfont={"color": INK, "size": 12},
        insidetextorientation="horizontal",
        leaf={"opacity": 1},
        sort=False,
        rotation=90,
        maxdepth=3,
        customdata=table[["编号", "名称", "权重", "等次"]],
        hovertemplate="<b>%{customdata[1]}</b><br>%{label}<br>权重 %{customdata[2]:.1f}%<extra></extra>",
    )
    return go.Figure(
        rings,
        layout(caption(book, "四看 · 两得 · 六见"), 460, margin={"l": 8, "r": 8, "t": 62, "b": 36}),
    )
