"""Sliders for groups, items and measures, targets of a chosen item's measures, methods, and the draws."""

from collections.abc import Sequence
from math import ceil

import streamlit as st

from metrics.charts.whatif import EXPLAINED, NORMALISATIONS
from metrics.framework import Framework
from metrics.framework.model import LEVEL_NAMES, LEVELS, NodeSpec
from metrics.scoring.scenario import RELATIVE, Scenario
from metrics.scoring.scorebook import ScoreBook
from pages import cached
from pages.ui.weights_schemes import judgements, schemes
from pages.ui.weights_state import restore, step, turn

_MEANS = {"arithmetic": "算术平均", "geometric": "几何平均", "harmonic": "调和平均"}
_DRAWS = (200, 500, 1000, 2000, 5000)


def controls(key: cached.Edition, level: str, scenario: Scenario) -> Scenario:
    """Draw the controls from an assumption and give the one they say now."""
    framework, book = cached.framework_of(key), cached.book(key, level)
    head = st.container(horizontal=True, vertical_alignment="center")
    weights, full = dict(scenario.weights), dict(scenario.full_scores)
    normalise = _normalisation(scenario)
    schemes(key, level, scenario)
    for group in framework.groups:
        _weigh(weights, group, 10.0)
    st.caption(_shares(framework.groups, weights, "总分"))
    for group in framework.groups:
        with st.expander(f"{group.name}：各项权重", key=f"assumed-{group.id}"):
            for item in (one for one in framework.items if one.parent == group.id):
                _weigh(weights, item, 5.0)
            items = [one for one in framework.items if one.parent == group.id]
            st.caption(_shares(items, weights, group.name))
    judgements(framework)
    with st.expander("指标的权重和满分值", key="assumed-measures"):
        if normalise in RELATIVE:
            st.caption(f"归一化现在用{NORMALISATIONS[normalise]}，满分值不起作用。")
        _measures(framework, level, weights, full, book)
    with st.expander("合成方法", key="assumed-means"):
        aggregates, floor = _means(framework, scenario)
    with st.expander("随机权重", key="assumed-draws"):
        noise, count, seed = _draws(scenario)
    assumed = Scenario("", weights, full, aggregates, normalise, floor, noise, count, seed)
    with head:
        st.subheader("假设", anchor=False, width="stretch")
        st.button("恢复正式", on_click=restore, args=(Scenario(),), disabled=assumed == Scenario())
    return assumed


def _normalisation(scenario: Scenario) -> str:
    """How values are made comparable, with a sentence on what that does."""
    words = {name: word for word, name in NORMALISATIONS.items()}
    at = list(NORMALISATIONS).index(scenario.normalise)
    chosen = words[st.selectbox("归一化方法", list(words), at, key=f"assumed-normalise-{turn()}")]
    st.caption(EXPLAINED[chosen])
    return chosen


def _weigh(weights: dict[str, float], part: NodeSpec, most: float) -> None:
    """A slider for a weight; the framework's own is left out of the assumption."""
    now = float(weights.pop(part.id, part.weight))
    most = max(most, float(ceil(now)))
    value = st.slider(part.name, 0.0, most, now, step(), key=f"assumed-{part.id}-{turn()}", format="%.2f")
    if value != part.weight:
        weights[part.id] = value


def _shares(parts: Sequence[NodeSpec], weights: dict[str, float], of: str) -> str:
    """What each part weighs in the node above it, in words."""
    now = {part: weights.get(part.id, part.weight) for part in parts}
    total = sum(now.values())
    if total <= 0:
        return f"{of}下面的权重全为 0，算不出来。"
    return f"占{of}：" + " · ".join(f"{part.short_name} {weight / total:.0%}" for part, weight in now.items())


def _measures(framework: Framework, level: str, weights: dict, full: dict, book: ScoreBook) -> None:
    letter = LEVELS[level]
    names = {item.name: item for item in framework.items}
    item = names[st.selectbox("项目", list(names), key="assumed-item")]
    known = [one for one in framework.measures_of(item.id) if letter in one.ledger.levels]
    if not known:
        st.caption(f"{LEVEL_NAMES[level]}没有这一项的指标。")
    for measure in known:
        _weigh(weights, measure, 5.0)
        name = f"{measure.id}.{letter}"
        official = float(measure.ledger.full_score[letter])
        unit = measure.ledger.units[letter] + ("，全年" if measure.ledger.prorate else "")
        value = st.number_input(
            f"{measure.name}的满分值（{unit}）",
            min_value=0.01,
            value=float(full.pop(name, official)),
            step=max(round(official / 20, 1), 0.1),
            key=f"assumed-{name}-{turn()}",
            help=f"正式的满分值是 {official:g}。",
        )
        if value != official:
            full[name] = value
        values = book.values[measure.id].dropna()
        best = f"；本期最高 {values.max():.4g}" if len(values) else ""
        st.caption(f"正式 {official:g}{best}")


def _means(framework: Framework, scenario: Scenario) -> tuple[dict[str, str], float]:
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


def _draws(scenario: Scenario) -> tuple[float, int, int]:
    """How far weights vary, how many sets, from which seed."""
    percent = round(scenario.noise * 100)
    noise = st.slider("每个权重上下浮动（%）", 0, 100, percent, 5, key=f"assumed-noise-{turn()}")
    counts = sorted({*_DRAWS, scenario.count})
    count = st.select_slider("权重组数", counts, scenario.count, key=f"assumed-count-{turn()}")
    seed = st.number_input("随机种子", 0, 10**9, scenario.seed, 1, key=f"assumed-seed-{turn()}")
    st.caption("同样的种子得到同样的结果；每一组权重都可以重算。")
    return noise / 100, int(count), int(seed)
