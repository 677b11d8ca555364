"""Gantt: from when to when each small project runs, what is overdue in red with its word."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, PlainRows, layout, register
from metrics.framework import Framework
from metrics.tables import OVERDUE, project_table, unit_names, with_state
from metrics.words import short

_BAR, _FIRST = 24, 40
_COLOURS = {
    OVERDUE: CATEGORICAL[2],
    "推进中": CATEGORICAL[0],
    "未启动": CATEGORICAL[3],
    "已完成": "#0B6E4F",
    "已归并": CATEGORICAL[7],
}


def _ordered(told: PlainRows, units: tuple[str, ...] | None) -> pd.DataFrame:
    """What is open first, in the order in which it is due; those without a day last."""
    day = pd.Timestamp(told.period.end)
    rows = with_state(told.rows, day + pd.Timedelta(days=1))
    rows = rows if units is None else rows[rows["unit"].isin(units)]
    closed = rows["state"].isin(["已完成", "已归并"])
    return rows.assign(closed=closed).sort_values(
        ["closed", "due_on", "code"], kind="stable", na_position="last"
    )


def gantt_table(
    framework: Framework, told: PlainRows, units: tuple[str, ...] | None = None, first: int = _FIRST
) -> pd.DataFrame:
    """One row a project, as drawn: what is open first, the soonest due at the top.

    Args:
        framework: names of units.
        told: projects as `projects_of`.
        units: only those of these units.
        first: only so many.
    """
    return project_table(framework, _ordered(told, units).head(first))


def gantt_alt(
    framework: Framework, told: PlainRows, units: tuple[str, ...] | None = None, first: int = _FIRST
) -> str:
    """How many are overdue, and which has been so the longest."""
    rows = _ordered(told, units)
    late = rows[rows["state"].eq(OVERDUE)]
    head = f"小切口项目时间表，共{len(rows)}个"
    if late.empty:
        return f"{head}：到{told.period.label}末没有超期的。"
    worst = late.iloc[0]
    who = unit_names(framework).get(str(worst["unit"]), str(worst["unit"]))
    cut = f"图中列前{first}个；" if len(rows) > first else ""
    return (
        f"{head}：{cut}超期{len(late)}个，最早的是{who}的“{worst['name']}”，时限{worst['due_on']:%Y-%m-%d}。"
    )


@register(
    "gantt", "小切口项目时间表", "哪些该完成了还没完成？", ("county",), table=gantt_table, alt=gantt_alt
)
def gantt(
    framework: Framework, told: PlainRows, units: tuple[str, ...] | None = None, first: int = _FIRST
) -> go.Figure:
    """A bar a project from the quarter that first lists it to the day it is due; a mark where none is set."""
    every = _ordered(told, units)
    rows = every.head(first)
    names = unit_names(framework)
    bars = [
        _bars(rows, state, colour, names)
        for state, colour in _COLOURS.items()
        if rows["state"].eq(state).any()
    ]
    late = int(every["state"].eq(OVERDUE).sum())
    cut = f"前{len(rows)}，共{len(every)}" if len(rows) < len(every) else f"共{len(every)}"
    title = f"超期 {late} 个，到{told.period.label}末" if late else "没有超期的项目"
    end = pd.Timestamp(told.period.end)
    axes = {
        "barmode": "overlay",
        "xaxis": {"type": "date", "fixedrange": True, "tickformat": "%Y-%m", "nticks": 4, "tickangle": 0},
        "yaxis": {
            "range": [len(rows) - 0.4, -0.6],
            "tickvals": rows["code"],
            "ticktext": [
                f"{short(name, 10)} · {names.get(unit, unit)}"
                for name, unit in zip(rows["name"], rows["unit"], strict=True)
            ],
            "type": "category",
            "categoryorder": "array",
            "categoryarray": rows["code"],
            "fixedrange": True,
        },
        "shapes": [
            {
                "type": "line",
                "x0": end,
                "x1": end,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"dash": "dot", "width": 1.5, "color": CATEGORICAL[8]},
            }
        ],
        "margin": {"l": 8, "r": 12, "t": 88, "b": 48},
    }
    return go.Figure(
        bars,
        layout(
            told.caption(title, "", f"{told.period.label} · {cut}"), 140 + _BAR * max(len(rows), 2), **axes
        ),
    )


def _bars(rows: pd.DataFrame, state: str, colour: str, names: object) -> go.Bar:
    own = rows[rows["state"].eq(state)]
    start = own["listed_on"]
    due = own["due_on"].fillna(start)
    start = start.where(start < due, due - pd.Timedelta(days=20))
    who = [dict(names).get(unit, unit) for unit in own["unit"]]  # type: ignore[call-overload]
    return go.Bar(
        orientation="h",
        name=state,
        base=start.dt.strftime("%Y-%m-%d"),
        x=(due - start).dt.total_seconds() * 1000,
        y=own["code"],
        width=0.62,
        marker={"color": colour, "cornerradius": 3},
        hovertext=[
            f"<b>{name}</b><br>{unit}　{state}<br>{'时限 ' + day if day else '没有写时限'}"
            for name, unit, day in zip(
                own["name"], who, own["due_on"].dt.strftime("%Y-%m-%d").fillna(""), strict=True
            )
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
