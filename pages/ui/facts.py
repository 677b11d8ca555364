"""The rows behind a headline fact, behind a fold."""

from collections.abc import Sequence

import streamlit as st

from metrics.charts.words import amount
from metrics.framework import FactSpec
from pages import cached
from pages.ui.evidence import show_rows


def fact_sources(key: cached.Edition, facts: Sequence[FactSpec]) -> None:
    """Let one fact be chosen and show its rows."""
    panel = st.expander("这些数字从哪里来", on_change="rerun", key="fact-panel")
    if not panel.open:
        return
    values = cached.facts(key)
    labels = {f"{fact.label}：{amount(values.get(fact.id), fact.unit)}": fact.id for fact in facts}
    with panel:
        chosen = st.selectbox("看哪个数字", list(labels), key="fact")
        show_rows(key, cached.fact_sources(key, labels[chosen]))
