"""Weight schemes that fill the sliders: official, equal, entropy, CRITIC, and pairwise judgements (AHP)."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import streamlit as st

from metrics.charts import whatif
from metrics.charts.words import COUNTER
from metrics.framework import Framework, NodeSpec
from metrics.scoring import presets
from metrics.scoring.scenario import Scenario
from metrics.scoring.tree import DataProblem
from metrics.scoring.weights import CR_LIMIT, judgement_matrix
from pages import cached
from pages.ui.weights_state import current, restore

_NAMES = {"official": "现行", "equal": "等权", "entropy": "熵权", "critic": "CRITIC"}
_HELP = {
    "official": "框架里的权重",
    "equal": "三组一样重，组内各项一样重",
    "entropy": "各对象差别越大的项目，权重越大；只说明区分度，不说明重要性",
    "critic": "差别大、又和别的项目不重复的项目，权重大；只说明区分度，不说明重要性",
}
_JUDGED = "assumed-judged"
#: Saaty's scale: 0 is equal, 8 is nine times as important, −8 the other way round.
_SCALE = tuple(range(8, -9, -1))


@st.cache_resource(max_entries=24, show_spinner=False)
def _presets(key: cached.Edition, level: str) -> dict[str, presets.Preset | str]:
    """Every scheme of a level, or why it cannot be computed."""
    found, book = {}, cached.book(key, level)
    for scheme in presets.SCHEMES:
        try:
            found[scheme] = presets.preset(cached.framework_of(key), book, scheme)
        except DataProblem as problem:
            found[scheme] = str(problem)
    return found


def schemes(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """A button for each scheme; the one the sliders stand at is marked."""
    framework, known = cached.framework_of(key), _presets(key, level)
    st.markdown("**权重方案**：点一下填进下面的滑块，填好还能再改")
    with st.container(horizontal=True, gap="xsmall"):
        for scheme, found in known.items():
            wrong = isinstance(found, str)
            same = not wrong and _weights(framework, scenario, found.weights) == dict(scenario.weights)
            st.button(
                _NAMES[scheme],
                key=f"assumed-scheme-{scheme}",
                type="primary" if same else "secondary",
                help=found if wrong else _HELP[scheme],
                disabled=wrong,
                on_click=fill,
                args=(framework, {} if wrong else found.weights),
            )
    st.caption(_told(known, level, len(cached.book(key, level).entities)))


def _told(known: Mapping[str, presets.Preset | str], level: str, everyone: int) -> str:
    """Whom the data-driven schemes were read off, or why they are not there."""
    said = [f"{_NAMES[scheme]}算不出来：{one}" for scheme, one in known.items() if isinstance(one, str)]
    counted = max((one.counted for one in known.values() if not isinstance(one, str)), default=0)
    if counted:
        word = COUNTER[level]
        said.insert(0, f"熵权和 CRITIC 按各项都有得分的 {counted}{word}算（共 {everyone}{word}）")
    return "；".join(said) + "。"


def _weights(framework: Framework, scenario: Scenario, given: Mapping[str, float]) -> dict[str, float]:
    """The scenario's weights with some set; those that are the framework's own are left out."""
    joined = {**scenario.weights, **given}
    official = {part.id: part.weight for part in (*framework.nodes, *framework.measures)}
    return {name: weight for name, weight in joined.items() if weight != official.get(name)}


def fill(framework: Framework, given: Mapping[str, float]) -> None:
    """Put weights into the sliders (a callback); all else that is assumed stays."""
    scenario = current()
    restore(replace(scenario, weights=_weights(framework, scenario, given)))


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
