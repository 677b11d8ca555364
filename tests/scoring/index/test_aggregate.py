"""Means, missing rules, coverage and ranks on numbers worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scoring.index.aggregate import ranks
from metrics.scoring.index.engine import score
from metrics.scoring.index.tree import DataProblem, Leaf, Node, Tree

NAN = math.nan


def flat(weights=(1, 1, 1), **node):
    """One node over leaves a, b, c … taken as they are."""
    leaves = tuple(
        Leaf(name, "r", weight=w, normalise="none") for name, w in zip("abcdefgh", weights, strict=False)
    )
    return Tree("t", "1", "", 100.0, 9, "min", (Node("r", None, **node),), leaves)


def root(values, weights=None, **node):
    """The root of one entity."""
    tree = flat(weights or [1] * len(values), **node)
    data = pd.DataFrame([values], columns=[leaf.id for leaf in tree.leaves], dtype=float)
    return float(score(tree, data).nodes["r"].iloc[0])


MEANS = {
    "arithmetic": ([10, 20, 60], None, {}, 30),
    "arithmetic weighted": ([10, 20, 60], [3, 1, 0], {}, 12.5),
    "arithmetic of negatives": ([-2, 1], None, {}, -0.5),
    "arithmetic with a floor": ([-2, 1], None, {"floor": 0.5}, 0.75),
    "geometric": ([10, 20, 40], None, {"aggregate": "geometric"}, 20),
    "geometric weighted": ([16, 81], [3, 1], {"aggregate": "geometric"}, 24),
    "geometric with a zero": ([0, 50, 100], None, {"aggregate": "geometric"}, 0),
    "geometric with a floor": ([0, 100], None, {"aggregate": "geometric", "floor": 1}, 10),
    "geometric, the zero weighs nothing": ([0, 50], [0, 1], {"aggregate": "geometric"}, 50),
    "geometric of negatives": ([-5, 50], None, {"aggregate": "geometric"}, 0),
    "harmonic": ([40, 60], None, {"aggregate": "harmonic"}, 48),
    "harmonic with a zero": ([0, 60], None, {"aggregate": "harmonic"}, 0),
    "harmonic with a floor": ([0, 4], None, {"aggregate": "harmonic", "floor": 4}, 4),
    "power 2": ([1, 7], None, {"aggregate": "power", "p": 2}, 5),
    "power 2 with a zero": ([0, 10], [9, 16], {"aggregate": "power", "p": 2}, 8),
    "power 0.5": ([4, 16], None, {"aggregate": "power", "p": 0.5}, 9),
    "power 1": ([4, 16], None, {"aggregate": "power", "p": 1}, 10),
    "power -1": ([40, 60], None, {"aggregate": "power", "p": -1}, 48),
    "power -2 with a zero": ([0, 60], None, {"aggregate": "power", "p": -2}, 0),
    "power 0": ([10, 40], None, {"aggregate": "power", "p": 0}, 20),
    "minimum": ([30, 10, 20], None, {"aggregate": "minimum"}, 10),
    "minimum of negatives": ([-2, 1], None, {"aggregate": "minimum"}, -2),
    "minimum, the least weighs nothing": ([0, 50, 70], [0, 1, 5], {"aggregate": "minimum"}, 50),
    "minimum with a floor": ([0, 50], None, {"aggregate": "minimum", "floor": 5}, 5),
}


@pytest.mark.parametrize(("values", "weights", "node", "expected"), MEANS.values(), ids=MEANS.keys())
def test_means_by_hand(values, weights, node, expected):
    assert root(values, weights, **node) == pytest.approx(expected, abs=1e-9)


MISSING = {
    "reweight": ([10, 20, NAN], None, {}, 15),
    "reweight by weight": ([10, NAN, 40], [2, 1, 1], {}, 20),
    "exactly the minimum coverage": ([10, 20, 30, NAN, NAN], None, {}, 20),
    "exactly, in tenths": ([10, NAN, 30], [0.1, 0.4, 0.5], {}, 10 / 6 + 25),
    "below the minimum coverage": ([10, 20, NAN, NAN], None, {}, NAN),
    "another minimum": ([10, NAN, NAN, NAN], None, {"min_coverage": 0.25}, 10),
    "nothing present": ([NAN, NAN], None, {"min_coverage": 0}, NAN),
    "only what weighs nothing is present": ([10, NAN], [0, 1], {"min_coverage": 0}, NAN),
    "propagate, all present": ([10, 20], None, {"missing": "propagate"}, 15),
    "propagate": ([10, 20, 30, 40, NAN], None, {"missing": "propagate"}, NAN),
    "zero": ([10, 20, NAN], None, {"missing": "zero"}, 10),
    "zero, nothing present": ([NAN, NAN], None, {"missing": "zero"}, 0),
    "zero in a geometric mean": ([10, NAN], None, {"missing": "zero", "aggregate": "geometric"}, 0),
    "zero seen through a floor": (
        [100, NAN],
        None,
        {"missing": "zero", "aggregate": "geometric", "floor": 1},
        10,
    ),
    "geometric reweights": ([10, 40, NAN], None, {"aggregate": "geometric"}, 20),
    "harmonic reweights": ([40, 60, NAN], None, {"aggregate": "harmonic"}, 48),
    "minimum leaves it out": ([40, 60, NAN], None, {"aggregate": "minimum"}, 40),
    "minimum counts a zero": ([40, 60, NAN], None, {"aggregate": "minimum", "missing": "zero"}, 0),
    "minimum of too few": ([40, NAN, NAN], None, {"aggregate": "minimum"}, NAN),
}


@pytest.mark.parametrize(("values", "weights", "node", "expected"), MISSING.values(), ids=MISSING.keys())
def test_missing_by_hand(values, weights, node, expected):
    assert root(values, weights, **node) == pytest.approx(expected, abs=1e-9, nan_ok=True)


def ruled(*rules, **node):
    """One node over leaves a, b, c … taken as they are, each with its own rule for missing values."""
    tree = flat([1] * len(rules), **node)
    leaves = tuple(replace(leaf, missing=rule) for leaf, rule in zip(tree.leaves, rules, strict=True))
    return replace(tree, leaves=leaves)


RULES = {
    "zero beside reweight": (("zero", None, None), {}, [NAN, 30, 60], 30),
    "zero counts as there": (("zero", None, None), {}, [NAN, 30, NAN], 15),
    "zero and nothing else": (("zero", None, None), {"min_coverage": 0.3}, [NAN, NAN, NAN], 0),
    "zero is too little": (("zero", None, None), {}, [NAN, NAN, NAN], NAN),
    "strict beside reweight": (("propagate", None, None, None, None), {}, [NAN, 30, 60, 1, 1], NAN),
    "strict and there": (("propagate", None, None), {}, [10, 30, NAN], 20),
    "reweight in a strict node": (("reweight", None), {"missing": "propagate"}, [NAN, 30], NAN),
    "reweight in a strict node, covered": (
        ("reweight", None),
        {"missing": "propagate", "min_coverage": 0.5},
        [NAN, 30],
        30,
    ),
    "the strict rest of it": (
        ("reweight", None),
        {"missing": "propagate", "min_coverage": 0.5},
        [30, NAN],
        NAN,
    ),
    "reweight in a node of zeros": (("reweight", None, None), {"missing": "zero"}, [NAN, NAN, 30], 15),
    "as the parent says": ((None, None), {"missing": "zero"}, [NAN, 30], 15),
}


@pytest.mark.parametrize(("rules", "node", "values", "expected"), RULES.values(), ids=RULES.keys())
def test_a_measure_may_have_a_rule_of_its_own(rules, node, values, expected):
    tree = ruled(*rules, **node)
    data = pd.DataFrame([values], columns=[leaf.id for leaf in tree.leaves], dtype=float)
    assert float(score(tree, data).nodes["r"].iloc[0]) == pytest.approx(expected, nan_ok=True)


def test_a_rule_of_its_own_is_silent_where_nothing_applies():
    tree = ruled("propagate", None)
    data = pd.DataFrame([[NAN, 30]], columns=["a", "b"])
    result = score(tree, data, applicable=data.notna())
    assert result.nodes["r"].tolist() == [30]


def parted(times=1.0, **more):
    """r ← (c ← a, b), of which the ratio q ← c / d is taken: q = c over d."""
    nodes = (
        Node("q", None, aggregate="ratio", numerator="c", denominator="d", times=times, **more),
        Node("c", "q"),
    )
    leaves = (
        Leaf("d", "q", normalise="none"),
        Leaf("a", "c", normalise="none"),
        Leaf("b", "c", normalise="none"),
    )
    return Tree("t", "1", "", 100.0, 9, "min", nodes, leaves)


def test_a_ratio_by_hand():
    data = pd.DataFrame({"a": [2, 4, NAN, 1, 3], "b": [4, 2, NAN, 5, 3], "d": [4, 3, 1, NAN, 6]})
    result = score(parted(), data.astype(float))
    assert result.nodes["q"].tolist() == pytest.approx([0.75, 1, NAN, NAN, 0.5], nan_ok=True)
    assert result.coverage["q"].tolist() == [1, 1, 0.5, 0.5, 1]
    assert result.rank.tolist() == [2, 1, pd.NA, pd.NA, 3]
    assert score(parted(times=100), data).nodes["q"].iloc[0] == pytest.approx(75)
    assert score(parted(missing="zero"), data).nodes["q"].isna().tolist() == [False, False, True, True, False]


def test_a_ratio_that_does_not_apply_in_part_does_not_apply():
    data = pd.DataFrame({"a": [2.0], "b": [4.0], "d": [NAN]})
    result = score(parted(), data, applicable=data.notna())
    assert result.nodes["q"].isna().all()
    assert result.coverage["q"].isna().all()


def test_a_ratio_to_zero_is_refused():
    data = pd.DataFrame({"a": [2.0, 0], "b": [4.0, 0], "d": [3.0, 0]}, index=["甲", "乙"])
    with pytest.raises(DataProblem, match=r"^“q”：“乙” 的得分超出可计算范围（分母为 0）$"):
        score(parted(), data)


def test_a_ratio_within_a_mean():
    tree = parted(times=100)
    nodes = (Node("r", None), replace(tree.nodes[0], parent="r"), tree.nodes[1])
    tree = replace(tree, nodes=nodes, leaves=(*tree.leaves, Leaf("e", "r", normalise="none")))
    data = pd.DataFrame({"a": [2.0], "b": [4.0], "d": [4.0], "e": [25.0]})
    assert score(tree, data).nodes.iloc[0].to_dict() == {"r": 50, "q": 75, "c": 3}


@given(
    values=st.lists(st.floats(0.5, 100), min_size=2, max_size=6),
    mean=st.sampled_from(["arithmetic", "geometric", "harmonic"]),
    data=st.data(),
)
def test_the_minimum_is_never_above_a_mean(values, mean, data):
    weights = data.draw(st.lists(st.floats(0.1, 5), min_size=len(values), max_size=len(values)))
    least = root(values, weights, aggregate="minimum")
    assert least == min(values)
    assert least <= root(values, weights, aggregate=mean) + 1e-9


def deep(**group):
    """total ← (g ← a, b, c), d."""
    nodes = (Node("total", None, min_coverage=0.5), Node("g", "total", **group))
    leaves = tuple(Leaf(name, "total" if name == "d" else "g", normalise="none") for name in "abcd")
    return Tree("t", "1", "", 100.0, 9, "min", nodes, leaves)


def scored(tree, *rows, **masks):
    data = pd.DataFrame(list(rows), columns=list("abcd"), dtype=float)
    masks = {name: pd.DataFrame(list(mask), columns=list("abcd")) for name, mask in masks.items()}
    return score(tree, data, **masks)


def test_a_missing_group_leaves_its_parent_but_its_part_of_the_coverage_stays():
    result = scored(deep(), [10, NAN, NAN, 40])
    assert np.isnan(result.nodes.loc[0, "g"])
    assert result.nodes.loc[0, "total"] == 40
    assert result.coverage.loc[0].to_dict() == pytest.approx(
        {"a": 1, "b": 0, "c": 0, "d": 1, "total": (1 / 3 + 1) / 2, "g": 1 / 3}
    )


def test_a_missing_group_counts_as_zero_where_the_parent_says_so():
    tree = deep()
    tree = replace(tree, nodes=(replace(tree.nodes[0], missing="zero"), tree.nodes[1]))
    assert scored(tree, [10, NAN, NAN, 40]).nodes.loc[0, "total"] == 20


def test_not_applicable_leaves_weights_and_coverage_altogether():
    applicable = [[True, False, False, True], [False, False, False, True], [False] * 4, [True] * 4]
    result = scored(
        deep(), [10, 99, NAN, 40], [NAN, NAN, NAN, 40], [1, 2, 3, 4], [10, 20, NAN, 40], applicable=applicable
    )
    assert result.nodes["g"].tolist() == pytest.approx([10, NAN, NAN, 15], nan_ok=True)
    assert result.nodes["total"].tolist() == pytest.approx([25, 40, NAN, 27.5], nan_ok=True)
    assert result.coverage["g"].tolist() == pytest.approx([1, NAN, NAN, 2 / 3], nan_ok=True)
    assert result.coverage["total"].tolist() == pytest.approx([1, 1, NAN, 5 / 6], nan_ok=True)
    assert np.isnan(result.coverage.loc[0, "b"])
    assert np.isnan(result.normalised.loc[0, "b"])
    assert result.rank.tolist() == [3, 1, pd.NA, 2]


def test_a_leaf_may_be_covered_in_part():
    result = scored(deep(), [10, 20, 30, NAN], coverage=[[0.5, 1, 0, 1]])
    assert result.coverage.loc[0].tolist() == pytest.approx([0.5, 1, 0, 0, 0.25, 0.5])
    assert result.nodes.loc[0, "g"] == 20


def test_a_result_beyond_doubles_is_said_not_shown():
    with pytest.raises(DataProblem, match="“r”：“0” 的得分超出可计算范围"):
        root([1e200, 1e200], aggregate="power", p=2)


def test_ranks_by_hand():
    scores = np.array([[50.0, 70, 50, 50.0000000001, 90], [1, 1, 1, 1, 1]])
    assert ranks(scores).tolist() == [[3, 2, 3, 3, 1], [1, 1, 1, 1, 1]]
    assert ranks(scores, 10).tolist()[0] == [4, 2, 4, 3, 1]
    assert ranks(scores, ties="average").tolist() == [[4, 2, 4, 4, 1], [3, 3, 3, 3, 3]]
    assert ranks(np.empty((3, 0))).shape == (3, 0)


@given(values=st.lists(st.integers(0, 5), min_size=1, max_size=30), ties=st.sampled_from(["min", "average"]))
def test_ranks_agree_with_pandas(values, ties):
    table = np.array([values, values[::-1]], dtype=float)
    expected = pd.DataFrame(table.T).rank(ascending=False, method=ties).to_numpy().T
    assert (ranks(table, ties=ties) == expected).all()


positive = st.lists(st.floats(0.01, 100), min_size=2, max_size=8)


@given(values=positive)
def test_means_lie_in_their_well_known_order(values):
    harmonic, geometric = root(values, aggregate="harmonic"), root(values, aggregate="geometric")
    arithmetic, square = root(values), root(values, aggregate="power", p=2)
    assert min(values) <= harmonic * (1 + 1e-12)
    assert harmonic <= geometric * (1 + 1e-12)
    assert geometric <= arithmetic * (1 + 1e-12)
    assert arithmetic <= square * (1 + 1e-12)
    assert square <= max(values) * (1 + 1e-12)
