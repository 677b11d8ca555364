"""One look for every figure, on screen and in files: template, title block, source line."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from metrics.charts.base.palette import CATEGORICAL, INK
from metrics.words import SOURCE

#: Fonts of Debian, Windows, macOS and 信创 desktops; none is fetched.
FONT = (
    "Noto Sans SC, Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, "
    "WenQuanYi Micro Hei, sans-serif"
)
LIGHT = "kandejian"
DARK = "kandejian_dark"

_TOP = 62
_BOTTOM = 30


@dataclass(frozen=True)
class Caption:
    """What a figure says about itself: title, period, unit and which data it was drawn from."""

    title: str
    period: str
    unit: str
    version: str

    @property
    def subtitle(self) -> str:
        """Period and unit in one line."""
        return " · ".join(part for part in (self.period, self.unit and f"单位：{self.unit}") if part)

    @property
    def source(self) -> str:
        """Where the numbers come from, with the first eight characters of the data version."""
        return f"来源：{SOURCE} · 数据版本 {self.version[:8]}"


def _ground(paper: str) -> dict[str, str]:
    """Named in the figure itself: a viewer with a theme of its own would put its ground over a template's."""
    return {"paper_bgcolor": paper, "plot_bgcolor": paper}


def _template(ink: str, paper: str, faint: str, grid: str) -> go.layout.Template:
    axis = {
        "automargin": True,
        "gridcolor": grid,
        "linecolor": grid,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": 12},
        "title": {"font": {"size": 12, "color": faint}},
    }
    polar = {"gridcolor": grid, "linecolor": grid}
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": ink},
            "title": {
                "x": 0,
                "xref": "container",
                "y": 1,
                "yref": "container",
                "yanchor": "top",
                "pad": {"t": 6, "l": 4},
                "font": {"size": 16, "weight": 600},
                "subtitle": {"font": {"size": 12, "color": faint}},
            },
            "annotationdefaults": {"font": {"color": faint, "size": 11}, "showarrow": False},
            **_ground(paper),
            "colorway": list(CATEGORICAL),
            "margin": {"l": 8, "r": 12, "t": _TOP, "b": _BOTTOM},
            "xaxis": axis,
            "yaxis": axis,
            "polar": {"bgcolor": paper, "angularaxis": polar, "radialaxis": polar},
            "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "title": {"text": ""}},
            "dragmode": False,
            "separators": ".,",
        }
    )


_PAPER, _INK = {LIGHT: "#ffffff", DARK: "#11161d"}, {LIGHT: INK, DARK: "#e6eaf0"}
pio.templates[LIGHT] = _template(_INK[LIGHT], _PAPER[LIGHT], "#5b6573", "#dfe4ec")
pio.templates[DARK] = _template(_INK[DARK], _PAPER[DARK], "#a7b1bf", "#2b3541")


def on_dark(figure: go.Figure) -> go.Figure:
    """The same figure for a dark page: other ink and paper; the same marks, but for those drawn in ink."""
    paper = _PAPER[DARK]
    dark = go.Figure(figure.data, {**figure.layout.to_plotly_json(), **_ground(paper), "template": DARK})
    return dark.for_each_trace(_lit, selector={"type": "scatter"})


def _lit(trace: go.Scatter) -> None:
    """A mark in the ink of paper, in the ink of the dark page: it would not be seen there."""
    for part in (trace.marker, trace.marker.line):
        if part.color == INK:
            part.color = _INK[DARK]


def layout(caption: Caption, height: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - keys of Plotly
    """Layout of a figure: title block on top, source line below.

    Args:
        caption: what stands in the title block and the source line.
        height: pixels, title block and source line included.
        more: further layout keys; `annotations` and `margin` are joined with those made here.
    """
    source = {
        "text": caption.source,
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 0,
        "xanchor": "right",
        "yanchor": "bottom",
        "yshift": 2 - more.get("margin", {}).get("b", _BOTTOM),
    }
    return {
        "template": LIGHT,
        **_ground(_PAPER[LIGHT]),
        "height": height,
        "title": {"text": caption.title, "subtitle": {"text": caption.subtitle}},
        **more,
        "annotations": [source, *more.get("annotations", ())],
    }


def enlarged(figure: go.Figure, times: float = 1.5) -> go.Figure:
    """The same figure for a screen looked at from afar: every font, the height and the margins grow."""
    plain = figure.to_dict()
    layout = _grown(
        {**plain["layout"], "template": pio.templates[_template_name(plain)].to_plotly_json()}, times
    )
    if layout.get("height"):
        layout["height"] = round(layout["height"] * times)
    layout["margin"] = {side: round(width * times) for side, width in layout.get("margin", {}).items()}
    return go.Figure([_grown(trace, times) for trace in plain["data"]], layout)


def _template_name(plain: dict[str, Any]) -> str:
    """Which of the two templates a figure was made with, by its paper."""
    return DARK if plain["layout"].get("paper_bgcolor") == _PAPER[DARK] else LIGHT


def _grown(part: Any, times: float) -> Any:  # noqa: ANN401 - any part of a figure
    """A part of a figure in which every font is larger; shifts of annotations grow with them."""
    if isinstance(part, dict):
        grown = {name: _grown(value, times) for name, value in part.items()}
        for name, value in grown.items():
            if (
                name.endswith("font")
                and isinstance(value, dict)
                and isinstance(value.get("size"), int | float)
            ):
                value["size"] = round(value["size"] * times)
            elif name in ("yshift", "xshift") and isinstance(value, int | float):
                grown[name] = round(value * times)
        return grown
    return [_grown(value, times) for value in part] if isinstance(part, list | tuple) else part
