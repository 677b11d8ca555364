"""What if weights, targets, normalisation or means were others: an assumption beside the official scores,
never in them.

A scenario holds every parameter and the seed, so that it can be run again with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from metrics.framework import EMPTY, LEVELS, Framework, MeasureSpec, Period
from metrics.scoring.index import (
    AGGREGATES,
    METHODS,
    FrameworkProblem,
    Leaf,
    LeaveOut,
    Node,
    Simulation,
    Sobol,
    Tree,
    ahead,
    engine,
    leave_one_out,
    rank_bands,
    shown,
    simulate,
    sobol_shares,
    top_share,
    weight_sets,
    with_weights,
)
from metrics.scoring.measures import NOT_APPLICABLE
from metrics.scoring.scorebook import ScoreBook, full_score_of_period, ranks_of, tree_of
from metrics.scoring.whatif.variation import Evidence, Setting, SourceShares, Varied, simulated, source_shares

#: Most replications one run may ask for: their ranks are kept.
MOST = 100_000
#: How the values of a level may be made comparable; the first is what the framework does.
NORMALISATIONS = tuple(
    sorted((name for name, known in METHODS.items() if known.word), key=lambda name: METHODS[name].place)
)
#: Those that place an entity among the others and so need values that differ.
RELATIVE = frozenset(name for name, known in METHODS.items() if known.relative)
#: Those whose scores are not points out of 100.
UNSCALED = frozenset(name for name, known in METHODS.items() if known.unscaled)
_SETTINGS = ("normalise", "floor", "noise", "count", "seed", "method", "data")


@dataclass(frozen=True)
class Scenario:
    """What is assumed.

    Args:
        name: what it is called.
        weights: id of a group, item or measure → weight beside its siblings.
        full_scores: measure and formula level (`K2a.E`) → value that earns 100, a year's where the measure
            is prorated, as in the framework.
        aggregates: id of a group, item or the total → arithmetic, geometric, harmonic or `power:p`.
        normalise: one of NORMALISATIONS, for all measures alike.
        floor: points that a child counts for at least in a mean that is not arithmetic.
        noise: weights vary by up to this share, 0 … 1.
        count: how many weight sets are drawn.
        seed: of the draws.
        method: whether the way to normalise, the means and the targets vary too.
        data: whether one report, and where enterprises are not ranked one enterprise, is left out too.
    """

    name: str = ""
    weights: Mapping[str, float] = field(default_factory=lambda: EMPTY)
    full_scores: Mapping[str, float] = field(default_factory=lambda: EMPTY)
    aggregates: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    normalise: str = NORMALISATIONS[0]
    floor: float = 1.0
    noise: float = 0.25
    count: int = 1000
    seed: int = 1
    method: bool = False
    data: bool = False

    def __post_init__(self) -> None:
        for name in ("weights", "full_scores", "aggregates"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        if not 1 <= self.count <= MOST:
            raise FrameworkProblem(f"模拟次数应在 1 与 {MOST} 之间，现为 {self.count}")
        if not 0 <= self.floor <= 100:
            raise FrameworkProblem(f"下限应在 0 与 100 之间，现为 {self.floor}")
        for name in ("method", "data"):
            if not isinstance(getattr(self, name), bool):
                raise FrameworkProblem(f"{name} 应为真或假，现为 {shown(getattr(self, name))}")
        if self.normalise not in NORMALISATIONS:
            known = "、".join(NORMALISATIONS)
            raise FrameworkProblem(f"归一化：没有 {shown(self.normalise)} 这个方法，可用：{known}")

    @property
    def official(self) -> bool:
        """Whether nothing is assumed: the framework as it stands."""
        own = self.normalise == NORMALISATIONS[0]
        return own and not (self.weights or self.full_scores or self.aggregates)

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything but the name, as plain values that JSON holds."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "name"}
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def as_text(scenario: Scenario) -> str:
    """A scenario without its name as a short line for an address: `K=5,K2a.E=12,total=geometric,seed=7`.

    Only what differs from assuming nothing; empty for that.
    """
    plain = Scenario()
    pairs = [*scenario.weights.items(), *scenario.full_scores.items(), *scenario.aggregates.items()]
    settings = (name for name in _SETTINGS if getattr(scenario, name) != getattr(plain, name))
    pairs += [
        (name, int(told) if isinstance(told := getattr(scenario, name), bool) else told) for name in settings
    ]
    return ",".join(
        f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}" for name, value in pairs
    )


def from_text(text: str) -> Scenario:
    """The scenario of `as_text`.

    Raises FrameworkProblem: a text that is not written so.
    """
    found: dict[str, Any] = {"weights": {}, "full_scores": {}, "aggregates": {}}
    for pair in filter(None, text.split(",")):
        name, _, value = pair.partition("=")
        try:
            if name == "normalise":
                found[name] = value
            elif name in ("method", "data"):
                found[name] = {"0": False, "1": True}[value]
            elif name in _SETTINGS:
                found[name] = int(value) if name in ("count", "seed") else float(value)
            elif value[:1].isalpha():
                found["aggregates"][name] = value
            else:
                found["full_scores" if "." in name else "weights"][name] = float(value)
        except (ValueError, KeyError):
            raise FrameworkProblem(f"看不懂的假设 {shown(pair)}，应写成 K=5 这样") from None
    return scenario_of("", found)


def scenario_of(name: str, parameters: Mapping[str, Any]) -> Scenario:
    """A scenario from its `parameters`.

    Raises FrameworkProblem: an unknown parameter, or one of the wrong type.
    """
    known = {one.name for one in fields(Scenario)} - {"name"}
    for unknown in (key for key in parameters if key not in known):
        raise FrameworkProblem(f"假设方案没有 {shown(unknown)} 这个参数")
    try:
        return Scenario(name, **parameters)
    except (TypeError, ValueError) as error:
        raise FrameworkProblem(f"假设方案 {shown(name)} 的参数不对：{error}") from None


def scenario_tree(framework: Framework, level: str, period: Period, scenario: Scenario) -> Tree:
    """The framework's tree for a level and period with what the scenario assumes.

    Raises FrameworkProblem: an id or level it does not have, a weight or target that is not allowed.
    """
    formula = LEVELS[level]
    tree = with_weights(tree_of(framework, formula, period), scenario.weights)
    known = {f"{one.id}.{letter}" for one in framework.measures for letter in one.ledger.full_score}
    for name in (name for name in scenario.full_scores if name not in known):
        raise FrameworkProblem(f"满分值：没有 {shown(name)}，应写成 K2a.E 这样的指标加层级")
    for name in scenario.aggregates:
        if name not in framework.node:
            raise FrameworkProblem(f"合成方法：框架里没有节点 {shown(name)}")
    scope = framework.scope(period)
    leaves = tuple(_leaf(framework, leaf, formula, scope, scenario) for leaf in tree.leaves)
    nodes = tuple(_node(node, scenario) for node in tree.nodes)
    method = METHODS[scenario.normalise]
    if method.signed:
        for node in (node for node in nodes if node.aggregate != "arithmetic"):
            raise FrameworkProblem(
                f"{method.word}有负值，只能用算术平均："
                f"{shown(node.name)}现为 {node.aggregate}，请改回算术平均"
            )
    return replace(tree, leaves=leaves, nodes=nodes)


def _leaf(framework: Framework, leaf: Leaf, formula: str, scope: Period, scenario: Scenario) -> Leaf:
    leaf, measure = replace(leaf, normalise=scenario.normalise), framework.measure[leaf.id]
    name = f"{leaf.id}.{measure.ledger.target_at(formula)}"
    yearly = scenario.full_scores.get(name)
    if yearly is None:
        return leaf
    if not yearly > 0:
        raise FrameworkProblem(f"满分值 {shown(name)}：应大于 0，现为 {yearly}")
    if measure.ledger.over_a_base(formula):
        return leaf
    return replace(leaf, goalposts=(0.0, full_score_of_period(measure, yearly, scope)))


def with_targets(framework: Framework, level: str, scenario: Scenario) -> Framework | None:
    """The framework with the targets that a scenario moves inside the credits of a level; None without such.

    Where a value is credits over a base, the target is inside it and not the value that earns 100.
    """
    moved = _moved_inside(framework, level, scenario)
    if not moved:
        return None
    return replace(
        framework,
        measures=tuple(_with_target(one, LEVELS[level], moved.get(one.id)) for one in framework.measures),
    )


def _moved_inside(framework: Framework, level: str, scenario: Scenario) -> dict[str, float]:
    """Measure → what its target inside the credits of a level is taken times."""
    formula = LEVELS[level]
    return {
        one.id: scenario.full_scores[name] / one.ledger.full_score[target]
        for one in framework.measures
        if one.ledger.over_a_base(formula)
        and (name := f"{one.id}.{(target := one.ledger.target_at(formula))}") in scenario.full_scores
    }


def _with_target(measure: MeasureSpec, formula: str, times: float | None) -> MeasureSpec:
    if times is None:
        return measure
    target, full = measure.ledger.target_at(formula), measure.ledger.full_score
    full = {**full, target: full[target] * times}
    return replace(measure, ledger=replace(measure.ledger, full_score=full))


def _node(node: Node, scenario: Scenario) -> Node:
    wanted = scenario.aggregates.get(node.id)
    if wanted is None:
        return node
    word, _, exponent = wanted.partition(":")
    if word not in AGGREGATES or (word == "power") != bool(exponent):
        raise FrameworkProblem(
            f"合成方法 {shown(node.id)}：没有 {shown(wanted)}，可用：{'、'.join(AGGREGATES[:3])}、power:p"
        )
    try:
        p = float(exponent) if exponent else None
    except ValueError:
        raise FrameworkProblem(f"合成方法 {shown(node.id)}：{shown(exponent)} 不是一个数") from None
    return replace(node, aggregate=word, p=p, floor=0.0 if word == "arithmetic" else scenario.floor)


@dataclass(frozen=True, eq=False)
class Comparison:
    """A scenario beside the official scores of one level and period. Frames are by entity.

    Args:
        scenario: what was assumed.
        tree: the framework with it.
        values: measures in their own units, and whether they apply: what both are made of.
        applicable: as `values`, bool; without the measures that are `alike`.
        alike: measures left out because everyone who has a value has the same, which a relative
            normalisation cannot use.
        held: the engine's scores under the scenario.
        scores: entities × nodes under the scenario.
        ranks: of the total under the scenario, 1 is best; NA without a score.
        table: official score and rank, score and rank now, score change (NaN where the normalisation does not
            give points out of 100), shift (places gained), rank_p5, rank_p50, rank_p95 under what the
            scenario varies.
        simulation: every weight set and every rank under it.
        setting: what does not vary, for `shares_of_sources`.
        framework_version: hash of the framework's files.
        data_version: hash of the approved submissions.
    """

    scenario: Scenario
    tree: Tree
    values: pd.DataFrame
    applicable: pd.DataFrame
    alike: tuple[str, ...]
    held: engine.Scores
    scores: pd.DataFrame
    ranks: pd.Series
    table: pd.DataFrame
    simulation: Simulation
    setting: Setting
    framework_version: str
    data_version: str

    def top(self, k: int) -> pd.Series:
        """P(among the first k) over the weight sets, by entity."""
        return top_share(self.simulation, k)

    def ahead(self, one: str, other: str) -> float:
        """P(one strictly ahead of another) over the weight sets. Raises DataProblem without a score."""
        return ahead(self.simulation, one, other)


def what_if(
    framework: Framework,
    book: ScoreBook,
    scenario: Scenario,
    rescored: Callable[[Framework], ScoreBook] | None = None,
    evidence: Callable[[], Evidence] | None = None,
) -> Comparison:
    """Score and rank a book's entities under a scenario, with rank bands; the book stays as it is.

    Args:
        framework: what the book was made by.
        book: official scores of one level and period.
        scenario: what is assumed.
        rescored: the book under a framework with other targets; needed where those lie inside credits.
        evidence: of the book's rows, under the framework itself; needed where method or data vary.

    Raises:
        FrameworkProblem: the scenario does not fit the framework (see `scenario_tree`), or noise or seed
            are out of range.
        DataProblem: a mean leaves the range of numbers.
    """
    tree, root = scenario_tree(framework, book.level, book.period, scenario), framework.root.id
    other, base = with_targets(framework, book.level, scenario), book
    if other is not None:
        if rescored is None:
            raise FrameworkProblem("这一层的目标值在企业得分里面，要有台账数据才能重算")
        base = rescored(other)
    setting = Setting(tree, scenario.floor, _moved_inside(framework, book.level, scenario))
    tree, applicable, alike = _usable(tree, base.counted, base.status != NOT_APPLICABLE)
    scores = _scores(tree, base, applicable, scenario)
    simulation = _simulation(tree, scores, scenario, setting, evidence)
    ranks = ranks_of(scores.nodes[[root]])[root]
    bands = rank_bands(simulation)
    table = pd.DataFrame(
        {
            "official_score": book.scores[root],
            "official_rank": book.ranks[root],
            "score": scores.nodes[root],
            "rank": ranks,
            "change": _change(scores.nodes[root], book.scores[root], scenario),
            "shift": book.ranks[root] - ranks,
            **{name: bands[name] for name in bands.columns if name != "rank"},
        }
    )
    return Comparison(
        scenario,
        tree,
        base.counted,
        applicable,
        alike,
        scores,
        scores.nodes,
        ranks,
        table,
        simulation,
        setting,
        book.framework_version,
        book.data_version,
    )


def _simulation(
    tree: Tree,
    scores: engine.Scores,
    scenario: Scenario,
    setting: Setting,
    evidence: Callable[[], Evidence] | None,
) -> Simulation:
    """Under the weight sets alone, or with what else the scenario lets vary."""
    if not (scenario.method or scenario.data):
        return simulate(tree, scores, weight_sets(tree, scenario.count, scenario.noise, scenario.seed))
    if evidence is None:
        raise FrameworkProblem("方法和数据的变动，要有台账数据才能重算")
    return simulated(setting, evidence(), varied_by(scenario), scores.rank)


def varied_by(scenario: Scenario) -> Varied:
    """What a scenario lets vary."""
    return Varied(scenario.method, scenario.data, scenario.noise, scenario.count, scenario.seed)


def shares_of_sources(compared: Comparison, evidence: Evidence) -> SourceShares:
    """How much of each rank's variance comes from weights, method and data, as far as they vary.

    Few draws are enough, whatever their number in the scenario. Its seed holds.
    """
    return source_shares(compared.setting, evidence, varied_by(compared.scenario))


def _change(now: pd.Series, official: pd.Series, scenario: Scenario) -> pd.Series:
    """Points more than officially; none where the scores are not points out of 100."""
    return now - official if scenario.normalise not in UNSCALED else official * np.nan


def _usable(
    tree: Tree, values: pd.DataFrame, applicable: pd.DataFrame
) -> tuple[Tree, pd.DataFrame, tuple[str, ...]]:
    """What a relative normalisation can work on: the tree, what applies, and the measures left out.

    A measure without any value stays missing, as it is officially. One whose values are all the same says
    nothing of who is ahead: it leaves the weights and the coverage, and is named.
    """
    if tree.leaves[0].normalise not in RELATIVE:
        return tree, applicable, ()
    ids = [leaf.id for leaf in tree.leaves]
    known = values[ids].where(applicable[ids]).to_numpy(dtype=float)
    there = ~np.isnan(known)
    low, high = (
        end.reduce(known, axis=0, where=there, initial=start)
        for end, start in ((np.minimum, np.inf), (np.maximum, -np.inf))
    )
    empty = dict(zip(ids, low > high, strict=True))
    alike = tuple(name for name, same in zip(ids, low == high, strict=True) if same)
    leaves = (replace(leaf, normalise="goalposts") if empty[leaf.id] else leaf for leaf in tree.leaves)
    left = applicable.copy()
    left[list(alike)] = False
    return replace(tree, leaves=tuple(leaves)), left, alike


def _scores(tree: Tree, book: ScoreBook, applicable: pd.DataFrame, scenario: Scenario) -> engine.Scores:
    """Normalised again only where a target or the normalisation moved: weights and means do not need it."""
    measures = list(book.values.columns)
    if scenario.full_scores or scenario.normalise != NORMALISATIONS[0]:
        shares = book.coverage[measures].fillna(0.0)
        return engine.score(tree, book.counted, applicable=applicable, coverage=shares)
    official = engine.Scores(book.normalised, book.scores, book.ranks[tree.root.id], book.coverage)
    return engine.rescore(tree, official)


def left_out(compared: Comparison, items: Sequence[str]) -> LeaveOut:
    """Scores, ranks and shifts of rank without one of some items (leaves or nodes) each."""
    return leave_one_out(compared.tree, compared.values, items, applicable=compared.applicable)


def variance_shares(compared: Comparison, items: Sequence[str], count: int = 256) -> Sobol:
    """Whose weight moves each entity's score: Sobol shares under the scenario's noise and seed."""
    scenario = compared.scenario
    return sobol_shares(compared.tree, compared.held, items, count, scenario.noise, scenario.seed)
