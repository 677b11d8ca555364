"""Submission board: member units × quarters, each cell with its word."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import EMPTY_CELL, INK, Caption, layout, register, state_tint
from metrics.framework import parse_period
from metrics.words import STATES as WORDS
from metrics.words import short

_ROW = 24
_ORDER = ("missing", "late", "returned", "submitted", "approved", "published")


def board_table(board: pd.DataFrame, _version: str = "") -> pd.DataFrame:
    """One row a unit (编号, 单位), one column a quarter with the state's word.

    Args:
        board: one row a unit and quarter, as the store gives it.
    """
    words = board.assign(word=board["state"].astype(str).map(WORDS))
    table = words.pivot(index=["unit", "name"], columns="period", values="word").fillna("")
    table.columns = [parse_period(code).label for code in table.columns]
    return table.reset_index().rename(columns={"unit": "编号", "name": "单位"})


def _hover(board: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    """Lines for the pointer: the unit, which revision of when, how many findings."""
    sent = board["submitted_at"].dt.strftime("%Y-%m-%d %H:%M")
    lines = "第 " + board["revision"].astype("str") + " 版，" + sent.astype("str")
    lines = lines + "<br>检查问题 " + board["findings"].astype("str") + " 处"
    told = board.assign(line=lines.where(board["submitted_at"].notna(), "没有报送"))
    wide = told.pivot(index=["unit", "name"], columns="period", values="line").fillna("")
    return np.dstack([np.repeat(table["单位"].to_numpy()[:, None], wide.shape[1], axis=1), wide.to_numpy()])


def board_alt(board: pd.DataFrame, _version: str = "") -> str:
    """How many reports are in which state."""
    counts = board["state"].astype(str).value_counts()
    parts = [f"{WORDS[state]}{counts[state]}份" for state in reversed(_ORDER) if counts.get(state)]
    return f"应报{len(board)}份：{'，'.join(parts)}。"


@register("board", "报送情况", "谁报了，谁还没有报？", ("unit",), table=board_table, alt=board_alt)
def board(board: pd.DataFrame, version: str = "") -> go.Figure:
    """Grid of states; colour and word in every cell.

    Args:
        board: as for `board_table`.
        version: data version for the source line.
    """
    table = board_table(board)
    quarters = list(table.columns[2:])
    words = table[quarters].to_numpy()
    order = {WORDS[state]: at for at, state in enumerate(_ORDER, 1)}
    colours = [EMPTY_CELL, *(state_tint(state) for state in _ORDER)]
    share = 1 / len(colours)
    cells = go.Heatmap(
        z=np.vectorize(lambda word: order.get(word, 0), otypes=[float])(words),
        zmin=-0.5,
        zmax=len(_ORDER) + 0.5,
        x=list(range(len(quarters))),
        y=list(range(len(table))),
        text=words,
        texttemplate="%{text}",
        textfont={"size": 12, "color": INK},
        customdata=_hover(board, table),
        hovertemplate="<b>%{customdata[0]}</b>　%{text}<br>%{customdata[1]}<extra></extra>",
        colorscale=[(e * share, c) for at, c in enumerate(colours) for e in (at, at + 1)],
        showscale=False,
        xgap=3,
        ygap=3,
    )
    span = "至".join(dict.fromkeys((quarters[0], quarters[-1]))) if quarters else ""
    return go.Figure(
        cells, layout(Caption("报送情况", span, "", version), 110 + _ROW * len(table), **_axes(table))
    )


def _axes(table: pd.DataFrame) -> dict[str, object]:
    quarters = list(table.columns[2:])
    return {
        "xaxis": {
            "side": "top",
            "range": [-0.5, len(quarters) - 0.5],
            "tickvals": list(range(len(quarters))),
            "ticktext": [label.replace("年", "年<br>", 1) for label in quarters],
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(table) - 0.5, -0.5],
            "tickvals": list(range(len(table))),
            "ticktext": [short(name) for name in table["单位"]],
            "showgrid": False,
            "fixedrange": True,
        },
        "margin": {"l": 8, "r": 8, "t": 96, "b": 30},
    }
