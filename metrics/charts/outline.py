"""Outline of a brand: its small projects and its activities, a branch a kind."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, INK, PlainRows, layout, register, tint
from metrics.framework import Framework
from metrics.words import short


def outline_table(_framework: Framework, told: PlainRows) -> pd.DataFrame:
    """One row a small project or activity of a name: 类别, 名称, 数量 (projects or sessions), 最近."""
    grouped = told.rows.groupby(["branch", "name"], sort=False)
    table = grouped.agg(数量=("count", "sum"), 最近=("detail", "max")).reset_index()
    return table.rename(columns={"branch": "类别", "name": "名称"})


def outline_alt(framework: Framework, told: PlainRows) -> str:
    """How many projects and sessions, and the commonest kind."""
    table = outline_table(framework, told)
    if table.empty:
        return f"{told.name}：这一期没有小切口项目和活动。"
    projects = table["类别"].eq("小切口项目")
    sessions = table[~projects].groupby("类别")["数量"].sum().sort_values(ascending=False)
    most = f"，最多的是{sessions.index[0]}，{sessions.iloc[0]}场" if len(sessions) else ""
    return f"{told.name}：归并{projects.sum()}个小切口项目，本期活动{sessions.sum()}场{most}。"


@register(
    "outline",
    "品牌构成",
    "这个品牌由哪些小项目和活动撑起来？",
    ("brand",),
    table=outline_table,
    alt=outline_alt,
)
def outline(framework: Framework, told: PlainRows) -> go.Figure:
    """The brand, then kinds, then projects and activities; a row each, its number beside it."""
    table = outline_table(framework, told)
    kinds = list(dict.fromkeys(table["类别"]))
    sums, leaves = table.groupby("类别")["数量"].sum(), table["类别"].value_counts()
    colours = {kind: tint(CATEGORICAL[at % 10], 0.35) for at, kind in enumerate(kinds)}
    boxes = go.Icicle(
        ids=["*", *kinds, *(table["类别"] + "/" + table["名称"])],
        labels=[short(told.name, 16), *kinds, *table["名称"]],
        parents=["", *["*"] * len(kinds), *table["类别"]],
        values=[len(table), *(int(leaves[kind]) for kind in kinds), *[1] * len(table)],
        branchvalues="total",
        text=["", *(_counted(kind, sums[kind]) for kind in kinds), *_leaves(table)],
        texttemplate="%{label}　%{text}",
        hovertemplate="%{label}　%{text}<extra></extra>",
        marker={
            "colors": [
                "#ffffff",
                *(colours[kind] for kind in kinds),
                *(colours[one] for one in table["类别"]),
            ],
            "line": {"color": "#ffffff", "width": 2},
        },
        textfont={"color": INK, "size": 13},
        tiling={"orientation": "h", "pad": 2},
        sort=True,
    )
    axes = {"margin": {"l": 8, "r": 8, "t": 62, "b": 36}, "uniformtext": {"minsize": 11, "mode": "hide"}}
    return go.Figure(
        boxes,
        layout(
            told.caption(f"{short(told.name, 14)}：小项目和活动", "个、场"),
            120 + 28 * max(len(table), 4),
            **axes,
        ),
    )


def _counted(kind: str, number: int) -> str:
    return f"{number}{'个' if kind == '小切口项目' else '场'}"


def _leaves(table: pd.DataFrame) -> list[str]:
    return [_counted(kind, number) for kind, number in zip(table["类别"], table["数量"], strict=True)]
