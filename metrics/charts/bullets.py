"""Bullets: one entity's twelve items in order, each with the median of its level and the target."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import INK, NO_SCORE, caption, ends_words, layout, register, tint
from metrics.framework import Framework
from metrics.scoring import ScoreBook, graded_for
from metrics.tables import gap_words, grade_words, level_name
from metrics.words import COUNTER, row_at, score, short, shown, text_at

_BAR, _NEUTRAL = 26, "#8497b0"


def _target(framework: Framework, book: ScoreBook) -> float:
    """The score that is aimed at: from where the grade below the best begins; the full score before any."""
    grades = graded_for(framework, book).grades
    return float(grades[1].at_least) if len(grades) > 1 else 100.0


def bullets_table(framework: Framework, book: ScoreBook, code: str) -> pd.DataFrame:
    """One row an item, the best first, those without a score last: 项目, 得分, 等次, 中位数, 目标.

    Where there is no score, 等次 says why.

    Raises:
        KeyError: the book has no entity with this code.
    """
    ids = [item.id for item in framework.items]
    own = row_at(book.scores, code)[ids].astype(float)
    gaps = row_at(gap_words(framework, book), code)[ids]
    words = gaps.where(gaps != "", grade_words(graded_for(framework, book), own))
    table = pd.DataFrame(
        {
            "项目": [item.name for item in framework.items],
            "得分": shown(own.to_numpy()),
            "等次": words.to_numpy(),
            "中位数": shown(book.scores[ids].median().to_numpy()),
            "目标": _target(framework, book),
        }
    )
    return table.sort_values("得分", ascending=False, kind="stable", na_position="last").reset_index(
        drop=True
    )


def bullets_alt(framework: Framework, book: ScoreBook, code: str) -> str:
    """How many items lie above the median, and the strongest and the weakest of them."""
    table = bullets_table(framework, book, code)
    scored, name = table.dropna(subset="得分"), text_at(book.entities, code, "name")
    if scored.empty:
        return f"{name}的12项都还没有得分。"
    above = int((scored["得分"] > scored["中位数"]).sum())
    strong, weak = (
        scored.loc[scored["得分"].eq(end)] for end in (scored["得分"].max(), scored["得分"].min())
    )
    return (
        f"{name}的12项得分：{above}项高于{level_name(book)}中位数；最强{_which(strong)}；最弱{_which(weak)}。"
    )


def _which(equal: pd.DataFrame) -> str:
    """The item and its score; of several equal ones the first and how many they are."""
    first = equal.iloc[0]
    more = f"等{len(equal)}项" if len(equal) > 1 else ""
    return f"{first['项目']}{more}，{first['得分']:.1f}分"


@register(
    "bullets",
    "十二项得分与中位数",
    "与同类中位数和目标相比，长板和短板在哪里？",
    ("enterprise", "brand", "unit", "county", "town", "industry"),
    table=bullets_table,
    alt=bullets_alt,
)
def bullets(framework: Framework, book: ScoreBook, code: str) -> go.Figure:
    """Bars by grade with score and word; a stroke is the median, the dotted line the target.

    A missing score has no bar: its place says why.
    """
    table, target = bullets_table(framework, book, code), _target(framework, book)
    labels, colours = _words_and_colours(framework, book, table)
    traces = [_bars(table, labels, colours), _words(table, labels)]
    if len(book.entities) > 1:
        traces.append(_medians(book, table))
    found = _finding(table, text_at(book.entities, code, "name"))
    about = caption(book, found, f"分　虚线是目标 {target:.0f}")
    return go.Figure(traces, layout(about, 150 + _BAR * len(table), **_axes(table, target)))


def _words_and_colours(
    framework: Framework, book: ScoreBook, table: pd.DataFrame
) -> tuple[list[str], list[str]]:
    """What stands behind each bar, and the bar's colour."""
    colours = {grade.word: tint(grade.colour, 0.75) for grade in graded_for(framework, book).grades}
    labels = [
        word if none else f"{score(value)} {word if word in colours else ''}".strip()
        for value, word, none in zip(table["得分"], table["等次"], table["得分"].isna(), strict=True)
    ]
    return labels, [colours.get(word, _NEUTRAL) for word in table["等次"]]


def _bars(table: pd.DataFrame, labels: list[str], colours: list[str]) -> go.Bar:
    return go.Bar(
        orientation="h",
        x=table["得分"].fillna(0),
        y=table["项目"],
        name="得分",
        customdata=labels,
        width=0.62,
        marker={"color": colours, "cornerradius": 3},
        hovertemplate="%{y}：%{customdata}<extra></extra>",
        showlegend=False,
    )


def _words(table: pd.DataFrame, labels: list[str]) -> go.Scatter:
    """In a column of their own: beside the bars the strokes of the medians would run through them."""
    return go.Scatter(
        x=[103] * len(table),
        y=table["项目"],
        text=labels,
        mode="text",
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
    )


def _medians(book: ScoreBook, table: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=table["中位数"],
        y=table["项目"],
        name=f"{level_name(book)}中位数（{len(book.entities)}{COUNTER[book.level]}）",
        mode="markers",
        marker={"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": INK}, "color": INK},
        hovertemplate="%{y}中位数：%{x:.1f}<extra></extra>",
    )


def _axes(table: pd.DataFrame, target: float) -> dict[str, object]:
    line = {"type": "line", "x0": target, "x1": target, "y0": 0, "y1": 1, "yref": "paper"}
    return {
        "xaxis": {"range": [0, 132], "tickvals": [0, 20, 40, 60, 80, 100], "fixedrange": True},
        "yaxis": {
            "range": [len(table) - 0.4, -0.6],
            "type": "category",
            "categoryorder": "array",
            "categoryarray": table["项目"],
            "fixedrange": True,
        },
        "shapes": [{**line, "line": {"dash": "dot", "width": 1.5, "color": NO_SCORE}}],
        "margin": {"l": 8, "r": 12, "t": 92, "b": 48},
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    }


def _finding(table: pd.DataFrame, name: str) -> str:
    scored = table.dropna(subset="得分")
    found = ends_words(scored["项目"], scored["得分"], "项")
    return f"{short(name, 8)}：{found}" if found else f"{short(name, 10)}：十二项"
