"""The tree of an index, checked whenever one is built."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from metrics.scoring.index.impute import IMPUTATIONS
from metrics.scoring.index.methods import METHODS
from metrics.scoring.index.nodes import (
    DataProblem,
    FrameworkProblem,
    Imputation,
    Leaf,
    Node,
    Treatment,
    place,
    shown,
)
from metrics.scoring.index.treat import TREATMENTS

__all__ = [
    "AGGREGATES",
    "MINIMUM",
    "MISSING",
    "RATIO",
    "DataProblem",
    "FrameworkProblem",
    "Imputation",
    "Leaf",
    "Node",
    "Treatment",
    "Tree",
    "check_tree",
    "place",
    "shown",
    "with_weights",
    "without",
]

#: Weighted means, which a scenario may choose among; a node may also be a minimum or a ratio.
AGGREGATES = ("arithmetic", "geometric", "harmonic", "power")
MINIMUM, RATIO = "minimum", "ratio"
MISSING = ("reweight", "propagate", "zero")
#: What a measure may say besides of its empty cells: that they are filled.
IMPUTE = "impute"
TRANSFORMS = ("none", "log")
TIES = ("min", "average")
#: Key of a leaf → how it is written.
_EXAMPLES = {"goalposts": "goalposts = [下限, 上限]"}


@dataclass(frozen=True)
class Tree:
    """A whole index. Building one checks it (`check_tree`), so a Tree in hand is always sound.

    With `time`, the name of a level of the data's index, there is a row for each entity and time: minima,
    maxima and outliers are those of all times, empty cells are filled and ranks given within one.
    """

    id: str
    version: str
    name: str
    scale: float
    round_rank: int
    ties: str
    nodes: tuple[Node, ...]
    leaves: tuple[Leaf, ...]
    time: str = ""

    def __post_init__(self) -> None:
        check_tree(self)

    @property
    def items(self) -> tuple[Node | Leaf, ...]:
        """The nodes, then the leaves."""
        return self.nodes + self.leaves

    @property
    def root(self) -> Node:
        """The one node without a parent."""
        return next(node for node in self.nodes if node.parent is None)


def with_weights(tree: Tree, weights: Mapping[str, float]) -> Tree:
    """The same tree with the weights of the ids given replaced.

    Raises FrameworkProblem for an id the tree does not have, or when the new weights are not sound.
    """
    known = {item.id for item in tree.items}
    for unknown in (key for key in weights if key not in known):
        raise FrameworkProblem(f"权重：框架里没有 id {shown(unknown)}")
    nodes = tuple(replace(node, weight=float(weights.get(node.id, node.weight))) for node in tree.nodes)
    leaves = tuple(replace(leaf, weight=float(weights.get(leaf.id, leaf.weight))) for leaf in tree.leaves)
    return replace(tree, nodes=nodes, leaves=leaves)


def without(tree: Tree, item: str) -> Tree:
    """The tree without one leaf or node, all below it, every ratio it was a part of, and every node above
    that this leaves without a child that weighs anything.

    Raises FrameworkProblem when the id is unknown or nothing would be left.
    """
    items = tree.items
    if item not in {one.id for one in items}:
        raise FrameworkProblem(f"框架里没有 id {shown(item)}")
    gone, before = {item}, 0
    while len(gone) > before:
        before = len(gone)
        alive = {one.parent for one in items if one.id not in gone and one.weight > 0}
        gone |= {node.id for node in tree.nodes if node.id not in alive}
        gone |= {node.id for node in tree.nodes if {node.numerator, node.denominator} & gone}
        gone |= {one.id for one in items if one.parent in gone}
    if tree.root.id in gone:
        raise FrameworkProblem(f"去掉 {shown(item)} 之后，框架里没有剩下有权重的指标")
    return replace(
        tree,
        nodes=tuple(node for node in tree.nodes if node.id not in gone),
        leaves=tuple(leaf for leaf in tree.leaves if leaf.id not in gone),
    )


def check_tree(tree: Tree) -> None:
    """Everything that must hold for a tree to be scored.

    Raises FrameworkProblem for the first thing that is wrong: exactly one root, known parents, no cycle,
    no childless node, weights ≥ 0 with a positive sum, unique ids, lo < hi, known methods and what they need.
    """
    _check_head(tree)
    _check_ids(tree)
    _check_shape(tree)
    for node in tree.nodes:
        _check_node(node)
        _check_ratio(node, [item.id for item in tree.items if item.parent == node.id])
    for leaf in tree.leaves:
        _check_leaf(leaf)
        _check_filling(leaf)
        _check_treatment(leaf)
    _check_weights(tree)
    _check_labels(tree)


def _check_head(tree: Tree) -> None:
    if not (_finite(tree.scale) and tree.scale > 0):
        raise FrameworkProblem(f"[score] scale：应为正数，现为 {tree.scale}")
    if isinstance(tree.round_rank, bool) or not isinstance(tree.round_rank, int) or tree.round_rank < 0:
        raise FrameworkProblem(f"[score] round_rank：应为非负整数，现为 {tree.round_rank}")
    _check_word("[score]", "ties", tree.ties, TIES)
    if not tree.nodes:
        raise FrameworkProblem("[[node]]：框架里没有节点")
    if not tree.leaves:
        raise FrameworkProblem("[[measure]]：框架里没有指标")


def _check_ids(tree: Tree) -> None:
    items = tree.items
    for item in items:
        if not item.id.strip():
            raise FrameworkProblem(f"{place(item)}：id 不能为空")
    for name, count in Counter(item.id for item in items).items():
        if count > 1:
            raise FrameworkProblem(f"{place(_last(items, name))}：id 重复，共出现 {count} 次")


def _last(items: tuple[Node | Leaf, ...], name: str) -> Node | Leaf:
    return [item for item in items if item.id == name][-1]


def _check_shape(tree: Tree) -> None:
    parents = {node.id: node.parent for node in tree.nodes}
    for item in tree.items:
        if item.parent is not None and item.parent not in parents:
            raise FrameworkProblem(f"{place(item)}：parent {shown(item.parent)} 不是已有的 [[node]]")
    for node in tree.nodes:
        _check_cycle(node, parents)
    roots = [node for node in tree.nodes if node.parent is None]
    if len(roots) > 1:
        raise FrameworkProblem(
            f"{place(roots[1])}：没有 parent，但根节点已是 {shown(roots[0].id)}，根只能有一个"
        )
    with_child = {item.parent for item in tree.items}
    for node in tree.nodes:
        if node.id not in with_child:
            raise FrameworkProblem(f"{place(node)}：下面没有任何节点或指标")


def _check_cycle(node: Node, parents: Mapping[str, str | None]) -> None:
    path = [node.id]
    while (above := parents[path[-1]]) is not None:
        path.append(above)
        if above in path[:-1]:
            raise FrameworkProblem(f"{place(node)}：parent 成环（{' → '.join(path)}）")


def _check_node(node: Node) -> None:
    _check_word(place(node), "aggregate", node.aggregate, (*AGGREGATES, MINIMUM, RATIO))
    _check_word(place(node), "missing", node.missing, MISSING)
    if not (_finite(node.min_coverage) and 0 <= node.min_coverage <= 1):
        raise FrameworkProblem(f"{place(node)}：min_coverage 应在 0 与 1 之间，现为 {node.min_coverage}")
    if (node.aggregate == "power") != (node.p is not None):
        raise FrameworkProblem(f'{place(node)}：p 与 aggregate = "power" 必须同时出现')
    if node.p is not None and not _finite(node.p):
        raise FrameworkProblem(f"{place(node)}：p 应为有限的数，现为 {node.p}")
    if not _finite(node.floor) or (node.floor < 0 and node.aggregate != "arithmetic"):
        raise FrameworkProblem(f"{place(node)}：floor 应为非负数，现为 {node.floor}")


def _check_ratio(node: Node, kids: list[str]) -> None:
    """A ratio names its two children, and nothing else does."""
    where = place(node)
    for key in ("numerator", "denominator"):
        if (node.aggregate == RATIO) != bool(getattr(node, key)):
            raise FrameworkProblem(f'{where}：{key} 与 aggregate = "{RATIO}" 必须同时出现')
    if not _finite(node.times) or node.times <= 0:
        raise FrameworkProblem(f"{where}：times 应为正数，现为 {node.times}")
    if node.aggregate != RATIO:
        if node.times != 1:
            raise FrameworkProblem(f'{where}：times 只能与 aggregate = "{RATIO}" 同用')
        return
    if len(kids) != 2 or {node.numerator, node.denominator} != set(kids):
        raise FrameworkProblem(
            f"{where}：比值节点下面应只有 numerator、denominator 两个下级，现有 {'、'.join(map(shown, kids))}"
        )


def _check_leaf(leaf: Leaf) -> None:
    where = place(leaf)
    _check_word(where, "transform", leaf.transform, TRANSFORMS)
    _check_word(where, "normalise", leaf.normalise, METHODS)
    if isinstance(leaf.direction, bool) or leaf.direction not in (1, -1):
        raise FrameworkProblem(f"{where}：direction 只能是 1 或 -1，现为 {leaf.direction}")
    for key in ("goalposts", "clip", "range"):
        _check_pair(where, key, getattr(leaf, key))
    method = METHODS[leaf.normalise]
    for key in method.needs:
        if getattr(leaf, key) is None:
            raise FrameworkProblem(f'{where}：normalise = "{leaf.normalise}" 需要 {_EXAMPLES.get(key, key)}')
    if leaf.target is not None and not _finite(leaf.target):
        raise FrameworkProblem(f"{where}：target 应为有限的数，现为 {leaf.target}")
    if leaf.transform == "log":
        _check_log(leaf)
    if wrong := method.wrong(leaf):
        raise FrameworkProblem(f"{where}：{wrong}")


def _check_filling(leaf: Leaf) -> None:
    where, rule = place(leaf), leaf.impute
    if leaf.missing is not None:
        _check_word(where, "missing", leaf.missing, (*MISSING, IMPUTE))
    if rule is None:
        if leaf.missing == IMPUTE:
            raise FrameworkProblem(f'{where}：missing = "{IMPUTE}" 需要 impute = {{ by = … }}')
        return
    if leaf.missing not in (None, IMPUTE):
        raise FrameworkProblem(f'{where}：有 impute 时 missing 只能是 "{IMPUTE}"，现为 {shown(leaf.missing)}')
    _check_word(f"{where} impute", "by", rule.by, IMPUTATIONS)
    needs = IMPUTATIONS[rule.by].needs
    for key in ("group", "predictors"):
        if bool(getattr(rule, key)) != (key in needs):
            said = "需要" if key in needs else "用不上"
            raise FrameworkProblem(f'{where} impute：by = "{rule.by}" {said} {key}')
    if leaf.id in rule.predictors or len(set(rule.predictors)) < len(rule.predictors):
        raise FrameworkProblem(f"{where} impute：predictors 不能有本项，也不能重复")


def _check_treatment(leaf: Leaf) -> None:
    where, rule = f"{place(leaf)} treat", leaf.treat
    if rule is None:
        return
    if not rule.steps or len(set(rule.steps)) < len(rule.steps):
        raise FrameworkProblem(f"{where}：steps 至少写一步，且不能重复")
    for word in rule.steps:
        _check_word(where, "steps", word, TREATMENTS)
    if isinstance(rule.points, bool) or not isinstance(rule.points, int) or rule.points < 1:
        raise FrameworkProblem(f"{where}：points 应为正整数，现为 {rule.points}")
    for key in ("skewness", "kurtosis"):
        if not _finite(getattr(rule, key)) or getattr(rule, key) < 0:
            raise FrameworkProblem(f"{where}：{key} 应为非负数，现为 {getattr(rule, key)}")
    if not _finite(rule.power):
        raise FrameworkProblem(f"{where}：power 应为有限的数，现为 {rule.power}")
    method = METHODS[leaf.normalise]
    for word in (name for name in rule.steps if TREATMENTS[name].reshapes and method.needs):
        raise FrameworkProblem(
            f'{where}：{word} 会改变单位，normalise = "{method.name}" 的 {"、".join(method.needs)} 就不再适用'
        )


def _check_labels(tree: Tree) -> None:
    """A column of labels cannot also be a measure, nor the column of time one."""
    measures = {leaf.id for leaf in tree.leaves}
    for leaf in tree.leaves:
        if leaf.impute is not None and leaf.impute.group in measures:
            raise FrameworkProblem(f"{place(leaf)} impute：group {shown(leaf.impute.group)} 是一个指标")
    if tree.time in {item.id for item in tree.items}:
        raise FrameworkProblem(f"[score] time：{shown(tree.time)} 是一个指标或节点")


def _check_log(leaf: Leaf) -> None:
    named = {"goalposts": leaf.goalposts or (), "target": () if leaf.target is None else (leaf.target,)}
    for key, numbers in named.items():
        if any(number <= 0 for number in numbers):
            raise FrameworkProblem(f'{place(leaf)}：transform = "log" 时 {key} 必须为正数')


def _check_pair(where: str, key: str, pair: tuple[float, float] | None) -> None:
    if pair is None:
        return
    if len(pair) != 2 or not all(_finite(number) for number in pair):
        raise FrameworkProblem(f"{where}：{key} 应为两个有限的数 [下限, 上限]")
    if pair[0] >= pair[1]:
        raise FrameworkProblem(f"{where}：{key} 的下限 {pair[0]:g} 不小于上限 {pair[1]:g}")


def _check_weights(tree: Tree) -> None:
    items = tree.items
    for item in items:
        if not _finite(item.weight) or item.weight < 0:
            raise FrameworkProblem(f"{place(item)}：weight 应为非负数，现为 {item.weight}")
    for node in tree.nodes:
        if sum(item.weight for item in items if item.parent == node.id) <= 0:
            raise FrameworkProblem(f"{place(node)}：下级权重之和必须大于 0")


def _check_word(where: str, key: str, word: str, words: Iterable[str]) -> None:
    if word not in tuple(words):
        raise FrameworkProblem(f"{where}：{key} 没有 {shown(word)} 这个选项，可用：{'、'.join(words)}")


def _finite(number: object) -> bool:
    return isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number)
