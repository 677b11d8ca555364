"""The way from the county to where one is, drawn: each step is a link or a button back."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.words import short
from pages import cached
from pages.ui import page
from pages.ui.way import FILES, RANKING, ROW, Origin, forget, origin, plain, profile_view


class Step(NamedTuple):
    """A step below the entity; `back` is called on a click, without it the step is no button."""

    label: str
    back: Callable[[], None] | None = None


def crumbs(key: cached.Edition, level: str, label: str, *steps: Step) -> None:
    """The way to an entity and the steps below it; the last one is where one is."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.page_link("overview.py", label="全县", query_params={"period": page.label(key)})
        came = origin(key, level)
        _level(key, level, came)
        if came:
            st.markdown("›", width="content")
            view = profile_view(key, came.level, came.label)
            st.page_link(FILES[came.level], label=plain(short(came.label, 20)), query_params=view)
        way = [Step(short(label, 20), lambda: forget(ROW)), *steps]
        for number, step in enumerate(way):
            st.markdown("›", width="content")
            _step(step, f"{level}-crumb-{number}", last=number == len(way) - 1)


def _level(key: cached.Edition, level: str, came: Origin | None) -> None:
    """The ranking that one set out from: another page, or this one's."""
    st.markdown("›", width="content")
    first = came.level if came else level
    if came:
        view = {"period": page.label(key), f"{first}-view": RANKING}
        st.page_link(FILES[first], label=LEVEL_NAMES[first], query_params=view)
    else:
        # A link to the page one is on would not move its widgets.
        st.button(
            LEVEL_NAMES[level], type="tertiary", key=f"{level}-crumb", on_click=_to_ranking, args=(level,)
        )


def _to_ranking(level: str) -> None:
    forget()
    st.session_state[f"{level}-view"] = RANKING


def _step(step: Step, key: str, last: bool) -> None:
    text = plain(step.label)
    if last:
        st.markdown(f":small[**{text}**]", width="content")
    elif step.back:
        st.button(text, type="tertiary", key=key, on_click=step.back)
    else:
        st.markdown(f":small[{text}]", width="content")
