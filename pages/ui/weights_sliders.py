"""Sliders for the weights of groups, items and measures, and the measures' full scores."""

from collections.abc import Sequence
from math import ceil

import streamlit as st

from metrics.framework import LEVEL_NAMES, LEVELS, Framework, NodeSpec
from metrics.scoring import ScoreBook
from pages.ui.weights_state import step, turn


def weigh(weights: dict[str, float], part: NodeSpec, most: float) -> None:
    """A slider for a weight; the framework's own is left out of the assumption."""
    now = float(weights.pop(part.id, part.weight))
    most = max(most, float(ceil(now)))
    value = st.slider(part.name, 0.0, most, now, step(), key=f"assumed-{part.id}-{turn()}", format="%.2f")
    if value != part.weight:
        weights[part.id] = value


def shares(parts: Sequence[NodeSpec], weights: dict[str, float], of: str) -> str:
    """What each part weighs in the node above it, in words."""
    now = {part: weights.get(part.id, part.weight) for part in parts}
    total = sum(now.values())
    if total <= 0:
        return f"{of}下面的权重全为 0，算不出来。"
    return f"占{of}：" + " · ".join(f"{part.short_name} {weight / total:.0%}" for part, weight in now.items())


def measures(framework: Framework, level: str, weights: dict, full: dict, book: ScoreBook) -> None:
    """The weights and full scores of a chosen item's measures; the framework's own are left out."""
    letter = LEVELS[level]
    names = {item.name: item for item in framework.items}
    item = names[st.selectbox("项目", list(names), key="assumed-item")]
    known = [one for one in framework.measures_of(item.id) if letter in one.ledger.levels]
    if not known:
        st.caption(f"{LEVEL_NAMES[level]}没有这一项的指标。")
    for measure in known:
        weigh(weights, measure, 5.0)
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
