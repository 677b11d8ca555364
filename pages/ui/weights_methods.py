"""How values are made comparable, how they are joined, and how weights are drawn."""

import streamlit as st

from metrics.framework import Framework
from metrics.scoring.whatif import Scenario
from metrics.tables import EXPLAINED, NORMALISATIONS
from pages.ui.weights_state import turn

_MEANS = {"arithmetic": "算术平均", "geometric": "几何平均", "harmonic": "调和平均"}


_DRAWS = (200, 500, 1000, 2000, 5000)


def normalisation(scenario: Scenario) -> str:
    """How values are made comparable, with a sentence on what that does."""
    words = {name: word for word, name in NORMALISATIONS.items()}
    at = list(NORMALISATIONS).index(scenario.normalise)
    chosen = words[st.selectbox("归一化方法", list(words), at, key=f"assumed-normalise-{turn()}")]
    st.caption(EXPLAINED[chosen])
    return chosen


def means(framework: Framework, scenario: Scenario) -> tuple[dict[str, str], float]:
    """Node → mean where it is not the framework's own, and the floor under scores in the others."""
    nodes = [framework.root, *framework.groups]
    chosen = {}
    for node in nodes:
        now = scenario.aggregates.get(node.id, node.aggregate)
        words = {word: name for name, word in (_MEANS | {now: _MEANS.get(now, now)}).items()}
        place = f"assumed-mean-{node.id}-{turn()}"
        at = list(words.values()).index(now)
        word = words[st.selectbox(node.name, list(words), index=at, key=place)]
        if word != node.aggregate:
            chosen[node.id] = word
    others = {name: word for name, word in scenario.aggregates.items() if framework.node[name] not in nodes}
    floor = scenario.floor
    if chosen or others:
        place = f"assumed-floor-{turn()}"
        floor = st.number_input("几何、调和平均的下限（分）", 0.0, 50.0, floor, 0.5, key=place)
        st.caption("低于下限的按下限计，免得一项为 0 就全部为 0。")
    return {**others, **chosen}, floor


def draws(scenario: Scenario) -> tuple[float, int, int]:
    """How far weights vary, how many sets, from which seed."""
    percent = round(scenario.noise * 100)
    noise = st.slider("每个权重上下浮动（%）", 0, 100, percent, 5, key=f"assumed-noise-{turn()}")
    counts = sorted({*_DRAWS, scenario.count})
    count = st.select_slider("权重组数", counts, scenario.count, key=f"assumed-count-{turn()}")
    seed = st.number_input("随机种子", 0, 10**9, scenario.seed, 1, key=f"assumed-seed-{turn()}")
    st.caption("同样的种子得到同样的结果；每一组权重都可以重算。")
    return noise / 100, int(count), int(seed)
