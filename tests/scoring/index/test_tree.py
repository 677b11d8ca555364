"""A tree is sound or refused in one line that names the place."""

from dataclasses import replace

import pytest

from metrics.scoring.index.tree import (
    FrameworkProblem,
    Imputation,
    Leaf,
    Node,
    Treatment,
    Tree,
    check_tree,
    with_weights,
    without,
)

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


RATIO = Node("总分", None, aggregate="ratio", numerator="看", denominator="K2")
MINMAX = replace(LEAF, normalise="minmax", goalposts=None)


def of_leaf(**changes):
    return {"leaves": (replace(LEAF, **changes), OTHER)}


def filled(*rule, **more):
    return of_leaf(impute=Imputation(*rule, **more))


def tamed(*steps, **limits):
    return {"leaves": (replace(MINMAX, treat=Treatment(steps, **limits)), OTHER)}


WRONG |= {
    "ratio without parts": (
        {"nodes": (replace(ROOT, aggregate="ratio"), GROUP)},
        '“总分”：numerator 与 aggregate = "ratio" 必须同时出现',
    ),
    "ratio without divisor": (
        {"nodes": (replace(RATIO, denominator=""), GROUP)},
        '“总分”：denominator 与 aggregate = "ratio" 必须同时出现',
    ),
    "parts without ratio": (
        {"nodes": (replace(ROOT, numerator="看"), GROUP)},
        '“总分”：numerator 与 aggregate = "ratio" 必须同时出现',
    ),
    "ratio of another's child": (
        {"nodes": (replace(RATIO, denominator="K1"), GROUP)},
        "“总分”：比值节点下面应只有 numerator、denominator 两个下级，现有 “看”、“K2”",
    ),
    "ratio to itself": (
        {"nodes": (replace(RATIO, denominator="看"), GROUP)},
        "“总分”：比值节点下面应只有 numerator、denominator 两个下级",
    ),
    "ratio of three": (
        {"nodes": (RATIO, GROUP), "leaves": (LEAF, OTHER, replace(OTHER, id="K3"))},
        "两个下级，现有 “看”、“K2”、“K3”",
    ),
    "times 0": ({"nodes": (replace(RATIO, times=0.0), GROUP)}, "“总分”：times 应为正数，现为 0.0"),
    "times of a mean": (
        {"nodes": (replace(ROOT, times=100.0), GROUP)},
        '“总分”：times 只能与 aggregate = "ratio" 同用',
    ),
    "minimum below 0": (
        {"nodes": (replace(ROOT, aggregate="minimum", floor=-1.0), GROUP)},
        "“总分”：floor 应为非负数，现为 -1.0",
    ),
    "missing of a leaf": (of_leaf(missing="drop"), "“K1”：missing 没有 “drop” 这个选项，可用：reweight"),
    "impute by nothing": (of_leaf(missing="impute"), '“K1”：missing = "impute" 需要 impute = { by'),
    "impute and zero": (
        of_leaf(missing="zero", impute=Imputation("mean")),
        '“K1”：有 impute 时 missing 只能是 "impute"，现为 “zero”',
    ),
    "impute by magic": (
        filled("magic"),
        "“K1” impute：by 没有 “magic” 这个选项，可用：mean、median、group_mean",
    ),
    "no group": (filled("group_mean"), '“K1” impute：by = "group_mean" 需要 group'),
    "a group too many": (filled("mean", group="区"), '“K1” impute：by = "mean" 用不上 group'),
    "no predictors": (filled("regression"), '“K1” impute：by = "regression" 需要 predictors'),
    "predictors too many": (
        filled("median", predictors=("a",)),
        '“K1” impute：by = "median" 用不上 predictors',
    ),
    "a predictor of itself": (
        filled("regression", predictors=("K2", "K1")),
        "“K1” impute：predictors 不能有本项，也不能重复",
    ),
    "a predictor twice": (filled("regression", predictors=("K2", "K2")), "predictors 不能有本项，也不能重复"),
    "a group that is a measure": (filled("group_mean", group="K2"), "“K1” impute：group “K2” 是一个指标"),
    "treat without steps": (tamed(), "“K1” treat：steps 至少写一步，且不能重复"),
    "treat twice": (tamed("log", "log"), "“K1” treat：steps 至少写一步，且不能重复"),
    "treat by magic": (
        tamed("magic"),
        "“K1” treat：steps 没有 “magic” 这个选项，可用：boxcox、log、winsorise",
    ),
    "no points": (tamed("winsorise", points=0), "“K1” treat：points 应为正整数，现为 0"),
    "half a point": (tamed("winsorise", points=1.5), "“K1” treat：points 应为正整数，现为 1.5"),
    "skewness below 0": (tamed("winsorise", skewness=-1.0), "“K1” treat：skewness 应为非负数，现为 -1.0"),
    "kurtosis endless": (tamed("log", kurtosis=float("nan")), "“K1” treat：kurtosis 应为非负数，现为 nan"),
    "power endless": (tamed("boxcox", power=float("inf")), "“K1” treat：power 应为有限的数，现为 inf"),
    "goalposts of another unit": (
        of_leaf(treat=Treatment(("winsorise", "log"))),
        '“K1” treat：log 会改变单位，normalise = "goalposts" 的 goalposts 就不再适用',
    ),
    "time a measure": ({"time": "K2"}, "[score] time：“K2” 是一个指标或节点"),
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


def test_without_a_part_there_is_no_ratio():
    nodes = (ROOT, replace(RATIO, id="比", parent="总分", numerator="K1", denominator="K2"))
    leaves = (replace(LEAF, parent="比"), replace(OTHER, parent="比"), replace(OTHER, id="K3"))
    rest = without(tree(nodes, leaves), "K2")
    assert ([node.id for node in rest.nodes], [leaf.id for leaf in rest.leaves]) == (["总分"], ["K3"])


def test_what_is_winsorised_keeps_its_goalposts():
    check_tree(tree(leaves=(replace(LEAF, treat=Treatment(("winsorise",))), OTHER)))


def test_a_long_or_broken_name_stays_on_one_short_line():
    with pytest.raises(FrameworkProblem) as caught:
        tree(leaves=(LEAF, replace(OTHER, id="长\n" * 500, weight=-1.0)))
    assert len(str(caught.value)) < 100
    assert "\n" not in str(caught.value)
