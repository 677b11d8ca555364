"""Map of the towns: filled shapes where a GeoJSON was given, else squares of a sketch (示意图)."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import EMPTY_CELL, INK, caption, ends_words, grade_tints, layout, register
from metrics.framework import Framework, Ground, middle, stretch
from metrics.scoring import ScoreBook, graded_for
from metrics.tables import gap_words, grade_words, level_name, points, ranking_table
from metrics.words import COUNTER, NO_SCORE, graded, score, short, shown

_SQUARE, _HEAD = 64, 106
_CLICKS = {
    "hovermode": "closest",
    "hoverdistance": 40,
    "clickmode": "event+select",
    "margin": {"l": 8, "r": 8, "t": 70, "b": 30},
}


def map_table(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    ground: Ground = Ground(),  # noqa: B008 - frozen
) -> pd.DataFrame:
    """The ranking of the towns, best first, with 行 and 列 of each square.

    Args:
        framework: gives the grades.
        book: scores of the towns.
        node: item, group or total.
        codes: only these.
        ground: where they lie; one it does not know has no square.
    """
    cells = {code: (row + 1, column + 1) for code, row, column in ground.cells}
    table = ranking_table(framework, book, node, codes)
    places = [cells.get(code, (pd.NA, pd.NA)) for code in table["编号"]]
    return table.assign(
        行=pd.array([row for row, _ in places], dtype="Int64"),
        列=pd.array([column for _, column in places], dtype="Int64"),
    )


def map_alt(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    ground: Ground = Ground(),  # noqa: B008 - frozen
) -> str:
    """Which town leads, which is furthest behind, and that squares are no map."""
    table = ranking_table(framework, book, node, codes).dropna(subset="得分")
    how = "按乡镇界绘制" if ground.shapes else "方格示意图，不代表实际边界和面积"
    if table.empty:
        return f"{level_name(book)}地图（{how}）：没有可以比较的得分。"
    top, bottom = table.iloc[0], table.iloc[-1]
    return (
        f"{level_name(book)}地图（{how}），共{len(table)}个有得分：最高{top['名称']}，{top['得分']:.1f}分；"
        f"最低{bottom['名称']}，{bottom['得分']:.1f}分。"
    )


@register("map", "乡镇地图", "哪一片走在前面，哪一片落在后面？", ("town",), table=map_table, alt=map_alt)
def ground_map(
    framework: Framework,
    book: ScoreBook,
    node: str = "total",
    codes: tuple[str, ...] | None = None,
    ground: Ground = Ground(),  # noqa: B008 - frozen
) -> go.Figure:
    """Towns coloured by grade with name and score; `customdata` of a mark is the town's code.

    Arguments as for `map_table`. Shapes are filled scatter traces: a choropleth would ask a foreign host.
    """
    names = book.entities["name"] if codes is None else book.entities["name"].reindex(list(codes)).dropna()
    words = _words(framework, book, node, names)
    title = _title(framework, book, node, codes)
    drawn = dict(ground.shapes)
    if any(code in drawn for code in names.index):
        missing = [name for code, name in names.items() if code not in drawn]
        unit = "分　" + (f"没有边界的：{'、'.join(missing)}" if missing else "")
        return _shapes(ground, words, (framework, book, title, unit))
    return _squares(ground, words, (framework, book, title, "分　示意图，不代表实际边界和面积"))


def _title(framework: Framework, book: ScoreBook, node: str, codes: tuple[str, ...] | None) -> str:
    """The finding: who leads and who is last."""
    table = ranking_table(framework, book, node, codes)
    what, found = framework.node[node].name, ends_words(table["名称"], table["得分"], COUNTER[book.level])
    return f"{what}：{found}" if found else f"{level_name(book)}{what}"


def _words(framework: Framework, book: ScoreBook, node: str, names: pd.Series) -> pd.DataFrame:
    """By town: name, score as text, grade word and colour, what a hover says."""
    grades = graded_for(framework, book)
    scores = points(book, node).reindex(names.index)
    grade = grade_words(grades, scores)
    colours = grade_tints(grades.grades)
    gaps = gap_words(framework, book)
    why = gaps[node].reindex(names.index) if node in gaps else pd.Series(NO_SCORE, index=names.index)
    text = [
        score(value) if pd.notna(value) else gap or NO_SCORE for value, gap in zip(scores, why, strict=True)
    ]
    hover = [
        f"<b>{name}</b><br>{framework.node[node].name} {graded(grades, value) if pd.notna(value) else said}"
        for name, value, said in zip(names, scores, text, strict=True)
    ]
    fill = grade.map(colours).fillna(EMPTY_CELL)
    return pd.DataFrame(
        {"name": names, "score": shown(scores), "text": text, "grade": grade, "fill": fill, "hover": hover}
    )


def _shapes(ground: Ground, words: pd.DataFrame, told: tuple[Framework, ScoreBook, str, str]) -> go.Figure:
    framework, book, title, unit = told
    traces, at = [], {}
    for code, rings in ground.shapes:
        if code not in words.index:
            continue
        corners = [point for ring in rings for point in (*ring, ring[0], (None, None))][:-1]
        traces.append(
            go.Scatter(
                x=[east for east, _ in corners],
                y=[north for _, north in corners],
                mode="lines",
                fill="toself",
                fillcolor=words.loc[code, "fill"],
                line={"color": "#ffffff", "width": 1.2},
                hoverinfo="skip",
                showlegend=False,
            )
        )
        at[code] = middle(rings)
    own = words.loc[list(at)]
    labels = [
        f"{short(name, 5)}<br><b>{text}</b>" for name, text in zip(own["name"], own["text"], strict=True)
    ]
    traces.append(_marks(own, [x for x, _ in at.values()], [y for _, y in at.values()], labels, 26))
    axes = {
        "xaxis": {"visible": False, "fixedrange": True},
        "yaxis": {"visible": False, "fixedrange": True, "scaleanchor": "x", "scaleratio": stretch(ground)},
    }
    return go.Figure(
        traces, layout(caption(book, title, unit + _legend(framework, book)), 560, **axes, **_CLICKS)
    )


def _squares(ground: Ground, words: pd.DataFrame, told: tuple[Framework, ScoreBook, str, str]) -> go.Figure:
    framework, book, title, unit = told
    cells = {code: (row, column) for code, row, column in ground.cells}
    cells = _with_room(cells, words.index)
    rows, columns = (max((place[axis] for place in cells.values()), default=0) + 1 for axis in (0, 1))
    grades = graded_for(framework, book).grades
    order = {grade.word: number for number, grade in enumerate(reversed(grades), 1)}
    z = np.full((rows, columns), np.nan)
    text = np.full((rows, columns), "", dtype=object)
    own = words.loc[[code for code in cells if code in words.index]]
    for code, row in own.iterrows():
        place = cells[str(code)]
        z[place] = order.get(row["grade"], 0)
        word = row["grade"] if row["grade"] in order else ""
        text[place] = f"{short(row['name'], 5)}<br><b>{row['text']}</b><br>{word}"
    colours = [EMPTY_CELL, *reversed(grade_tints(grades).values())]
    share = 1 / len(colours)
    heat = go.Heatmap(
        z=z,
        zmin=-0.5,
        zmax=len(order) + 0.5,
        colorscale=[(edge * share, one) for at, one in enumerate(colours) for edge in (at, at + 1)],
        showscale=False,
        text=text,
        texttemplate="%{text}",
        textfont={"size": 12, "color": INK},
        xgap=3,
        ygap=3,
        hoverinfo="skip",
    )
    places = [cells[str(code)] for code in own.index]
    marks = _marks(own, [column for _, column in places], [row for row, _ in places], None, 44)
    axes = {
        "xaxis": {"visible": False, "fixedrange": True, "range": [-0.5, columns - 0.5]},
        "yaxis": {"visible": False, "fixedrange": True, "range": [rows - 0.5, -0.5]},
    }
    height = _HEAD + _SQUARE * rows
    return go.Figure([heat, marks], layout(caption(book, title, unit), height, **axes, **_CLICKS))


def _with_room(cells: dict[str, tuple[int, int]], codes: pd.Index) -> dict[str, tuple[int, int]]:
    """The squares, and below them a row for towns that the arrangement does not know."""
    below = max((row for row, _ in cells.values()), default=-1) + 1
    spare = [str(code) for code in codes if code not in cells]
    wide = max((column for _, column in cells.values()), default=4) + 1
    return cells | {code: (below + at // wide, at % wide) for at, code in enumerate(spare)}


def _marks(
    own: pd.DataFrame, x: list[float], y: list[float], labels: list[str] | None, size: int
) -> go.Scatter:
    """What takes clicks and hovers, and the labels where there are any."""
    return go.Scatter(
        x=x,
        y=y,
        mode="markers+text" if labels else "markers",
        text=labels,
        textfont={"size": 11, "color": INK},
        marker={"symbol": "square", "size": size, "color": "rgba(0,0,0,0)"},
        customdata=np.column_stack([own.index.to_numpy(dtype=object), own["name"].to_numpy(dtype=object)]),
        hovertext=own["hover"],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        showlegend=False,
    )


def _legend(framework: Framework, book: ScoreBook) -> str:
    return "　" + " ".join(
        f'<span style="color:{ground}">■</span>{word}'
        for word, ground in grade_tints(graded_for(framework, book).grades).items()
    )
