"""Radar: one entity's 12 items against the median of its level, and the best if asked."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, CATEGORICAL, caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.tables import gap_words, grade_words, level_name
from metrics.words import row_at, score, short, shown, text_at


def radar_table(framework: Framework, book: ScoreBook, code: str, best: bool = False) -> pd.DataFrame:
    """One row an item: 项目, 得分, 等次 (or why there is no score), 中位数, and 最高 where `best`.

    Raises:
        KeyError: the book has no entity with this code.
    """
    ids = [item.id for item in framework.items]
    own, all_scores = row_at(book.scores, code)[ids], book.scores[ids]
    gaps = row_at(gap_words(framework, book), code)
    table = pd.DataFrame(
        {
            "项目": [item.name for item in framework.items],
            "得分": shown(own.to_numpy()),
            "等次": gaps.where(gaps != "", grade_words(framework, own)).to_numpy(),
            "中位数": shown(all_scores.median().to_numpy()),
        }
    )
    return table.assign(最高=shown(all_scores.max().to_numpy())) if best else table


def radar_alt(framework: Framework, book: ScoreBook, code: str, best: bool = False) -> str:
    """How many items lie above the median, and the strongest and the weakest of them."""
    table = radar_table(framework, book, code, best).dropna(subset="得分")
    name = text_at(book.entities, code, "name")
    if table.empty:
        return f"{name}的12项都还没有得分。"
    above = int((table["得分"] > table["中位数"]).sum())
    strong, weak = row_at(table, table["得分"].idxmax()), row_at(table, table["得分"].idxmin())
    return (
        f"{name}的12项得分：{above}项高于{level_name(book)}中位数；最强{strong['项目']}，{strong['得分']:.1f}分；"
        f"最弱{weak['项目']}，{weak['得分']:.1f}分。"
    )


@register(
    "radar",
    "十二项雷达图",
    "与同类中位数相比，长板和短板在哪里？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=radar_table,
    alt=radar_alt,
)
def radar(framework: Framework, book: ScoreBook, code: str, best: bool = False) -> go.Figure:
    """Twelve axes from 0 to 100 with the entity's score at each name; a missing score leaves a gap."""
    table = radar_table(framework, book, code, best)
    words = [
        f"{item.short_name}<br><b>{score(value) if pd.notna(value) else grade}</b>"
        for item, value, grade in zip(framework.items, table["得分"], table["等次"], strict=True)
    ]
    name = text_at(book.entities, code, "name")
    lines = [
        _line(table["中位数"], words, "中位数", CATEGORICAL[8], "dot"),
        _line(table["得分"], words, "本对象", ACCENT),
    ]
    if best:
        lines.insert(0, _line(table["最高"], words, "最高", CATEGORICAL[6], "dash"))
    return go.Figure(lines, layout(caption(book, f"{short(name, 16)}：十二项"), 480, **_axes()))


def _line(values: pd.Series, words: list[str], name: str, colour: str, dash: str = "") -> go.Scatterpolar:
    fill = not dash
    return go.Scatterpolar(
        r=[*values, values.iloc[0]],
        theta=[*words, words[0]],
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2.5 if fill else 1.5, "dash": dash or "solid"},
        marker={"size": 6 if fill else 4},
        fillcolor=f"{colour}30",
        fill="toself" if fill and values.notna().all() else "none",
        hovertemplate=f"{name}<br>%{{theta}}<br>%{{r:.1f}}分<extra></extra>",
    )


def _axes() -> dict[str, object]:
    return {
        "polar": {
            "radialaxis": {
                "range": [0, 100],
                "tickvals": [60, 80, 90],
                "tickfont": {"size": 10},
                "angle": 90,
            },
            "angularaxis": {"direction": "clockwise", "rotation": 90, "tickfont": {"size": 12}},
        },
        "margin": {"l": 48, "r": 48, "t": 128, "b": 76},
        "legend": {"x": 0.5, "y": 1.14, "xanchor": "center", "yanchor": "bottom"},
    }
