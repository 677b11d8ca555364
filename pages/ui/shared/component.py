"""Components of our own: scripts and styles of a folder beside the page that shows them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from metrics import host


def show_component(folder: Path, data: Mapping[str, Any], key: str, **acts: Callable[[], None]) -> None:
    """Show a component.

    Args:
        folder: holds `NAME.js` with the function that draws, `NAME.css`, and what they import; NAME is the
            folder's name.
        data: what it is given, ready for JSON.
        key: where the values that it sends are found in the session's state.
        **acts: `on_NAME_change`, called when it sends a value of this name.
    """
    name = host.components.declared(get_bidi_component_manager(), ComponentManifest, ComponentConfig, folder)
    _declared(name, folder.name)(data=dict(data), key=key, **acts)


_RENDERERS: dict[str, Callable[..., object]] = {}


def _declared(name: str, stem: str) -> Callable[..., object]:
    """Streamlit warns of a component that is declared anew at every run."""
    if name not in _RENDERERS:
        _RENDERERS[name] = st.components.v2.component(name, js=f"{stem}.js", css=f"{stem}.css")
    return _RENDERERS[name]
