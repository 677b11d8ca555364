"""Figures on their way into files: as on screen, or without title and source where a report says both."""

import json
import re
from functools import lru_cache
from typing import Any

from metrics.reports.model import Drawing, StoredFigure
from metrics.reports.print.browser import shared

#: CSS pixels a figure gets per millimetre of paper: a chart's 12 px text prints at 7.7 pt.
PIXELS_PER_MM = 4.4
#: Width of a figure in a file of its own, CSS pixels.
WIDTH = 960
HEIGHT = 450
#: What title and source line take of a figure's margins, CSS pixels.
_TITLE, _BELOW = 26, 18
_SOURCE = "来源："
#: No label of a figure prints smaller than this, CSS pixels: 7.5 pt at `PIXELS_PER_MM`.
SMALLEST = 11.7
_MARKS = re.compile(r"<[^<>]*>")
_SHRINKING = ("sunburst", "treemap")


def svg(figure: Drawing, width: int = WIDTH, height: int | None = None) -> bytes:
    """A figure as SVG; the same figure is drawn once.

    Args:
        figure: a Plotly figure.
        width: CSS pixels.
        height: CSS pixels; that of its layout unless given.

    Raises:
        NoBrowserError, BrowserError: as `Browser.svg`.
    """
    return _drawn(figure.to_json(), width, height or height_of(figure))


@lru_cache(maxsize=64)
def _drawn(figure: str, width: int, height: int) -> bytes:
    return shared().svg(StoredFigure(figure), width, height)


def forget() -> None:
    """Draw every figure anew from now on."""
    _drawn.cache_clear()


def height_of(figure: Drawing) -> int:
    """CSS pixels its layout asks for."""
    return round(json.loads(figure.to_json())["layout"].get("height") or HEIGHT)


def title_of(figure: Drawing) -> str:
    """Its title in words, without marks of HTML."""
    title = json.loads(figure.to_json())["layout"].get("title") or {}
    return _MARKS.sub("", title if isinstance(title, str) else title.get("text") or "")


def source_of(figure: Drawing) -> str:
    """Its line of source; empty where it has none."""
    notes = json.loads(figure.to_json())["layout"].get("annotations") or ()
    return next((note["text"] for note in notes if note.get("text", "").startswith(_SOURCE)), "")


def bare(figure: Drawing) -> StoredFigure:
    """The figure without its title and source line, and lower by as much.

    The line below the title stays: it has the unit and, in some charts, the legend.
    """
    parts = json.loads(figure.to_json())
    layout: dict[str, Any] = parts["layout"]
    template = layout.get("template", {}).get("layout", {})
    margin = template.get("margin", {}) | layout.get("margin", {})
    title = template.get("title", {}) | layout.get("title", {})
    notes = layout.get("annotations", ())
    kept = [note for note in notes if not note.get("text", "").startswith(_SOURCE)]
    above = min(_TITLE, margin.get("t", 0)) if title.get("text") else 0
    below = min(_BELOW, margin.get("b", 0)) if len(kept) < len(notes) else 0
    font = template.get("title", {}).get("subtitle", {}).get("font", {})
    layout["title"] = {"text": title.get("subtitle", {}).get("text", ""), "font": {"weight": 400} | font}
    layout["annotations"] = kept
    layout["margin"] = margin | {"t": margin.get("t", 0) - above, "b": margin.get("b", 0) - below}
    layout["height"] = (layout.get("height") or HEIGHT) - above - below
    _legible(parts)
    for trace in parts.get("data", ()):
        if trace.get("type") == "bar":
            # Plotly shrinks words that stand behind a thin bar to its thickness.
            trace.setdefault("constraintext", "inside")
    if any(trace.get("type") in _SHRINKING for trace in parts.get("data", ())):
        layout["uniformtext"] = {"minsize": SMALLEST, "mode": "show"}
    return StoredFigure(json.dumps(parts, ensure_ascii=False))


def _legible(part: object, name: str = "") -> None:
    """Raise every font of a figure that would print too small (in place)."""
    if isinstance(part, list):
        for one in part:
            _legible(one, name)
    elif isinstance(part, dict):
        size = part.get("size")
        if name.endswith("font") and isinstance(size, int | float) and size < SMALLEST:
            part["size"] = SMALLEST
        for key, value in part.items():
            if key not in ("x", "y", "z", "customdata"):
                _legible(value, key)
