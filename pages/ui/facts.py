"""Headline facts as chips, each opening to the rows it was counted from."""

from collections.abc import Sequence

import streamlit as st

from metrics.framework import FactSpec
from metrics.words import amount
from pages import cached
from pages.ui.evidence import show_rows


def fact_chips(key: cached.Edition, facts: Sequence[FactSpec]) -> None:
    """A chip a fact: its figure and what it counts; a click shows the rows behind it."""
    values = cached.facts(key)
    with st.container(horizontal=True, gap="xsmall"):
        for fact in facts:
            words = f"**{amount(values.get(fact.id), fact.unit)}**　{fact.label}"
            if st.button(words, key=f"fact-{fact.id}", help="点开看这个数字由哪些行得来"):
                _rows(key, fact)


def _rows(key: cached.Edition, fact: FactSpec) -> None:
    title = f"{fact.label}：{amount(cached.facts(key).get(fact.id), fact.unit)}"
    st.dialog(title, width="large")(show_rows)(key, cached.fact_sources(key, fact.id))
