"""What every figure shares: one look, colours, views and the registry of charts."""

from metrics.charts.base.findings import cut_words, ends_words, told
from metrics.charts.base.palette import (
    ACCENT,
    CATEGORICAL,
    EMPTY_CELL,
    GROUPS,
    INK,
    NO_SCORE,
    grade_tints,
    state_tint,
    tint,
)
from metrics.charts.base.ready import Ready
from metrics.charts.base.registry import CHARTS, Chart, alt_text, draw, register, table_twin
from metrics.charts.base.rows import PlainRows
from metrics.charts.base.template import DARK, LIGHT, Caption, enlarged, layout, on_dark
from metrics.charts.base.views import caption, grade_colours, item_axis, labels

__all__ = [
    "ACCENT",
    "CATEGORICAL",
    "CHARTS",
    "DARK",
    "EMPTY_CELL",
    "GROUPS",
    "INK",
    "LIGHT",
    "NO_SCORE",
    "Caption",
    "Chart",
    "PlainRows",
    "Ready",
    "alt_text",
    "caption",
    "cut_words",
    "draw",
    "ends_words",
    "enlarged",
    "grade_colours",
    "grade_tints",
    "item_axis",
    "labels",
    "layout",
    "on_dark",
    "register",
    "state_tint",
    "table_twin",
    "tint",
    "told",
]
