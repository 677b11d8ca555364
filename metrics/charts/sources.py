"""Sources: how much of the spread of ranks comes from weights, how much from method, how much from data."""

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import CATEGORICAL, Caption, layout, register
from metrics.framework import LEVEL_NAMES, Framework
from metrics.scoring import ScoreBook
from metrics.scoring.whatif import Comparison, SourceShares
from metrics.tables import whatif
from metrics.words import short

_ROW, _MANY = 24, 10
_COLOURS = {
    "权重": CATEGORICAL[0],
    "方法": CATEGORICAL[2],
    "数据": CATEGORICAL[1],
    whatif.TOGETHER: "#b8c4c2",
}


def sources_table(
    framework: Framework,  # noqa: ARG001 - one signature for all charts
    book: ScoreBook,
    compared: Comparison,
    shares: SourceShares,
    first: int = _MANY,
) -> pd.DataFrame:
    """One row an entity: 编号, 名称, and the share of each source in percent; 全部 first."""
    return whatif.source_table(book, compared, shares, first)


def sources_alt(
    framework: Framework, book: ScoreBook, compared: Comparison, shares: SourceShares, first: int = _MANY
) -> str:
    """What the spread of all ranks comes from."""
    table = sources_table(framework, book, compared, shares, first)
    parts = [f"{name}{share:.0f}%" for name, share in _shares(table).iloc[0].items()]
    return f"{LEVEL_NAMES[book.level]}名次波动的来源，全部合计：{'，'.join(parts)}。"


@register(
    "sources",
    "名次波动的来源",
    "名次不稳，是因为权重、方法还是数据？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=sources_table,
    alt=sources_alt,
)
def sources(
    framework: Framework, book: ScoreBook, compared: Comparison, shares: SourceShares, first: int = _MANY
) -> go.Figure:
    """A bar of 100 % an entity, the whole level's on top.

    Args:
        framework: as of every chart.
        book: the official scores.
        compared: the same level and period under an assumption that varies more than weights.
        shares: of its sources.
        first: how many of the best are drawn.
    """
    table = sources_table(framework, book, compared, shares, first)
    bars = [
        go.Bar(
            x=values,
            y=table["编号"],
            orientation="h",
            name=name,
            marker={"color": _COLOURS[str(name)]},
            customdata=table["名称"],
            hovertemplate=f"<b>%{{customdata}}</b><br>{name}：%{{x:.0f}}%<extra></extra>",
        )
        for name, values in _shares(table).items()
    ]
    axes = {
        "barmode": "stack",
        "xaxis": {"range": [0, 100], "ticksuffix": "%", "fixedrange": True, "side": "bottom"},
        "yaxis": {
            "type": "category",
            "tickvals": list(table["编号"]),
            "ticktext": [short(name) for name in table["名称"]],
            "autorange": "reversed",
            "fixedrange": True,
        },
        "margin": {"l": 8, "r": 12, "t": 92, "b": 62},
    }
    title = f"{LEVEL_NAMES[book.level]}名次波动的来源（{whatif.varied_words(compared.scenario)}）"
    caption = Caption(title, book.scope.label, "%", book.data_version)
    return go.Figure(bars, layout(caption, 170 + _ROW * len(table), **axes))


def _shares(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns=["编号", "名称"])
