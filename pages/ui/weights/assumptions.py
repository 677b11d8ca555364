"""Everything that can be assumed, from the weight schemes down to the draws; kept in session and address."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import ceil

import streamlit as st

from metrics.framework import LEVEL_NAMES, LEVELS, Framework, MeasureSpec, NodeSpec
from metrics.scoring import ScoreBook
from metrics.scoring.index import CR_LIMIT, DataProblem, FrameworkProblem, judgement_matrix
from metrics.scoring.whatif import RELATIVE, Scenario, as_text, from_text, presets
from metrics.tables import EXPLAINED, NORMALISATIONS, whatif
from metrics.words import COUNTER
from pages import cached
from pages.ui.shared import lines

_HELD, _TURN, _STEP, _ADDRESS = "assumed", "assumed-turn", "assumed-step", "assume"
#: Of a weight slider: by hand, and where a scheme has set weights in between.
_COARSE, _FINE = 0.25, 0.01
_MEANS = {"arithmetic": "算术平均", "geometric": "几何平均", "harmonic": "调和平均"}
_DRAWS = (200, 500, 1000, 2000, 5000)
_SCHEME_NAMES = {"official": "现行", "equal": "等权", "entropy": "熵权", "critic": "CRITIC"}
_SCHEME_HELP = {
    "official": "框架里的权重",
    "equal": "三组一样重，组内各项一样重",
    "entropy": "各对象差别越大的项目，权重越大；只说明区分度，不说明重要性",
    "critic": "差别大、又和别的项目不重复的项目，权重大；只说明区分度，不说明重要性",
}
_JUDGEMENTS = "assumed-judged"
#: Saaty's scale: 0 is equal, 8 is nine times as important, −8 the other way round.
_SCALE = tuple(range(8, -9, -1))


def current_scenario() -> Scenario:
    """What is being assumed: that of the session, else of the address, else nothing."""
    if _HELD not in st.session_state:
        _hold_scenario(_scenario_in_address())
    scenario: Scenario = st.session_state[_HELD]
    return scenario


def _scenario_in_address() -> Scenario:
    try:
        return from_text(st.query_params.get(_ADDRESS, ""))
    except FrameworkProblem as problem:
        st.error(f"地址里的假设没有用上：{problem}")
        return Scenario()


def remember_scenario(scenario: Scenario) -> None:
    """Keep what the controls say now."""
    st.session_state[_HELD] = scenario
    text = as_text(scenario)
    if text:
        st.query_params[_ADDRESS] = text
    else:
        st.query_params.pop(_ADDRESS, None)


def restore_scenario(scenario: Scenario) -> None:
    """Put another assumption in place (a callback): the controls are drawn anew from it."""
    _hold_scenario(scenario)
    st.session_state[_TURN] = control_turn() + 1


def _hold_scenario(scenario: Scenario) -> None:
    st.session_state[_HELD] = scenario
    between = any(weight % _COARSE for weight in scenario.weights.values())
    st.session_state[_STEP] = _FINE if between else _COARSE


def slider_step() -> float:
    """Of the weight sliders; the same from one `restore` to the next, as a slider keeps its step."""
    step: float = st.session_state[_STEP]
    return step


def control_turn() -> int:
    """Goes into the controls' keys, so that they begin afresh after `restore`."""
    turn: int = st.session_state.get(_TURN, 0)
    return turn


def weight_slider(weights: dict[str, float], part: NodeSpec | MeasureSpec, most: float) -> None:
    """A slider for a weight; the framework's own is left out of the assumption."""
    now = float(weights.pop(part.id, part.weight))
    most = max(most, float(ceil(now)))
    value = st.slider(
        part.name, 0.0, most, now, slider_step(), key=f"assumed-{part.id}-{control_turn()}", format="%.2f"
    )
    if value != part.weight:
        weights[part.id] = value


def shares_words(parts: Sequence[NodeSpec], weights: dict[str, float], of: str) -> str:
    """What each part weighs in the node above it, in words."""
    now = {part: weights.get(part.id, part.weight) for part in parts}
    total = sum(now.values())
    if total <= 0:
        return f"{of}下面的权重全为 0，算不出来。"
    return f"占{of}：" + " · ".join(f"{part.short_name} {weight / total:.0%}" for part, weight in now.items())


def measure_controls(
    framework: Framework, level: str, weights: dict[str, float], full: dict[str, float], book: ScoreBook
) -> None:
    """The weights and full scores of a chosen item's measures; the framework's own are left out."""
    letter = LEVELS[level]
    names = {item.name: item for item in framework.items}
    item = names[st.selectbox("项目", list(names), key="assumed-item")]
    known = [measure for measure in framework.measures_of(item.id) if letter in measure.ledger.levels]
    if not known:
        st.caption(f"{LEVEL_NAMES[level]}没有这一项的指标。")
    for measure in known:
        weight_slider(weights, measure, 5.0)
        target = measure.ledger.target_at(letter)
        name, official = f"{measure.id}.{target}", float(measure.ledger.full_score[target])
        whose = "E" if measure.ledger.over_a_base(letter) else letter
        unit = measure.ledger.units[whose] + ("，全年" if measure.ledger.prorate else "")
        value = st.number_input(
            f"{measure.name}的满分值（{unit}）",
            min_value=0.01,
            value=float(full.pop(name, official)),
            step=max(round(official / 20, 1), 0.1),
            key=f"assumed-{name}-{control_turn()}",
            help=f"正式的满分值是 {official:g}。",
        )
        if value != official:
            full[name] = value
        values = book.values[measure.id].dropna()
        best = f"；本期最高 {values.max():.4g}" if len(values) else ""
        st.caption(f"正式 {official:g}{best}")


def ask_normalisation(scenario: Scenario) -> str:
    """How values are made comparable, with a sentence on what that does."""
    words = {name: word for word, name in NORMALISATIONS.items()}
    at = list(NORMALISATIONS).index(scenario.normalise)
    chosen = words[st.selectbox("归一化方法", list(words), at, key=f"assumed-normalise-{control_turn()}")]
    st.caption(EXPLAINED[chosen])
    return chosen


def ask_means(framework: Framework, scenario: Scenario) -> tuple[dict[str, str], float]:
    """Node → mean where it is not the framework's own, and the floor under scores in the others."""
    nodes = [framework.root, *framework.groups]
    chosen = {}
    for node in nodes:
        now = scenario.aggregates.get(node.id, node.aggregate)
        words = {word: name for name, word in (_MEANS | {now: _MEANS.get(now, now)}).items()}
        place = f"assumed-mean-{node.id}-{control_turn()}"
        at = list(words.values()).index(now)
        word = words[st.selectbox(node.name, list(words), index=at, key=place)]
        if word != node.aggregate:
            chosen[node.id] = word
    others = {name: word for name, word in scenario.aggregates.items() if framework.node[name] not in nodes}
    floor = scenario.floor
    if chosen or others:
        place = f"assumed-floor-{control_turn()}"
        floor = st.number_input("几何、调和平均的下限（分）", 0.0, 50.0, floor, 0.5, key=place)
        st.caption("低于下限的按下限计，免得一项为 0 就全部为 0。")
    return {**others, **chosen}, floor


def ask_variation(scenario: Scenario) -> tuple[bool, bool]:
    """Whether the method and the data vary beside the weights."""
    method = st.toggle("方法也变动", scenario.method, key=f"assumed-method-{control_turn()}")
    st.caption("归一化方法、项目和组的平均方法、每个指标的目标值（上下 25%）也随机。")
    data = st.toggle("数据也变动", scenario.data, key=f"assumed-data-{control_turn()}")
    st.caption("每次少一份季报；乡镇、行业、成员单位、品牌还少一家企业。")
    return method, data


def ask_draws(scenario: Scenario) -> tuple[float, int, int]:
    """How far weights vary, how many sets, from which seed."""
    percent = round(scenario.noise * 100)
    noise = st.slider("每个权重上下浮动（%）", 0, 100, percent, 5, key=f"assumed-noise-{control_turn()}")
    counts = sorted({*_DRAWS, scenario.count})
    count = st.select_slider("权重组数", counts, scenario.count, key=f"assumed-count-{control_turn()}")
    seed = st.number_input("随机种子", 0, 10**9, scenario.seed, 1, key=f"assumed-seed-{control_turn()}")
    st.caption("同样的种子得到同样的结果；每一次都可以重算。")
    return noise / 100, int(count), int(seed)


@cached.shared(24)
def _presets(key: cached.Edition, level: str) -> dict[str, presets.Preset | str]:
    """Every scheme of a level, or why it cannot be computed."""
    book = cached.book(key, level)
    known: dict[str, presets.Preset | str] = {}
    for scheme in presets.SCHEMES:
        try:
            known[scheme] = presets.preset(cached.framework_of(key), book, scheme)
        except DataProblem as problem:
            known[scheme] = str(problem)
    return known


def scheme_buttons(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """A button for each scheme; the one the sliders stand at is marked."""
    framework, known = cached.framework_of(key), _presets(key, level)
    st.markdown("**权重方案**：点一下填进下面的滑块，填好还能再改")
    with st.container(horizontal=True, gap="xsmall"):
        for scheme, preset in known.items():
            wrong = preset if isinstance(preset, str) else ""
            weights = {} if isinstance(preset, str) else preset.weights
            same = not wrong and _joined_weights(framework, scenario, weights) == dict(scenario.weights)
            st.button(
                _SCHEME_NAMES[scheme],
                key=f"assumed-scheme-{scheme}",
                type="primary" if same else "secondary",
                help=wrong or _SCHEME_HELP[scheme],
                disabled=bool(wrong),
                on_click=fill_sliders,
                args=(framework, weights),
            )
    st.caption(_scheme_words(known, level, len(cached.book(key, level).entities)))


def _scheme_words(known: Mapping[str, presets.Preset | str], level: str, everyone: int) -> str:
    """Whom the data-driven schemes were read off, or why they are not there."""
    said = [
        f"{_SCHEME_NAMES[scheme]}算不出来：{why}" for scheme, why in known.items() if isinstance(why, str)
    ]
    counted = max((preset.counted for preset in known.values() if not isinstance(preset, str)), default=0)
    if counted:
        word = COUNTER[level]
        said.insert(0, f"熵权和 CRITIC 按各项都有得分的 {counted} {word}算（共 {everyone} {word}）")
    return "；".join(said) + "。"


def _joined_weights(framework: Framework, scenario: Scenario, added: Mapping[str, float]) -> dict[str, float]:
    """The scenario's weights with some set; those that are the framework's own are left out."""
    joined = {**scenario.weights, **added}
    parts: list[NodeSpec | MeasureSpec] = [*framework.nodes, *framework.measures]
    official = {part.id: part.weight for part in parts}
    return {name: weight for name, weight in joined.items() if weight != official.get(name)}


def fill_sliders(framework: Framework, weights: Mapping[str, float]) -> None:
    """Put weights into the sliders (a callback); all else that is assumed stays."""
    scenario = current_scenario()
    restore_scenario(replace(scenario, weights=_joined_weights(framework, scenario, weights)))


def judgement_controls(framework: Framework) -> None:
    """The pairwise judgements of the groups or of a group's items, their matrix, and whether they agree."""
    with st.expander("两两比较定权重（AHP）", key="assumed-ahp"):
        nodes = {"三个组": framework.root, **{f"{group.name}的各项": group for group in framework.groups}}
        node = nodes[st.selectbox("比较什么", list(nodes), key="assumed-ahp-node")]
        parts = presets.children(framework, node.id)
        pairs = {(one.id, other.id): _judge(one, other) for one, other in combinations(parts, 2)}
        judged = presets.judged(framework, node.id, pairs)
        matrix = judgement_matrix(pairs, [part.id for part in parts])
        lines(whatif.judgement_table(framework, judged, matrix))
        agree = judged.cr <= CR_LIMIT
        (st.caption if agree else st.warning)(whatif.consistency(framework, judged))
        weights = presets.judged_weights(framework, node.id, judged)
        st.button(
            "填进滑块",
            key="assumed-ahp-fill",
            disabled=not agree,
            on_click=fill_sliders,
            args=(framework, weights),
        )


def _judge(one: NodeSpec, other: NodeSpec) -> float:
    """How many times one matters as much as the other; kept while another node is compared."""
    held = st.session_state.setdefault(_JUDGEMENTS, {})
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


def controls(key: cached.Edition, level: str, scenario: Scenario) -> Scenario:
    """Draw the controls from an assumption and give the one they say now."""
    framework, book = cached.framework_of(key), cached.book(key, level)
    head = st.container(horizontal=True, vertical_alignment="center")
    weights, full = dict(scenario.weights), dict(scenario.full_scores)
    normalise = ask_normalisation(scenario)
    scheme_buttons(key, level, scenario)
    for group in framework.groups:
        weight_slider(weights, group, 10.0)
    st.caption(shares_words(framework.groups, weights, "总分"))
    for group in framework.groups:
        with st.expander(f"{group.name}：各项权重", key=f"assumed-{group.id}"):
            items = [item for item in framework.items if item.parent == group.id]
            for item in items:
                weight_slider(weights, item, 5.0)
            st.caption(shares_words(items, weights, group.name))
    judgement_controls(framework)
    with st.expander("指标的权重和满分值", key="assumed-measures"):
        if normalise in RELATIVE:
            st.caption(f"归一化现在用{NORMALISATIONS[normalise]}，满分值不起作用。")
        measure_controls(framework, level, weights, full, book)
    with st.expander("合成方法", key="assumed-means"):
        aggregates, floor = ask_means(framework, scenario)
    with st.expander("名次区间：什么在变动", key="assumed-draws"):
        method, data = ask_variation(scenario)
        noise, count, seed = ask_draws(scenario)
    assumed = Scenario(
        "", weights, full, aggregates, normalise, floor, noise, count, seed, method=method, data=data
    )
    with head:
        st.subheader("假设", anchor=False, width="stretch")
        st.button("恢复正式", on_click=restore_scenario, args=(Scenario(),), disabled=assumed == Scenario())
    return assumed
