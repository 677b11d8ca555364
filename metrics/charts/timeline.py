"""Timeline: an entity's activities, honours and benefits by the day, a lane a ledger."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, PlainRows, layout, register
from metrics.framework import Framework
from metrics.words import amount, short

_LANE, _NAMED = 44, 6
_SIGNS = ("circle", "star", "square", "diamond", "triangle-up", "pentagon", "hexagon", "cross", "x")


def timeline_table(_framework: Framework, told: PlainRows) -> pd.DataFrame:
    """One row a happening: 日期, 类别, 事项, 数量 (in words), oldest first."""
    rows = told.rows
    counted = [amount(value, unit) for value, unit in zip(rows["amount"], rows["unit"], strict=True)]
    return pd.DataFrame(
        {
            "日期": pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d"),
            "类别": rows["kind"],
            "事项": rows["name"],
            "数量": counted,
        }
    )


def timeline_alt(framework: Framework, told: PlainRows) -> str:
    """How many of what, and the latest."""
    table = timeline_table(framework, told)
    if table.empty:
        return f"{told.name}的大事记：今年到{told.period.label}末还没有记录。"
    kinds = "，".join(f"{kind}{count}条" for kind, count in table["类别"].value_counts().head(4).items())
    last = table.iloc[-1]
    return f"{told.name}的大事记：{kinds}；最近一条是{last['日期']}的{short(last['事项'], 20)}。"


@register(
    "timeline",
    "大事记",
    "今年以来做了什么、得了什么？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=timeline_table,
    alt=timeline_alt,
)
def timeline(framework: Framework, told: PlainRows) -> go.Figure:
    """A mark a happening; what it was stands in the hover and in the table behind."""
    table = timeline_table(framework, told)
    kinds = list(dict.fromkeys(told.rows.sort_values("ledger")["kind"]))
    marks = [_lane(table[table["类别"].eq(kind)], kind, at) for at, kind in enumerate(kinds)]
    start, end = told.period.year_to_date.start, told.period.end
    months = pd.date_range(start, end, freq="MS")
    # Twelve names stand one on another where two figures are side by side.
    months = months[:: 3 if len(months) > _NAMED else 1]
    axes = {
        "xaxis": {
            # A day of the first of January would stand on the names of the lanes.
            "range": [(start - pd.Timedelta(days=8)).isoformat(), (end + pd.Timedelta(days=8)).isoformat()],
            "tickvals": [month.strftime("%Y-%m-%d") for month in months],
            "ticktext": [f"{month.month}月" for month in months],
            "fixedrange": True,
        },
        "yaxis": {
            "categoryorder": "array",
            "categoryarray": kinds[::-1],
            "fixedrange": True,
            "showgrid": True,
        },
        "margin": {"l": 8, "r": 12, "t": 62, "b": 54},
        "showlegend": False,
    }
    unit = f"条，共{len(table)}条"
    span = f"{start.year}年1—{end.month}月"
    title = f"{short(told.name, 14)}：大事记"
    return go.Figure(marks, layout(told.caption(title, unit, span), 130 + _LANE * max(len(kinds), 2), **axes))


def _lane(rows: pd.DataFrame, kind: str, at: int) -> go.Scatter:
    return go.Scatter(
        x=rows["日期"],
        y=[kind] * len(rows),
        name=kind,
        mode="markers",
        marker={
            "size": 12,
            "symbol": _SIGNS[at % len(_SIGNS)],
            "color": CATEGORICAL[at % 10],
            "opacity": 0.85,
            "line": {"color": "#fff", "width": 1},
        },
        hovertext=[f"{name}　{count}" for name, count in zip(rows["事项"], rows["数量"], strict=True)],
        hovertemplate="%{x|%Y-%m-%d}<br>%{hovertext}<extra></extra>",
    )
