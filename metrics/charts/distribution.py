"""Distribution: how the values of a measure, or the scores of an item, spread over the entities."""

from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, CATEGORICAL, caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.tables import level_name, unit_of
from metrics.words import COUNTER, STATUS, amount, number

_BINS = 10


def _values(framework: Framework, book: ScoreBook, id_: str) -> tuple[pd.Series, str, str]:
    """Values, unit and name of a measure or of an item."""
    if id_ in framework.measure:
        return book.values[id_], unit_of(framework, book, id_), framework.measure[id_].name
    return book.scores[id_], "分", framework.node[id_].name


def _edges(values: pd.Series, *, scores: bool) -> np.ndarray:
    """Bin edges: tens for scores, else at most about ten round steps that hold every value."""
    if scores:
        return np.linspace(0, 100, _BINS + 1)
    lowest, highest = min(0.0, values.min()), values.max()
    step = _round_step((highest - lowest) / _BINS or 1.0, whole=bool((values % 1 == 0).all()))
    first, last = np.floor(lowest / step), np.floor(highest / step) + 1
    return np.arange(first, last + 1) * step


def _round_step(least: float, *, whole: bool) -> float:
    """The smallest of 1, 2, 5 (times a power of ten) that is not below `least`; whole for whole numbers."""
    power = 10.0 ** np.floor(np.log10(least))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= least * (1 - 1e-9))
    return max(step, 1.0) if whole else step


def distribution_table(framework: Framework, book: ScoreBook, measure: str) -> pd.DataFrame:
    """One row a bin (区间, 个数), then one row a reason for having no value (未报送, 不适用 or 未评分).

    Args:
        framework: names and units.
        book: scores of one level.
        measure: id of a measure (its values are shown) or of an item, group or the total (its scores).
    """
    values, _, _ = _values(framework, book, measure)
    present = values.dropna().astype(float)
    rows = pd.DataFrame({"区间": pd.Series(dtype="str"), "个数": pd.Series(dtype="int64")})
    if len(present):
        edges = _edges(present, scores=measure not in framework.measure)
        counts, _ = np.histogram(present, edges)
        spans = [f"{number(a)}–{number(b)}" for a, b in pairwise(edges)]
        rows = pd.DataFrame({"区间": spans, "个数": counts})
    return pd.concat([rows, _without(framework, book, measure, values)], ignore_index=True)


def _without(framework: Framework, book: ScoreBook, measure: str, values: pd.Series) -> pd.DataFrame:
    if measure in framework.measure:
        words = book.status[measure].astype(str).map(STATUS)[values.isna()]
    else:
        words = pd.Series("未评分", index=values.index[values.isna()])
    counts = words.value_counts()
    return pd.DataFrame({"区间": counts.index.astype("str"), "个数": counts.to_numpy()})


def distribution_alt(framework: Framework, book: ScoreBook, measure: str) -> str:
    """How many have a value, between which values, and the median."""
    values, unit, name = _values(framework, book, measure)
    present = values.dropna().astype(float)
    head = f"{level_name(book)}{name}的分布"
    if present.empty:
        return f"{head}：还没有数据。"
    return (
        f"{head}：{len(present)}{COUNTER[book.level]}有数据，最低{amount(present.min(), unit)}，"
        f"中位数{amount(present.median(), unit)}，最高{amount(present.max(), unit)}。"
    )


@register(
    "distribution",
    "分布",
    "多数处在什么水平，差距有多大？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=distribution_table,
    alt=distribution_alt,
)
def distribution(framework: Framework, book: ScoreBook, measure: str) -> go.Figure:
    """Columns with their counts, the median as a line; those without a value are counted beside the bins."""
    values, unit, name = _values(framework, book, measure)
    table = distribution_table(framework, book, measure)
    present = values.dropna().astype(float)
    edges = _edges(present, scores=measure not in framework.measure) if len(present) else np.empty(0)
    counter, bins = COUNTER[book.level], max(len(edges) - 1, 0)
    bars = go.Bar(
        x=_places(bins, len(table)),
        y=table["个数"],
        text=[f"{count}" if count else "" for count in table["个数"]],
        textposition="outside",
        cliponaxis=False,
        width=0.86,
        marker={"color": [ACCENT] * bins + [CATEGORICAL[3]] * (len(table) - bins)},
        customdata=table["区间"],
        hovertemplate=f"%{{customdata}}：%{{y}}{counter}<extra></extra>",
    )
    axes = {
        "xaxis": {**_ticks(table["区间"], edges), "showgrid": False, "fixedrange": True},
        "yaxis": {
            "title": {"text": f"{level_name(book)}数（{counter}）"},
            "fixedrange": True,
            "rangemode": "tozero",
        },
        "margin": {"l": 8, "r": 12, "t": 84, "b": 62},
    }
    median = [_median(present, edges, unit)] if len(present) else []
    what = f"{level_name(book)}{name}"
    half = amount(present.median(), unit)
    title = f"{what}：一半在{half}以上" if present.nunique() > 1 else f"{what}的分布"
    return go.Figure(
        bars,
        layout(
            caption(book, title, unit),
            340,
            annotations=median,
            shapes=[_line(mark) for mark in median],
            **axes,
        ),
    )


def _places(bins: int, columns: int) -> list[float]:
    """Where the columns stand: the bins side by side, those without a value a little apart."""
    return [*range(bins), *(place + 0.6 for place in range(bins, columns))]


def _ticks(names: pd.Series, edges: np.ndarray) -> dict[str, object]:
    """Edges between the bins, and below each column of missing ones its reason."""
    bins = max(len(edges) - 1, 0)
    reasons = ["<br>".join((word[:2], word[2:])) for word in names[bins:]]
    at = [*(k - 0.5 for k in range(len(edges))), *_places(bins, len(names))[bins:]]
    return {"tickvals": at, "ticktext": [*(number(edge) for edge in edges), *reasons], "tickangle": 0}


def _median(present: pd.Series, edges: np.ndarray, unit: str) -> dict[str, object]:
    at = np.interp(present.median(), edges, np.arange(len(edges)) - 0.5)
    return {
        "x": at,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        # Away from the numbers of the axis, which stand left of the first bin.
        "xanchor": "left" if at < len(edges) / 2 else "right",
        "text": f"中位数 {amount(present.median(), unit)}",
        "font": {"color": CATEGORICAL[2], "size": 12},
    }


def _line(mark: dict[str, object]) -> dict[str, object]:
    line = {"color": CATEGORICAL[2], "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": mark["x"], "x1": mark["x"], "y0": 0, "y1": 1, "yref": "paper", "line": line}
