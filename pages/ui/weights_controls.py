"""Everything that can be assumed, from the weight schemes down to the draws, one below the other."""

import streamlit as st

from metrics.scoring.whatif import RELATIVE, Scenario
from metrics.tables import NORMALISATIONS
from pages import cached
from pages.ui.weights_judgements import judgements
from pages.ui.weights_methods import draws, means, normalisation
from pages.ui.weights_schemes import schemes
from pages.ui.weights_sliders import measures, shares, weigh
from pages.ui.weights_state import restore


def controls(key: cached.Edition, level: str, scenario: Scenario) -> Scenario:
    """Draw the controls from an assumption and give the one they say now."""
    framework, book = cached.framework_of(key), cached.book(key, level)
    head = st.container(horizontal=True, vertical_alignment="center")
    weights, full = dict(scenario.weights), dict(scenario.full_scores)
    normalise = normalisation(scenario)
    schemes(key, level, scenario)
    for group in framework.groups:
        weigh(weights, group, 10.0)
    st.caption(shares(framework.groups, weights, "总分"))
    for group in framework.groups:
        with st.expander(f"{group.name}：各项权重", key=f"assumed-{group.id}"):
            for item in (one for one in framework.items if one.parent == group.id):
                weigh(weights, item, 5.0)
            items = [one for one in framework.items if one.parent == group.id]
            st.caption(shares(items, weights, group.name))
    judgements(framework)
    with st.expander("指标的权重和满分值", key="assumed-measures"):
        if normalise in RELATIVE:
            st.caption(f"归一化现在用{NORMALISATIONS[normalise]}，满分值不起作用。")
        measures(framework, level, weights, full, book)
    with st.expander("合成方法", key="assumed-means"):
        aggregates, floor = means(framework, scenario)
    with st.expander("随机权重", key="assumed-draws"):
        noise, count, seed = draws(scenario)
    assumed = Scenario("", weights, full, aggregates, normalise, floor, noise, count, seed)
    with head:
        st.subheader("假设", anchor=False, width="stretch")
        st.button("恢复正式", on_click=restore, args=(Scenario(),), disabled=assumed == Scenario())
    return assumed
