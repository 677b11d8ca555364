"""Reach: which brand came to which enterprise, and how often."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, EMPTY_CELL, INK, PlainRows, cut_words, layout, register, tint
from metrics.charts.base import told as joined
from metrics.framework import Framework
from metrics.words import short

_ROW = 24
#: Sessions of the brands that a table cut to the busiest leaves out, so that its rows still add up.
_REST = "其余品牌"


def _part(
    told: PlainRows, enterprises: tuple[str, ...] | None, brands: tuple[str, ...] | None
) -> pd.DataFrame:
    """The chosen enterprises and brands that came together at all, the busiest first."""
    rows = told.rows
    rows = rows if enterprises is None else rows[rows.index.isin(enterprises)]
    rows = rows if brands is None else rows.loc[:, rows.columns.isin(brands)]
    rows = rows.loc[rows.sum(axis=1) > 0, rows.sum(axis=0) > 0]
    by_row = rows.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return rows.loc[by_row, rows.sum(axis=0).sort_values(ascending=False, kind="stable").index]


def reach_table(
    _framework: Framework,
    told: PlainRows,
    enterprises: tuple[str, ...] | None = None,
    brands: tuple[str, ...] | None = None,
    first: int = 24,
) -> pd.DataFrame:
    """One row an enterprise (编号, 企业, 合计 of all brands), one column a brand with its sessions there.

    Where brands are cut, what they come to stands in the last column (其余品牌).

    Args:
        told: sessions, enterprises × brands; `names` has the names of both.
        enterprises: only these.
        brands: only these.
        first: only so many of each, the busiest.
    """
    every = _part(told, enterprises, brands).iloc[:first]
    rows, total = every.iloc[:, :first], every.sum(axis=1)
    named = rows.rename(columns=lambda code: f"{code} {told.names.get(code, '')}".strip())
    names = [told.names.get(code, code) for code in rows.index]
    head = pd.DataFrame({"编号": rows.index, "企业": names}, rows.index)
    table = head.assign(合计=total).join(named)
    if every.shape[1] > first:
        table[_REST] = total - rows.sum(axis=1)
    return table.reset_index(drop=True)


def reach_alt(
    framework: Framework,
    told: PlainRows,
    enterprises: tuple[str, ...] | None = None,
    brands: tuple[str, ...] | None = None,
    first: int = 24,
) -> str:
    """How many came together, and which brand reached most enterprises."""
    del framework, first
    rows = _part(told, enterprises, brands)
    if rows.empty:
        return "品牌进企业：这一期还没有品牌走进企业的活动。"
    return (
        f"品牌进企业：{rows.shape[1]}个品牌走进{rows.shape[0]}家企业，共{int(rows.to_numpy().sum())}场；"
        f"{_widest(told, rows)}。"
    )


def _widest(told: PlainRows, rows: pd.DataFrame) -> str:
    """Which brand reached most enterprises; equal ones are counted."""
    wide = (rows > 0).sum()
    most = wide[wide == wide.max()]
    who = str(most.index[0])
    name = short(told.names.get(who, who), 8) if len(most) == 1 else f"{len(most)}个品牌并列"
    return f"{name}走进企业最多，{int(most.iloc[0])}家"


@register(
    "reach",
    "品牌进企业",
    "哪个品牌走进了哪些企业？",
    ("enterprise", "brand"),
    table=reach_table,
    alt=reach_alt,
)
def reach(
    framework: Framework,
    told: PlainRows,
    enterprises: tuple[str, ...] | None = None,
    brands: tuple[str, ...] | None = None,
    first: int = 24,
) -> go.Figure:
    """Sessions in the cells; squares over them report clicks, `customdata` = enterprise code, brand code."""
    table = reach_table(framework, told, enterprises, brands, first)
    codes, columns = list(table["编号"]), [name for name in table.columns[3:] if name != _REST]
    known = [column.partition(" ")[0] for column in columns]
    numbers = table[columns].to_numpy(dtype=float)
    top = max(numbers.max(initial=1), 1)
    cells = go.Heatmap(
        z=numbers,
        zmin=0,
        zmax=top,
        colorscale=[(0, EMPTY_CELL), (0.001, tint(ACCENT, 0.18)), (1, tint(ACCENT, 0.6))],
        showscale=False,
        text=np.where(numbers > 0, numbers.astype(int).astype(str), ""),
        texttemplate="%{text}",
        textfont={"size": 11, "color": INK},
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    squares = go.Scatter(
        x=np.tile(np.arange(len(known)), len(codes)),
        y=np.repeat(np.arange(len(codes)), len(known)),
        mode="markers",
        marker={"symbol": "square", "size": 20, "color": "rgba(0,0,0,0)"},
        customdata=[[one, brand] for one in codes for brand in known],
        hovertext=[
            f"{name} × {column.partition(' ')[2]}：{int(value)}场"
            for name, row in zip(table["企业"], numbers, strict=True)
            for column, value in zip(columns, row, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        showlegend=False,
    )
    part = _part(told, enterprises, brands)
    cut = [cut_words(min(first, n), n, of) for n, of in zip(part.shape, ("家企业", "个品牌"), strict=True)]
    about = told.caption(_widest(told, part) if part.size else "品牌进企业", joined("场", *cut))
    return go.Figure(
        [cells, squares],
        layout(about, 190 + _ROW * max(len(codes), 3), **_axes(table, columns)),
    )


def _axes(table: pd.DataFrame, columns: list[str]) -> dict[str, object]:
    return {
        "xaxis": {
            "side": "top",
            "range": [-0.5, len(columns) - 0.5],
            "tickvals": list(range(len(columns))),
            "ticktext": ["<br>".join(short(column.partition(" ")[2], 7)) for column in columns],
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(table) - 0.5, -0.5],
            "tickvals": list(range(len(table))),
            "ticktext": [short(str(name), 9) for name in table["企业"]],
            "showgrid": False,
            "fixedrange": True,
        },
        "margin": {"l": 8, "r": 8, "t": 160, "b": 30},
        "hovermode": "closest",
        "hoverdistance": -1,
        "clickmode": "event+select",
    }
