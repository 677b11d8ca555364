"""Ranking: entities from the best score down, grade colour and word on every bar."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import (
    NO_SCORE,
    caption,
    cut_words,
    ends_words,
    grade_colours,
    labels,
    layout,
    register,
    told,
)
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.tables import level_name, ranking_table, unit_of
from metrics.words import COUNTER, graded, score

_BAR = 26


def ranking_alt(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> str:
    """Who leads, who is last, among how many."""
    table = ranking_table(framework, book, node, codes, first).dropna(subset="得分")
    what = f"{level_name(book)}{_name(framework, node)}排名"
    if table.empty:
        return f"{what}：没有可以比较的得分。"
    top, bottom = table.iloc[0], table.iloc[-1]
    return (
        f"{what}，共{len(table)}{COUNTER[book.level]}：最高{top['名称']}，{top['得分']:.1f}分，{top['等次']}；"
        f"最低{bottom['名称']}，{bottom['得分']:.1f}分，{bottom['等次']}。"
    )


@register(
    "ranking",
    "得分排名",
    "谁走在前面，谁需要加力？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=ranking_table,
    alt=ranking_alt,
)
def ranking(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> go.Figure:
    """Horizontal bars; `customdata` of a bar is the entity's code. Arguments as for `ranking_table`."""
    table = ranking_table(framework, book, node, codes, first)
    scores = table["得分"]
    lengths, labels, unit = scores, [graded(framework, value) for value in scores], "分"
    if node in framework.measure:
        lengths, unit = book.values[node].reindex(table["编号"]), unit_of(framework, book, node)
        labels = [f"{text} {word}" for text, word in zip(table["数值"], table["等次"], strict=True)]
    texts = [
        f"{'' if pd.isna(rank) else f'第{rank}名  '}{label}"
        for rank, label in zip(table["名次"], labels, strict=True)
    ]
    bars = go.Bar(
        orientation="h",
        x=lengths.fillna(0),
        y=table["编号"],
        text=labels,
        textposition="outside",
        cliponaxis=False,
        marker={"color": grade_colours(framework, scores, NO_SCORE), "cornerradius": 3},
        width=0.68,
        customdata=table[["编号", "名称"]],
        hovertext=[
            f"<b>{name}</b><br>{text}<br>数据覆盖 {score(cover)}%"
            for name, text, cover in zip(table["名称"], texts, table["覆盖"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    every = ranking_table(framework, book, node, codes)
    cut = cut_words(len(table), len(every), COUNTER[book.level])
    about = caption(book, _title(framework, book, node, every, whole=not cut), told(unit, cut))
    longest = 100.0 if unit == "分" and node in book.scores else max(lengths.max(), 1e-9)
    return go.Figure(bars, layout(about, 110 + _BAR * len(table), **_axes(framework, table, longest)))


def _title(framework: Framework, book: ScoreBook, node: str, every: pd.DataFrame, *, whole: bool) -> str:
    """The finding: who leads and, where all are shown, who is last."""
    found = ends_words(every["名称"], every["得分"], COUNTER[book.level], last=whole)
    name = _name(framework, node)
    return f"{name}：{found}" if found else f"{level_name(book)}{name}排名"


def _name(framework: Framework, node: str) -> str:
    return (framework.measure if node in framework.measure else framework.node)[node].name


def _axes(framework: Framework, table: pd.DataFrame, longest: float) -> dict[str, object]:
    """Axes with room for the words behind the longest bar."""
    return {
        "xaxis": {"range": [0, 1.3 * longest], "nticks": 6, "fixedrange": True},
        "yaxis": {
            "range": [len(table) - 0.4, -0.6],
            "tickvals": table["编号"],
            "ticktext": labels(framework, table["编号"], table["名称"]),
            "fixedrange": True,
            "type": "category",
        },
        "margin": {"l": 8, "r": 12, "t": 62, "b": 48},
        "showlegend": False,
    }
