"""Item correlations: which items go together, and with the total."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import INK, caption, layout, register
from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.scoring.checkup import item_correlations
from metrics.tables import level_name

_SCALE = [(0.0, "#e9a87c"), (0.5, "#ffffff"), (1.0, "#7fb2e5")]


def item_correlations_table(framework: Framework, book: ScoreBook) -> pd.DataFrame:
    """One row an item and the total (项目), one column each: Pearson's, empty where one does not vary."""
    found = item_correlations(framework, book).round(2)
    names = {node.id: node.name for node in framework.nodes}
    table = found.rename(columns=names)
    table.insert(0, "项目", [names[str(one)] for one in found.index])
    return table.reset_index(drop=True)


def item_correlations_alt(framework: Framework, book: ScoreBook) -> str:
    """The two items that go together most."""
    items = framework.items
    ids = [item.id for item in items]
    found = item_correlations(framework, book).loc[ids, ids].to_numpy()
    pairs = np.where(np.tri(len(ids), k=-1, dtype=bool), found, np.nan)
    head = f"{level_name(book)}十二项的相关"
    if np.isnan(pairs).all():
        return f"{head}：得分太少或都一样，还看不出来。"
    most, least = (divmod(int(place), len(ids)) for place in (np.nanargmax(pairs), np.nanargmin(pairs)))
    return (
        f"{head}：最同进同退的是{items[most[1]].name}和{items[most[0]].name}，{pairs[most]:.2f}；"
        f"最不相干或此消彼长的是{items[least[1]].name}和{items[least[0]].name}，{pairs[least]:.2f}。"
    )


@register(
    "item_correlations",
    "各项的相关",
    "哪些项其实看的是同一件事？",
    ("enterprise", "brand", "unit", "town", "industry"),
    table=item_correlations_table,
    alt=item_correlations_alt,
)
def item_correlations_chart(framework: Framework, book: ScoreBook) -> go.Figure:
    """A square of correlations, the number written in every cell."""
    found = item_correlations(framework, book)
    short = {node.id: node.short_name or node.name for node in framework.nodes}
    names = [short[str(one)] for one in found.index]
    # Two digits without the leading zero: a cell is 22 pixels wide on a phone.
    words = [[_digits(value) for value in row] for row in found.to_numpy()]
    cells = go.Heatmap(
        z=found.to_numpy(),
        zmin=-1,
        zmax=1,
        colorscale=_SCALE,
        showscale=False,
        text=words,
        texttemplate="%{text}",
        textfont={"size": 9, "color": INK},
        xgap=1,
        ygap=1,
        hoverinfo="skip",
    )
    places = list(range(len(names)))
    axes = {
        "xaxis": {
            "side": "top",
            "tickvals": places,
            "ticktext": ["<br>".join(name) for name in names],
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(names) - 0.5, -0.5],
            "tickvals": places,
            "ticktext": names,
            "showgrid": False,
            "fixedrange": True,
        },
        "margin": {"l": 8, "r": 8, "t": 104, "b": 30},
    }
    title = f"{level_name(book)}各项的相关"
    return go.Figure([cells], layout(caption(book, title, "百分之一"), 140 + 26 * len(names), **axes))


def _digits(value: float) -> str:
    return "" if np.isnan(value) else f"{round(value * 100)}"
