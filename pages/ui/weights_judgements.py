"""Weights by pairwise judgements (AHP): the judgements, their matrix, and whether they agree."""

from itertools import combinations

import streamlit as st

from metrics.framework import Framework, NodeSpec
from metrics.scoring.index import CR_LIMIT, judgement_matrix
from metrics.scoring.whatif import presets
from metrics.tables import whatif
from pages.ui.weights_schemes import fill

_JUDGED = "assumed-judged"


#: Saaty's scale: 0 is equal, 8 is nine times as important, −8 the other way round.
_SCALE = tuple(range(8, -9, -1))


def judgements(framework: Framework) -> None:
    """The pairwise judgements of the groups or of a group's items, their matrix, and whether they agree."""
    with st.expander("两两比较定权重（AHP）", key="assumed-ahp"):
        nodes = {"三个组": framework.root, **{f"{one.name}的各项": one for one in framework.groups}}
        node = nodes[st.selectbox("比较什么", list(nodes), key="assumed-ahp-node")]
        parts = presets.children(framework, node.id)
        pairs = {(one.id, other.id): _judge(one, other) for one, other in combinations(parts, 2)}
        found = presets.judged(framework, node.id, pairs)
        matrix = judgement_matrix(pairs, [part.id for part in parts])
        st.table(whatif.judgement_table(framework, found, matrix), border="horizontal")
        agree = found.cr <= CR_LIMIT
        (st.caption if agree else st.warning)(whatif.consistency(framework, found))
        weights = presets.judged_weights(framework, node.id, found)
        st.button(
            "填进滑块", key="assumed-ahp-fill", disabled=not agree, on_click=fill, args=(framework, weights)
        )


def _judge(one: NodeSpec, other: NodeSpec) -> float:
    """How many times one matters as much as the other; kept while another node is compared."""
    held = st.session_state.setdefault(_JUDGED, {})
    pair = (one.id, other.id)
    names = one.short_name, other.short_name

    def said(step: int) -> str:
        if step == 0:
            return "同等重要"
        return f"{names[0] if step > 0 else names[1]}重 {abs(step) + 1} 倍"

    label, place = f"{names[0]} 与 {names[1]}", f"assumed-ahp-{one.id}-{other.id}"
    step = st.select_slider(label, _SCALE, held.get(pair, 0), format_func=said, key=place)
    held[pair] = step
    return float(1 + step) if step >= 0 else 1 / (1 - step)
