"""Trend: total and groups over the periods."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, GROUPS, Caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.words import graded, row_at, score, short, shown, text_at

_DASHES = ("dot", "dash", "dashdot")


def _nodes(framework: Framework, nodes: tuple[str, ...]) -> tuple[str, ...]:
    return nodes or (framework.root.id, *(group.id for group in framework.groups))


def trend_table(
    framework: Framework, books: Sequence[ScoreBook], code: str, nodes: tuple[str, ...] = ()
) -> pd.DataFrame:
    """One row a period (报告期), one column a node with its score; no score is empty.

    Args:
        framework: names.
        books: score books of one level, oldest first.
        code: the entity; a period that does not know it has no score.
        nodes: the total and the groups unless given.
    """
    wanted = _nodes(framework, nodes)
    rows = [
        row_at(book.scores, code)[list(wanted)]
        if code in book.scores.index
        else pd.Series(index=wanted, dtype=float)
        for book in books
    ]
    columns = {framework.node[id_].name: [float(shown(row[id_])) for row in rows] for id_ in wanted}
    return pd.DataFrame({"报告期": [book.scope.label for book in books], **columns})


def trend_alt(
    framework: Framework, books: Sequence[ScoreBook], code: str, nodes: tuple[str, ...] = ()
) -> str:
    """First and last score of the first line."""
    table = trend_table(framework, books, code, nodes)
    name = table.columns[1]
    known = table.dropna(subset=name)
    if known.empty:
        return f"{name}的走势：还没有得分。"
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"{name}的走势：{first['报告期']}{graded(framework, first[name])}，"
        f"{last['报告期']}{graded(framework, last[name])}。"
    )


@register(
    "trend",
    "得分走势",
    "是在进步还是在退步？",
    ("enterprise", "brand", "unit", "county", "town", "industry"),
    table=trend_table,
    alt=trend_alt,
)
def trend(
    framework: Framework, books: Sequence[ScoreBook], code: str, nodes: tuple[str, ...] = ()
) -> go.Figure:
    """A line a node, each with its own dash and named at its end; a period without a score is a gap."""
    table = trend_table(framework, books, code, nodes)
    wanted = _nodes(framework, nodes)
    periods = [_brief(label) for label in table["报告期"]]
    names = [framework.node[id_].name for id_ in wanted]
    lines = [
        _line(periods, table[name], framework.node[id_].short_name, at)
        for at, (id_, name) in enumerate(zip(wanted, names, strict=True))
    ]
    lines[0].textposition = _figures_at(table[names])
    last = books[-1]
    axes = {
        "xaxis": {
            "range": [-0.3, len(periods) - 0.3],
            "showgrid": False,
            "fixedrange": True,
            "type": "category",
        },
        "yaxis": {"range": _span(table), "nticks": 6, "fixedrange": True},
        "margin": {"l": 8, "r": 12, "t": 88, "b": 54},
        "hovermode": "x unified",
    }
    found = _course(framework.node[wanted[0]].short_name, table.iloc[:, 1])
    known = code in last.entities.index
    title = f"{short(text_at(last.entities, code, 'name'), 8)}：{found}" if known else found
    period = f"{table['报告期'].iloc[0]}至{table['报告期'].iloc[-1]}"
    return go.Figure(lines, layout(Caption(title, period, "分", last.data_version), 330, **axes))


def _course(name: str, scores: pd.Series) -> str:
    """From which score to which the first line went."""
    known = scores.dropna()
    if len(known) < 2:
        return f"{name}只有一期，{known.iloc[0]:.1f}" if len(known) else "得分走势"
    first, last = known.iloc[0], known.iloc[-1]
    way = "升到" if last > first else "降到" if last < first else ""
    return f"{name}从{first:.1f}{way}{last:.1f}" if way else f"{name}没有变，{last:.1f}"


def _span(table: pd.DataFrame) -> tuple[float, float]:
    """The part of 0 to 100 that holds every line, with room for the figures above them."""
    # Under one row of headers a stacked table is a series.
    known = cast("pd.Series", table.iloc[:, 1:].stack())
    if known.empty:
        return 0.0, 100.0
    return max(0.0, float(known.min()) // 10 * 10 - 5), min(104.0, float(known.max()) // 10 * 10 + 15)


def _figures_at(values: pd.DataFrame) -> list[str]:
    """Above or below its point for each figure of the first line: where the next other line is further."""
    first, others = values.iloc[:, 0], values.iloc[:, 1:]
    gaps = others.sub(first, axis=0)
    above = gaps.where(gaps >= 0).min(axis=1).fillna(np.inf)
    below = (-gaps.where(gaps < 0)).min(axis=1).fillna(np.inf)
    return ["top center" if up >= down else "bottom center" for up, down in zip(above, below, strict=True)]


def _brief(label: str) -> str:
    """`2023年第四季度` → `2023年<br>第四季度`, so that labels stay apart on a phone."""
    return label.replace("年", "年<br>", 1)


def _line(periods: list[str], values: pd.Series, name: str, at: int) -> go.Scatter:
    total = at == 0
    return go.Scatter(
        x=periods,
        y=values,
        name=name,
        mode="lines+markers+text" if total else "lines+markers",
        text=[score(value) for value in values] if total else None,
        textposition="top center",
        cliponaxis=False,
        connectgaps=False,
        line={
            "color": ACCENT if total else GROUPS[(at - 1) % 3],
            "width": 3 if total else 2,
            "dash": "solid" if total else _DASHES[(at - 1) % 3],
        },
        marker={"size": 8 if total else 6},
        hovertemplate="%{y:.1f}分",
    )
