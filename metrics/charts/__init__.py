"""Plotly figures of scores: pure functions, each registered with its title and the question it answers.

`draw(name, …)` gives a figure, `table_twin(name, …)` its numbers, `alt_text(name, …)` its message in words.
"""

from metrics.charts.bands import bands, bands_alt
from metrics.charts.base import (
    CHARTS,
    DARK,
    LIGHT,
    Caption,
    Chart,
    alt_text,
    draw,
    enlarged,
    on_dark,
    register,
    table_twin,
)
from metrics.charts.compare import MOST
from metrics.charts.pace import paced
from metrics.discovery import modules_of

modules_of(__name__)

__all__ = [
    "CHARTS",
    "DARK",
    "LIGHT",
    "MOST",
    "Caption",
    "Chart",
    "alt_text",
    "bands",
    "bands_alt",
    "draw",
    "enlarged",
    "on_dark",
    "paced",
    "register",
    "table_twin",
]
