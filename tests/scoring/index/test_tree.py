"""A tree is sound or refused in one line that names the place."""

from dataclasses import replace

import pytest

from metrics.scoring.index.tree import FrameworkProblem, Leaf, Node, Tree, check_tree, with_weights, without

ROOT = Node("总分", None)
GROUP = Node("看", "总分")
LEAF = Leaf("K1", "看", goalposts=(0, 10))
OTHER = Leaf("K2", "总分", goalposts=(0, 10))


def tree(nodes=(ROOT, GROUP), leaves=(LEAF, OTHER), **head):
    settings = {"scale": 100.0, "round_rank": 9, "ties": "min", **head}
    return Tree("t", "1", "", **settings, nodes=tuple(nodes), leaves=tuple(leaves))


def test_a_sound_tree_passes():
    assert tree().root is ROOT
    check_tree(tree())


WRONG = {
    "no node": ({"nodes": ()}, "[[node]]：框架里没有节点"),
    "no leaf": ({"leaves": ()}, "[[measure]]：框架里没有指标"),
    "two roots": (
        {"nodes": (ROOT, GROUP, Node("另一个", None))},
        "[[node]] “另一个”：没有 parent，但根节点已是 “总分”",
    ),
    "unknown parent": (
        {"leaves": (LEAF, replace(OTHER, parent="无"))},
        "[[measure]] “K2”：parent “无” 不是已有的",
    ),
    "parent is a leaf": ({"nodes": (ROOT, GROUP, Node("x", "K1"))}, "[[node]] “x”：parent “K1” 不是已有的"),
    "cycle": (
        {"nodes": (ROOT, replace(GROUP, parent="b"), Node("b", "看"))},
        "[[node]] “看”：parent 成环（看 → b → 看）",
    ),
    "cycle of one": ({"nodes": (ROOT, replace(GROUP, parent="看"))}, "[[node]] “看”：parent 成环（看 → 看）"),
    "cycle without a root": ({"nodes": (replace(ROOT, parent="看"), GROUP)}, "[[node]] “总分”：parent 成环"),
    "childless": ({"nodes": (ROOT, GROUP, Node("空", "总分"))}, "[[node]] “空”：下面没有任何节点或指标"),
    "duplicate leaf": ({"leaves": (LEAF, OTHER, LEAF)}, "[[measure]] “K1”：id 重复，共出现 2 次"),
    "node and leaf alike": ({"leaves": (LEAF, replace(OTHER, id="看"))}, "[[measure]] “看”：id 重复"),
    "empty id": ({"leaves": (LEAF, replace(OTHER, id=" "))}, "[[measure]] “”：id 不能为空"),
    "negative weight": (
        {"leaves": (LEAF, replace(OTHER, weight=-1.0))},
        "[[measure]] “K2”：weight 应为非负数，现为 -1.0",
    ),
    "weight not a number": (
        {"leaves": (LEAF, replace(OTHER, weight=float("nan")))},
        "[[measure]] “K2”：weight 应为非负数",
    ),
    "weights sum to 0": (
        {"leaves": (replace(LEAF, weight=0.0), OTHER)},
        "[[node]] “看”：下级权重之和必须大于 0",
    ),
    "lo = hi": (
        {"leaves": (replace(LEAF, goalposts=(5, 5)), OTHER)},
        "[[measure]] “K1”：goalposts 的下限 5 不小于上限 5",
    ),
    "clip turned": (
        {"leaves": (replace(LEAF, clip=(1, 0)), OTHER)},
        "[[measure]] “K1”：clip 的下限 1 不小于上限 0",
    ),
    "range turned": (
        {"leaves": (replace(LEAF, range=(9, 1)), OTHER)},
        "[[measure]] “K1”：range 的下限 9 不小于上限 1",
    ),
    "goalposts endless": (
        {"leaves": (replace(LEAF, goalposts=(0, float("inf"))), OTHER)},
        "“K1”：goalposts 应为两个有限的数",
    ),
    "no goalposts": (
        {"leaves": (replace(LEAF, goalposts=None), OTHER)},
        '“K1”：normalise = "goalposts" 需要 goalposts',
    ),
    "no target": (
        {"leaves": (replace(LEAF, normalise="target"), OTHER)},
        '“K1”：normalise = "target" 需要 target',
    ),
    "target 0": (
        {"leaves": (replace(LEAF, normalise="target", target=0.0), OTHER)},
        "“K1”：target 变换后为 0",
    ),
    "target endless": ({"leaves": (replace(LEAF, target=float("nan")), OTHER)}, "“K1”：target 应为有限的数"),
    "log of 0": (
        {"leaves": (replace(LEAF, transform="log"), OTHER)},
        '“K1”：transform = "log" 时 goalposts 必须为正数',
    ),
    "log of target": (
        {
            "leaves": (
                replace(LEAF, transform="log", normalise="distance", goalposts=None, target=-1.0),
                OTHER,
            )
        },
        '“K1”：transform = "log" 时 target 必须为正数',
    ),
    "direction": ({"leaves": (replace(LEAF, direction=0), OTHER)}, "“K1”：direction 只能是 1 或 -1，现为 0"),
    "method": (
        {"leaves": (replace(LEAF, normalise="min-max"), OTHER)},
        "“K1”：normalise 没有 “min-max” 这个选项，可用：distance",
    ),
    "transform": ({"leaves": (replace(LEAF, transform="ln"), OTHER)}, "“K1”：transform 没有 “ln” 这个选项"),
    "aggregate": (
        {"nodes": (replace(ROOT, aggregate="median"), GROUP)},
        "[[node]] “总分”：aggregate 没有 “median” 这个选项",
    ),
    "missing": (
        {"nodes": (replace(ROOT, missing="drop"), GROUP)},
        "[[node]] “总分”：missing 没有 “drop” 这个选项",
    ),
    "min_coverage": (
        {"nodes": (replace(ROOT, min_coverage=1.5), GROUP)},
        "“总分”：min_coverage 应在 0 与 1 之间，现为 1.5",
    ),
    "power without p": (
        {"nodes": (replace(ROOT, aggregate="power"), GROUP)},
        '“总分”：p 与 aggregate = "power" 必须同时',
    ),
    "p without power": (
        {"nodes": (replace(ROOT, p=2.0), GROUP)},
        '“总分”：p 与 aggregate = "power" 必须同时',
    ),
    "p endless": (
        {"nodes": (replace(ROOT, aggregate="power", p=float("inf")), GROUP)},
        "“总分”：p 应为有限的数",
    ),
    "floor": (
        {"nodes": (replace(ROOT, aggregate="geometric", floor=-1.0), GROUP)},
        "“总分”：floor 应为非负数，现为 -1.0",
    ),
    "scale": ({"scale": 0.0}, "[score] scale：应为正数，现为 0.0"),
    "round_rank": ({"round_rank": 1.5}, "[score] round_rank：应为非负整数，现为 1.5"),
    "ties": ({"ties": "max"}, "[score]：ties 没有 “max” 这个选项，可用：min、average"),
}


@pytest.mark.parametrize(("changes", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_tree_is_refused_in_one_line(changes, message):
    with pytest.raises(FrameworkProblem) as caught:
        tree(**changes)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_with_weights_replaces_and_refuses():
    changed = with_weights(tree(), {"K2": 3, "看": 2})
    assert [leaf.weight for leaf in changed.leaves] == [1.0, 3.0]
    assert [node.weight for node in changed.nodes] == [1.0, 2.0]
    with pytest.raises(FrameworkProblem, match="框架里没有 id “K9”"):
        with_weights(tree(), {"K9": 1})
    with pytest.raises(FrameworkProblem, match="“K2”：weight 应为非负数，现为 -3"):
        with_weights(tree(), {"K2": -3})


def test_without_takes_what_is_below_and_what_is_left_empty():
    whole = tree(nodes=(ROOT, GROUP, Node("深", "看")), leaves=(replace(LEAF, parent="深"), OTHER))
    for item in ("K1", "深", "看"):
        rest = without(whole, item)
        assert [node.id for node in rest.nodes] == ["总分"]
        assert [leaf.id for leaf in rest.leaves] == ["K2"]
    weightless = tree(leaves=(LEAF, replace(LEAF, id="K3", weight=0.0), OTHER))
    assert [leaf.id for leaf in without(weightless, "K1").leaves] == ["K2"]
    with pytest.raises(FrameworkProblem, match="没有剩下"):
        without(tree(), "总分")
    with pytest.raises(FrameworkProblem, match="框架里没有 id “无”"):
        without(tree(), "无")


def test_a_long_or_broken_name_stays_on_one_short_line():
    with pytest.raises(FrameworkProblem) as caught:
        tree(leaves=(LEAF, replace(OTHER, id="长\n" * 500, weight=-1.0)))
    assert len(str(caught.value)) < 100
    assert "\n" not in str(caught.value)
