"""Figures in cards: scores with grade word and change."""

from collections.abc import Iterable

import streamlit as st

from metrics.tables import Card
from pages import cached

_COLOURS = ("green", "blue", "orange", "red")
#: Pixels; six cards stand side by side on a desk, two on a phone.
WIDTH = 156


def badge(word: str) -> str:
    """A grade word as a coloured badge in Markdown; grey for anything that is no grade."""
    words = [grade.word for grade in cached.framework().grades]
    place = words.index(word) if word in words else None
    colour = "gray" if place is None else _COLOURS[min(place, len(_COLOURS) - 1)]
    return f":{colour}-badge[{word}]"


def row() -> st.delta_generator.DeltaGenerator:
    """A row of cards that wraps on narrow screens."""
    return st.container(horizontal=True, gap="xsmall")


def score_cards(cards: Iterable[Card], against: str) -> None:
    """Scores with their grade words; `against` says what the change is measured from."""
    for card in cards:
        known = card.change is not None
        st.metric(
            f"{badge(card.word)} {card.name}",
            card.score if card.score[0].isdigit() else "—",
            delta=card.change if known else None,
            delta_description=against if known else None,
            border=True,
            width=WIDTH,
            height="stretch",
        )


def plain_card(name: str, value: str, note: str) -> None:
    """A figure that is no score, with a remark where scores have their change."""
    st.metric(
        name,
        value,
        delta=note,
        delta_color="off",
        delta_arrow="off",
        border=True,
        width=WIDTH,
        height="stretch",
    )
