"""Item ends: how many stand at 100 and how many at 0, item by item."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, NO_SCORE, caption, item_axis, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.scoring.checkup import MOST_AT_ONE, spreads
from metrics.tables import level_name

_FULL, _NONE = CATEGORICAL[0], CATEGORICAL[6]


def item_ends_table(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """One row an item that has scores: 项目, 满分占比, 零分占比, 同值占比 (per cent), 不同得分."""
    rows = [
        {
            "项目": one.name,
            "满分占比": round(one.full * 100, 1),
            "零分占比": round(one.none * 100, 1),
            "同值占比": round(one.one_value * 100, 1),
            "不同得分": one.distinct,
        }
        for one in spreads(framework, book)
        if one.item
    ]
    return pd.DataFrame(rows, columns=["项目", "满分占比", "零分占比", "同值占比", "不同得分"])


def item_ends_alt(framework: Framework, book: ScoreBook) -> str:
    """Where most stand at the top and where at the bottom."""
    table = item_ends_table(framework, book)
    head = f"{level_name(book)}十二项的满分和零分"
    if table.empty:
        return f"{head}：都还没有得分。"
    top, bottom = (table.iloc[int(table[name].to_numpy().argmax())] for name in ("满分占比", "零分占比"))
    none = f"零分最多的是{bottom['项目']}，占{bottom['零分占比']:.0f}%" if bottom["零分占比"] else "没有零分"
    return f"{head}：满分最多的是{top['项目']}，占{top['满分占比']:.0f}%；{none}。"


@register(
    "item_ends",
    "十二项的天花板和地板",
    "哪些项多数人同在满分或零分？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=item_ends_table,
    alt=item_ends_alt,
)
def item_ends(framework: Framework, book: ScoreBook) -> go.Figure:
    """Bars to the right for those at 100, to the left for those at 0, a line where it becomes too many."""
    table, limit = item_ends_table(framework, book), MOST_AT_ONE * 100
    sides = (("满分占比", 1, _FULL, "满分"), ("零分占比", -1, _NONE, "零分"))
    bars = [
        go.Bar(
            orientation="h",
            x=table[column] * sign,
            y=table["项目"],
            name=word,
            marker={"color": colour},
            text=[f"{value:.0f}%" if value else "" for value in table[column]],
            textposition="outside",
            cliponaxis=False,
            hovertext=[
                f"<b>{item}</b><br>{word}占{value:.1f}%"
                for item, value in zip(table["项目"], table[column], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for column, sign, colour, word in sides
    ]
    line = {
        "type": "line",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"dash": "dot", "width": 1, "color": NO_SCORE},
    }
    axes = {
        "barmode": "relative",
        "bargap": 0.3,
        "shapes": [{**line, "x0": x, "x1": x} for x in (-limit, limit)],
        "xaxis": {
            "range": [-118, 118],
            "tickvals": [-100, -limit, 0, limit, 100],
            "ticktext": ["100%", f"{limit:g}%", "0", f"{limit:g}%", "100%"],
            "fixedrange": True,
        },
        "yaxis": item_axis(framework, table["项目"]),
        "margin": {"l": 8, "r": 12, "t": 88, "b": 48},
    }
    title = f"{level_name(book)}十二项的满分和零分"
    return go.Figure(bars, layout(caption(book, title, "%"), 130 + 30 * len(table), **axes))
