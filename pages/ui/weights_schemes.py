"""Weight schemes that fill the sliders at a click: official, equal, entropy, CRITIC."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from metrics.framework import Framework
from metrics.scoring.index import DataProblem
from metrics.scoring.whatif import Scenario, presets
from metrics.words import COUNTER
from pages import cached
from pages.ui.weights_state import current, restore

_NAMES = {"official": "现行", "equal": "等权", "entropy": "熵权", "critic": "CRITIC"}
_HELP = {
    "official": "框架里的权重",
    "equal": "三组一样重，组内各项一样重",
    "entropy": "各对象差别越大的项目，权重越大；只说明区分度，不说明重要性",
    "critic": "差别大、又和别的项目不重复的项目，权重大；只说明区分度，不说明重要性",
}


@cached.shared(24)
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
        said.insert(0, f"熵权和 CRITIC 按各项都有得分的 {counted} {word}算（共 {everyone} {word}）")
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
