"""Colours of printed reports, handed to the templates."""

from metrics.charts.base import ACCENT, INK

#: 红头 and its rule.
RED = "#e60012"
#: Small print and thin rules.
FAINT = "#5b6573"
RULE = "#c9d0da"
#: Ground of a table's header and of every other row.
HEADER = "#e8eef7"
STRIPE = "#f6f8fb"

COLOURS = {
    "red": RED,
    "ink": INK,
    "accent": ACCENT,
    "faint": FAINT,
    "rule": RULE,
    "header": HEADER,
    "stripe": STRIPE,
}
