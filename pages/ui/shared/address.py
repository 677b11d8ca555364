"""Choices that stand in the address: by code, always written, and never answered with something else.

Streamlit's own binding writes a choice as the label people see, leaves the first one out, and shows the first
one where the address names what there is not.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from pages.ui.shared.words import literal


def newly_asked(name: str) -> str | None:
    """What the address says since the page wrote it last: a link, a pasted address, a step back."""
    asked = st.query_params.get(name)
    known = st.session_state.get(f"{name}:written") == asked and name in st.session_state
    return None if known else asked


def write_address(name: str, value: str) -> None:
    """Put a choice into the address, where it does not stand there already."""
    st.session_state[f"{name}:written"] = value
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def code_in(text: str) -> str:
    """The code an address names: addresses of earlier versions have the name behind it."""
    return text.partition(" ")[0]


def addressed_choice(  # noqa: PLR0913 - most of what st.selectbox takes
    label: str,
    name: str,
    codes: Sequence[str],
    called: Callable[[str], str],
    *,
    gone: str = "没有编号为“{}”的对象：可能改了编号、已经不在这一期的名册里，或者网址抄错了。请重新选择。",
    first: str = "",
    on_change: Callable[[], None] | None = None,
    width: int | Literal["stretch"] = "stretch",
) -> str | None:
    """A choice of one of several codes that stands in the address under a name.

    Args:
        label: above the choice.
        name: of the widget and of the query parameter.
        codes: what can be chosen.
        called: what people see of a code; an address may have that too.
        gone: what is said when the address names something else, in place of it.
        first: what is chosen while nobody has; the first code without it.
        on_change: called when somebody chooses; `width` is as of `st.selectbox`.

    Returns:
        The code; None, after saying so, when the address names none of them.
    """
    asked = newly_asked(name)
    wanted = st.session_state.get(name) if asked is None else _meant(asked, codes, called)
    still = st.session_state.get(f"{name}:unknown") if wanted is None else None
    if asked is None and wanted is None and not (still and still == st.query_params.get(name)):
        wanted = first or codes[0]
    lost = asked if wanted is None else wanted if wanted not in codes else ""
    if lost:
        st.session_state[f"{name}:unknown"] = lost
        wanted = None
    st.session_state[name] = wanted
    chosen = st.selectbox(
        label,
        codes,
        index=None if wanted is None else 0,
        format_func=called,
        key=name,
        on_change=on_change,
        persist_state="session",
        placeholder="请选择",
        width=width,
    )
    if chosen is None:
        st.warning(gone.format(literal(str(st.session_state.get(f"{name}:unknown", "")))))
        st.session_state[f"{name}:written"] = st.query_params.get(name)
        return None
    st.session_state.pop(f"{name}:unknown", None)
    write_address(name, chosen)
    return str(chosen)


def _meant(asked: str, codes: Sequence[str], called: Callable[[str], str]) -> str | None:
    """The code an address means: by itself, with its name behind it, or as people see it."""
    if asked in codes:
        return asked
    if code_in(asked) in codes:
        return code_in(asked)
    return next((code for code in codes if called(code) == asked), None)
