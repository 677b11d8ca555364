"""Item components: whether the twelve items measure one thing or several."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, CATEGORICAL, INK, NO_SCORE, caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.scoring.checkup import Components, components
from metrics.tables import level_name

#: Components whose loadings are shown.
_SHOWN = 3
_SCALE = [(0.0, "#e9a87c"), (0.5, "#ffffff"), (1.0, "#7fb2e5")]


def item_components_table(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """One row a component: 成分, 占差异 (per cent), 累计 (per cent), then its loading on each item."""
    found = components(framework, book)
    names = {item.id: item.name for item in framework.items}
    shares = (found.shares * 100).round(1)
    loadings = {names[item]: row.round(2) for item, row in zip(found.items, found.loadings, strict=True)}
    columns = {
        "成分": [f"第{place}成分" for place in range(1, len(shares) + 1)],
        "占差异": shares,
        "累计": (found.shares.cumsum() * 100).round(1),
        **loadings,
    }
    return pd.DataFrame(columns)


def item_components_alt(framework: Framework, book: ScoreBook) -> str:
    """How much the first component tells, how many are above average, and Cronbach's alpha."""
    found = components(framework, book)
    head = f"{level_name(book)}各项的主成分"
    if not len(found.shares):
        return f"{head}：得分太少或都一样，还看不出来。"
    above = int((found.shares > 1 / len(found.shares)).sum())
    return (
        f"{head}：第一成分占差异的{found.shares[0]:.0%}，{above}个成分高于平均；{_alpha(found)}，"
        f"{'各项大体在看同一件事' if found.alpha >= 0.7 else '各项看的是几件不同的事'}。"
    )


def _alpha(found: Components) -> str:
    return f"信度系数（克隆巴赫）{found.alpha:.2f}"


@register(
    "item_components",
    "各项的主成分",
    "十二项看的是一件事还是几件事？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=item_components_table,
    alt=item_components_alt,
)
def item_components(framework: Framework, book: ScoreBook) -> go.Figure:
    """Above, the share of each component; below, the loadings of the first ones on every item."""
    found = components(framework, book)
    names = [framework.node[item].short_name for item in found.items]
    axes = {**_scree_axes(found), **_loading_axes(names)}
    axes |= {"margin": {"l": 8, "r": 12, "t": 92, "b": 56}, "colorway": [ACCENT, CATEGORICAL[6]]}
    head = caption(book, f"{level_name(book)}各项的主成分", "%")
    marks = [*_scree(found), _loadings(found)]
    figure = go.Figure(marks, layout(head, 240 + 28 * len(names), **axes))
    if len(found.shares):
        figure.layout.title.subtitle.text += f" · {_alpha(found)}"
    return figure


def _scree(found: Components) -> tuple[go.Scatter, go.Scatter]:
    """The share of each component, and what each would have if all were alike."""
    places = list(range(1, len(found.shares) + 1))
    scree = go.Scatter(
        x=places,
        y=found.shares * 100,
        mode="lines+markers+text",
        name="占差异的比重",
        line={"color": ACCENT},
        text=[f"{share:.0%}" if place < _SHOWN else "" for place, share in enumerate(found.shares)],
        textposition="top right",
        cliponaxis=False,
        hovertext=[f"第{place}成分：{share:.1%}" for place, share in zip(places, found.shares, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    average = go.Scatter(
        x=places,
        y=[100 / max(1, len(places))] * len(places),
        mode="lines",
        name="平均",
        line={"color": NO_SCORE, "dash": "dot"},
        hoverinfo="skip",
    )
    return scree, average


def _loadings(found: Components) -> go.Heatmap:
    """The loadings of the first components, a row an item."""
    loadings = found.loadings[:, :_SHOWN]
    return go.Heatmap(
        x=list(range(loadings.shape[1])),
        y=list(range(len(found.items))),
        z=loadings,
        zmin=-1,
        zmax=1,
        colorscale=_SCALE,
        showscale=False,
        text=np.round(loadings, 2),
        texttemplate="%{text}",
        textfont={"size": 11, "color": INK},
        xgap=2,
        ygap=2,
        hoverinfo="skip",
        xaxis="x2",
        yaxis="y2",
    )


def _scree_axes(found: Components) -> dict[str, object]:
    # Room for the words above the first point.
    top = 130 * found.shares[0] if len(found.shares) else 100
    return {
        "xaxis": {"domain": [0, 1], "anchor": "y", "dtick": 1, "fixedrange": True},
        "yaxis": {"domain": [0.68, 1], "ticksuffix": "%", "range": [0, top], "fixedrange": True},
    }


def _loading_axes(names: list[str]) -> dict[str, object]:
    return {
        "xaxis2": {
            "anchor": "y2",
            "tickvals": list(range(_SHOWN)),
            "ticktext": [f"第{place}成分" for place in range(1, _SHOWN + 1)],
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis2": {
            "domain": [0, 0.58],
            "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "showgrid": False,
            "fixedrange": True,
        },
    }
