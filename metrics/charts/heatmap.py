"""Heatmap: entities × 12 items, the score written in every cell, colour by grade."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import (
    EMPTY_CELL,
    INK,
    caption,
    cut_words,
    ends_words,
    grade_tints,
    labels,
    layout,
    register,
    told,
)
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.tables import gap_words, grade_words, level_name, ordered
from metrics.words import COUNTER, NO_SCORE, STATUS, graded, shown

_ROW = 24
#: What a cell without a score says, in one sign: a cell is 20 pixels wide on a phone.
_GAPS = {STATUS["not_reported"]: "未", STATUS["not_applicable"]: "—", NO_SCORE: "…"}


def heatmap_table(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> pd.DataFrame:
    """One row an entity (编号, 名称), one column an item with its score (empty without), sorted by `node`."""
    index = ordered(book, node, codes)[:first]
    items = {item.name: shown(book.scores.loc[index, item.id]) for item in framework.items}
    names = book.entities.loc[index, "name"]
    return pd.DataFrame({"编号": index, "名称": names, **items}).reset_index(drop=True)


def heatmap_alt(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> str:
    """Strongest and weakest item among the entities shown."""
    table = heatmap_table(framework, book, node, codes, first)
    means = table[[item.name for item in framework.items]].mean().dropna()
    head = f"{len(table)}{COUNTER[book.level]}{level_name(book)}在12项上的得分"
    if means.empty:
        return f"{head}：都还没有得分。"
    return (
        f"{head}：平均最高的是{means.idxmax()}，{shown(means.max()):.1f}分；"
        f"最低的是{means.idxmin()}，{shown(means.min()):.1f}分。"
    )


@register(
    "heatmap",
    "十二项得分热力图",
    "各自强在哪一项、弱在哪一项？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=heatmap_table,
    alt=heatmap_alt,
)
def heatmap(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    first: int | None = None,
) -> go.Figure:
    """Cells by grade; over them transparent squares that report clicks, `customdata` = entity code, item id.

    A Plotly heatmap sends no selection event by itself. Arguments as for `heatmap_table`.
    """
    table = heatmap_table(framework, book, node, codes, first)
    codes_shown, ids = table["编号"], [item.id for item in framework.items]
    cells = _cells(framework, book, pd.Index(codes_shown), ids)
    size = min(_ROW - 2, 22)
    squares = go.Scatter(
        x=np.tile(np.arange(len(ids)), len(codes_shown)),
        y=np.repeat(np.arange(len(codes_shown)), len(ids)),
        mode="markers",
        marker={"symbol": "square", "size": size, "color": "rgba(0,0,0,0)"},
        customdata=np.column_stack(
            [np.repeat(codes_shown.to_numpy(), len(ids)), np.tile(ids, len(codes_shown))]
        ),
        hovertext=cells.pop("hover"),
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        showlegend=False,
    )
    cut = cut_words(len(table), len(ordered(book, node, codes)), COUNTER[book.level])
    signs = "，".join(
        f"{sign} {word}" for word, sign in _GAPS.items() if np.any(np.equal(cells["text"], sign))
    )
    about = caption(book, _title(framework, book, table), told("分", cut, _legend(framework), signs))
    return go.Figure(
        [go.Heatmap(cells), squares], layout(about, 126 + _ROW * len(table), **_axes(framework, table))
    )


def _title(framework: Framework, book: ScoreBook, table: pd.DataFrame) -> str:
    """The finding: in which item those shown are strong on average, and in which weak."""
    means = table[[item.name for item in framework.items]].mean()
    found = ends_words(means.index.to_series(), means.map(shown, na_action="ignore"), "项")
    return f"{level_name(book)}平均：{found}" if found else f"{level_name(book)}十二项得分"


def _cells(framework: Framework, book: ScoreBook, codes: pd.Index, ids: list[str]) -> dict[str, Any]:
    scores = book.scores.loc[codes, ids]
    gaps = gap_words(framework, book).loc[codes, ids]
    order = {grade.word: position for position, grade in enumerate(reversed(framework.grades), 1)}
    grades = scores.apply(lambda column: grade_words(framework, column).map(order).fillna(0))
    # Whole points for want of room, cut off and not rounded: a 79.9 that is not yet 良 must not read 80.
    points = scores.apply(shown).apply(np.floor).astype("Int64").astype("string").fillna("")
    words = np.where(scores.isna(), gaps.replace(_GAPS), points)
    names = book.entities.loc[codes, "name"].to_numpy()
    hover = [
        f"<b>{name}</b><br>{item.name}：{gap or graded(framework, value)}"
        for name, values, row in zip(names, scores.to_numpy(), gaps.to_numpy(), strict=True)
        for item, value, gap in zip(framework.items, values, row, strict=True)
    ]
    return {
        "z": grades.to_numpy(),
        "zmin": -0.5,
        "zmax": len(order) + 0.5,
        "colorscale": _steps([EMPTY_CELL, *reversed(grade_tints(framework.grades).values())]),
        "showscale": False,
        "text": words,
        "texttemplate": "%{text}",
        "textfont": {"size": 10, "color": INK},
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
        "hover": hover,
    }


def _legend(framework: Framework) -> str:
    """The word of every colour."""
    return " ".join(
        f'<span style="color:{ground}">■</span>{word}'
        for word, ground in grade_tints(framework.grades).items()
    )


def _steps(colours: list[str]) -> list[tuple[float, str]]:
    """A colour scale of equal flat steps."""
    share = 1 / len(colours)
    return [(edge * share, colour) for at, colour in enumerate(colours) for edge in (at, at + 1)]


def _axes(framework: Framework, table: pd.DataFrame) -> dict[str, object]:
    items = framework.items
    return {
        "xaxis": {
            "side": "top",
            "range": [-0.5, len(items) - 0.5],
            "tickvals": list(range(len(items))),
            "ticktext": ["<br>".join(item.short_name) for item in items],
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(table) - 0.5, -0.5],
            "tickvals": list(range(len(table))),
            "ticktext": labels(framework, table["编号"], table["名称"], 9),
            "showgrid": False,
            "fixedrange": True,
        },
        "margin": {"l": 8, "r": 8, "t": 96, "b": 30},
        "hovermode": "closest",
        "hoverdistance": -1,
        "clickmode": "event+select",
    }
