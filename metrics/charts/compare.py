"""Comparison: two to four entities side by side on the 12 items."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.tables import gap_words, level_name
from metrics.words import row_at, short, shown, text_at

#: More than these cannot be told apart in one figure.
MOST = 4
_SIGNS = ("circle", "square", "diamond", "triangle-up")
_COLOURS = (CATEGORICAL[0], CATEGORICAL[1], CATEGORICAL[2], CATEGORICAL[8])


def compare_table(framework: Framework, book: ScoreBook, codes: tuple[str, ...]) -> pd.DataFrame:
    """One row the total and each item (项目), one column an entity's score, and the 差距 between them.

    Entities the book does not have are left out; of more than four the first four are taken.
    """
    known = [code for code in codes if code in book.scores.index][:MOST]
    nodes = [framework.root, *framework.items]
    scores = book.scores.loc[known, [node.id for node in nodes]]
    columns = {
        f"{code} {text_at(book.entities, code, 'name')}": shown(row_at(scores, code).to_numpy())
        for code in known
    }
    table = pd.DataFrame({"项目": [node.name for node in nodes], **columns})
    return table.assign(差距=(table.iloc[:, 1:].max(axis=1) - table.iloc[:, 1:].min(axis=1)).round(1))


def compare_alt(framework: Framework, book: ScoreBook, codes: tuple[str, ...]) -> str:
    """Where they lie farthest apart."""
    table = compare_table(framework, book, codes)
    names = "、".join(short(name.partition(" ")[2], 8) for name in table.columns[1:-1])
    apart = table["差距"].iloc[1:].dropna()
    if apart.empty or len(table.columns) < 4:
        return f"{names or level_name(book)}的对比：没有可以比较的得分。"
    return f"{names}的对比：{_farthest(table)}。"


def _farthest(table: pd.DataFrame) -> str:
    """In which item they lie farthest apart; equal ones are counted. Empty without anything to compare."""
    apart = table["差距"].iloc[1:].dropna()
    if apart.empty or len(table.columns) < 4:
        return ""
    most = apart[apart == apart.max()]
    if not most.iloc[0]:
        return "十二项都没有差距" if len(apart) == len(table) - 1 else "有得分的各项都没有差距"
    where = text_at(table, most.index[0], "项目") if len(most) == 1 else f"{len(most)}项并列"
    return f"{where}差得最多，相差{most.iloc[0]:.1f}分"


@register(
    "compare",
    "并排对比",
    "和谁比，差在哪一项？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=compare_table,
    alt=compare_alt,
)
def compare(framework: Framework, book: ScoreBook, codes: tuple[str, ...]) -> go.Figure:
    """A line an item, on it a mark of its own shape and colour for each entity; its length is the gap."""
    table = compare_table(framework, book, codes)
    items, columns = list(table["项目"]), list(table.columns[1:-1])
    marks = [
        go.Scatter(
            x=table[column],
            y=[place + 0.16 * (at - (len(columns) - 1) / 2) for place in range(len(items))],
            name=short(column.partition(" ")[2], 12),
            mode="markers",
            marker={
                "size": 12,
                "symbol": _SIGNS[at],
                "color": _COLOURS[at],
                "line": {"color": "#fff", "width": 1},
            },
            customdata=[[column.partition(" ")[0]]] * len(items),
            hovertext=items,
            hovertemplate="%{hovertext}　%{x:.1f}分<extra>%{fullData.name}</extra>",
        )
        for at, column in enumerate(columns)
    ]
    gaps = gap_words(framework, book)
    missing = sum(int((row_at(gaps, column.partition(" ")[0]) != "").sum()) for column in columns)
    unit = f"分{f'；{missing}处没有得分，不画' if missing else ''}"
    axes = {
        "xaxis": {"range": [-2, 102], "fixedrange": True, "nticks": 6},
        "yaxis": {
            "range": [len(items) - 0.5, -0.5],
            "tickvals": list(range(len(items))),
            "ticktext": items,
            "fixedrange": True,
            "showgrid": False,
        },
        "shapes": _bars(table),
        "margin": {"l": 8, "r": 12, "t": 104, "b": 54},
        "showlegend": True,
    }
    title = _farthest(table) or f"{level_name(book)}并排对比"
    return go.Figure(marks, layout(caption(book, title, unit), 470, **axes))


def _bars(table: pd.DataFrame) -> list[dict[str, object]]:
    low, high = table.iloc[:, 1:-1].min(axis=1), table.iloc[:, 1:-1].max(axis=1)
    line = {"color": "#c4ccd8", "width": 3}
    return [
        {"type": "line", "layer": "below", "x0": one, "x1": other, "y0": place, "y1": place, "line": line}
        for place, (one, other) in enumerate(zip(low, high, strict=True))
        if pd.notna(one)
    ]
