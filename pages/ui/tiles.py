"""The twelve items as tiles, four and two in the first row, six in the second.

Each has its word, score, change and coverage. Drawn as one piece of HTML: twelve cards of Streamlit's would
not fit one screen beside the rest. Every tile is a link to its item, so that the keyboard reaches it.
"""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from metrics.charts.base import tint
from metrics.framework import Framework, NodeSpec
from metrics.tables import Card

_STYLE = Path(__file__).with_suffix(".css")


def tiles(framework: Framework, known: Mapping[str, Card], against: str, address: Mapping[str, str]) -> None:
    """Draw the items group by group.

    Args:
        framework: groups, items and grades.
        known: cards by node id.
        against: what changes are measured from, for the screen reader and the hover.
        address: query parameters every link carries on.
    """
    colours = {grade.word: tint(grade.colour, 0.3) for grade in framework.grades}
    parts = []
    for group in framework.groups:
        items = _items(framework, group)
        inner = "".join(_tile(item, known[item.id], colours, against, address) for item in items)
        parts.append(_group(group, known[group.id], len(items), inner))
    st.html(_STYLE)
    st.html(f'<div class="kdj-tiles">{"".join(parts)}</div>')


def _items(framework: Framework, group: NodeSpec) -> list[NodeSpec]:
    return [item for item in framework.items if item.parent == group.id]


def _group(group: NodeSpec, card: Card, wide: int, inner: str) -> str:
    """A group's heading over its tiles, as wide as they are."""
    return (
        f'<section style="grid-column:span {wide};--wide:{wide}">'
        f"<h3>{escape(group.name)}　{escape(card.score)}</h3><div>{inner}</div></section>"
    )


def _tile(
    item: NodeSpec, card: Card, colours: Mapping[str, str], against: str, address: Mapping[str, str]
) -> str:
    link = urlencode({**address, "indicator-item": item.name})
    score = card.score if card.score[0].isdigit() else "—"
    ground = colours.get(card.word, "#dfe4ec")
    hint = f"{item.asks}？箭头是{against}的升降"
    return (
        f'<a class="kdj-tile" target="_self" href="/indicators?{escape(link)}" title="{escape(hint)}">'
        f'<span class="name">{escape(item.name)}</span><b>{escape(score)}</b>'
        f'<span class="word" style="background:{ground}">{escape(card.word)}</span>'
        f"<small><span>{_moved(card.change)}</span>"
        f"<span>覆盖 {card.coverage:.0%}</span></small></a>"
    )


def _moved(change: float | None) -> str:
    if change is None:
        return "—"
    arrow = "↑" if change > 0 else "↓" if change < 0 else ""
    return f"{arrow}{abs(change):.1f}"
