"""Each normalisation on numbers worked out by hand, and its loud failures."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scoring.index.methods import METHODS
from metrics.scoring.index.normalise import ends, normalise
from metrics.scoring.index.tree import DataProblem, Leaf, Node, Tree

NAN = math.nan
SHARES = ("sum", "vector", "max")


def one(values, scale=100.0, **leaf):
    """The column `values` normalised by one leaf."""
    tree = Tree("t", "1", "", scale, 9, "min", (Node("r", None),), (Leaf("x", "r", **leaf),))
    table = np.array([values], dtype=float)
    return normalise(tree, table, pd.Index([f"e{i}" for i in range(len(values))]))[0].tolist()


CASES = {
    "goalposts": ([0, 5, 10, 15, NAN], {"goalposts": (0, 10)}, [0, 50, 100, 100, NAN]),
    "goalposts down": ([0, 2.5, 10, -5], {"goalposts": (0, 10), "direction": -1}, [100, 75, 0, 100]),
    "goalposts free": ([15, -5], {"goalposts": (0, 10), "clip": None}, [150, -50]),
    "goalposts to 120 %": ([11, 15], {"goalposts": (0, 10), "clip": (0, 1.2)}, [110, 120]),
    "goalposts log": ([100, 1000, 10000], {"goalposts": (100, 10000), "transform": "log"}, [0, 50, 100]),
    "target": ([5, 10, 20], {"normalise": "target", "target": 10}, [50, 100, 100]),
    "target down": (
        [5, 10, 15, 30],
        {"normalise": "target", "target": 10, "direction": -1},
        [100, 100, 50, 0],
    ),
    "target log": ([10, 100], {"normalise": "target", "target": 100, "transform": "log"}, [50, 100]),
    "distance": ([2, 4, 6, 12], {"normalise": "distance", "target": 10}, [0, 25, 50, 100]),
    "distance down": ([2, 4, 6], {"normalise": "distance", "target": 2, "direction": -1}, [100, 50, 0]),
    "minmax": ([2, 4, NAN, 6], {"normalise": "minmax"}, [0, 50, NAN, 100]),
    "minmax down": ([2, 4, 6], {"normalise": "minmax", "direction": -1}, [100, 50, 0]),
    "minmax range": ([2, 4, 6], {"normalise": "minmax", "range": (1, 5)}, [1, 3, 5]),
    "zscore": ([1, 2, 3], {"normalise": "zscore"}, [-1, 0, 1]),
    "zscore down": ([1, 2, 3, NAN], {"normalise": "zscore", "direction": -1}, [1, 0, -1, NAN]),
    "rank": ([5, 1, 5, 9, NAN], {"normalise": "rank"}, [2, 1, 2, 4, NAN]),
    "rank down": ([5, 1, 9], {"normalise": "rank", "direction": -1}, [2, 3, 1]),
    "rank constant": ([5, 5], {"normalise": "rank"}, [1, 1]),
    "percent_rank": ([5, 1, 9, NAN], {"normalise": "percent_rank"}, [50, 0, 100, NAN]),
    "efficacy": ([0, 5, 10, 20], {"normalise": "efficacy", "goalposts": (0, 10)}, [60, 80, 100, 140]),
    "efficacy down": (
        [80, 90],
        {"normalise": "efficacy", "goalposts": (80, 100), "direction": -1},
        [100, 80],
    ),
    "sum": ([1, 3, NAN, 0], {"normalise": "sum"}, [25, 75, NAN, 0]),
    "sum down": ([1, 4, NAN], {"normalise": "sum", "direction": -1}, [80, 20, NAN]),
    "vector": ([3, 4, NAN, 0], {"normalise": "vector"}, [60, 80, NAN, 0]),
    "vector down": ([3, 4, 0], {"normalise": "vector", "direction": -1}, [40, 20, 100]),
    "max": ([2, 8, NAN], {"normalise": "max"}, [25, 100, NAN]),
    "max down": ([2, 8, 0], {"normalise": "max", "direction": -1}, [75, 0, 100]),
    "max of logs": ([10, 100], {"normalise": "max", "transform": "log"}, [50, 100]),
    "constant shares": ([5, 5], {"normalise": "sum"}, [50, 50]),
    "none": ([-3, 0.5], {"normalise": "none", "direction": -1}, [-3, 0.5]),
    "none log": ([1, math.e], {"normalise": "none", "transform": "log"}, [0, 1]),
}


@pytest.mark.parametrize(("values", "leaf", "expected"), CASES.values(), ids=CASES.keys())
def test_by_hand(values, leaf, expected):
    assert one(values, **leaf) == pytest.approx(expected, abs=1e-12, nan_ok=True)


SCALED = {
    "goalposts": 0.5,
    "target": 0.5,
    "percent_rank": 0.5,
    "minmax": 0.5,
    "efficacy": 0.8,
    "none": 5,
    "rank": 2,
    "sum": 1 / 3,
    "vector": 5 / 125**0.5,
    "max": 0.5,
}


@pytest.mark.parametrize("method", SCALED)
def test_what_the_scale_touches(method):
    found = one([0, 5, 10], scale=1.0, normalise=method, goalposts=(0, 10), target=10)
    assert found[1] == pytest.approx(SCALED[method])


@pytest.mark.parametrize("method", ["minmax", "zscore", "distance", "percent_rank"])
@pytest.mark.parametrize("values", [[3, 3, 3], [3, NAN]])
def test_a_constant_column_is_refused(method, values):
    with pytest.raises(
        DataProblem, match=rf"^\[\[measure\]\] “x”：这一列的值全部相同（3），{method} 无法计算$"
    ):
        one(values, normalise=method, target=9)


def test_a_constant_column_under_log_names_the_value_given():
    with pytest.raises(DataProblem, match="全部相同（20）"):
        one([20, 20], normalise="minmax", transform="log", direction=-1)


@pytest.mark.parametrize("method", SHARES)
def test_shares_of_what_is_no_whole_are_refused(method):
    with pytest.raises(DataProblem, match=rf"^\[\[measure\]\] “x”：这一列有负值，{method} 无法计算$"):
        one([1, -1, NAN], normalise=method)
    with pytest.raises(DataProblem, match=rf"^\[\[measure\]\] “x”：这一列的值全部为 0，{method} 无法计算$"):
        one([0, 0, NAN], normalise=method)


def test_the_share_of_a_cost_of_nothing_is_refused():
    with pytest.raises(DataProblem, match="“x”：direction = -1 时值不能为 0，sum 要取倒数"):
        one([0, 1], normalise="sum", direction=-1)


@pytest.mark.parametrize("method", ["minmax", "zscore", "distance", "percent_rank", "rank", *SHARES])
def test_an_empty_column_is_refused_where_the_method_needs_values(method):
    with pytest.raises(DataProblem, match=rf"“x”：这一列没有任何值，{method} 无法计算"):
        one([NAN, NAN], normalise=method, target=9)


def test_an_empty_column_is_just_missing_under_goalposts():
    assert one([NAN, NAN], goalposts=(0, 1)) == pytest.approx([NAN, NAN], nan_ok=True)


@pytest.mark.parametrize("value", [0, -2])
def test_log_of_a_non_positive_value_names_the_entity(value):
    with pytest.raises(DataProblem, match=f"“x”：“e1” 的值 {value} 不是正数，不能取对数"):
        one([1, value], goalposts=(1, 2), transform="log")


@pytest.mark.parametrize("target", [2, 1])
def test_a_target_no_better_than_the_worst_value_is_refused(target):
    with pytest.raises(DataProblem, match=f"target {target} 不优于这一列的最差值"):
        one([2, 4], normalise="distance", target=target)


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        ({"goalposts": (0, 1)}, (0, 100)),
        ({"goalposts": (0, 1), "clip": (0, 1.2)}, (0, 120)),
        ({"goalposts": (0, 1), "clip": None}, (0, 100)),
        ({"normalise": "minmax", "range": (1, 5)}, (1, 5)),
        ({"normalise": "minmax"}, (0, 100)),
        ({"normalise": "percent_rank"}, (0, 100)),
        ({"normalise": "sum"}, (0, 100)),
        ({"normalise": "none"}, (-7, 3)),
    ],
)
def test_ends_of_a_scale(leaf, expected):
    assert ends(Leaf("x", "r", **leaf), 100.0, np.array([3, NAN, -7])) == pytest.approx(expected)


def test_ends_of_a_leaf_without_scale_or_values():
    assert ends(Leaf("x", "r", normalise="zscore"), 100.0, np.array([NAN])) == (0.0, 0.0)


numbers = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=3, max_size=30, unique=True)
spread = numbers.filter(lambda values: max(values) - min(values) > 1e-3)


@given(values=st.lists(st.floats(0.01, 1e6), min_size=2, max_size=20))
def test_shares_add_up(values):
    assert sum(one(values, normalise="sum")) == pytest.approx(100)
    assert sum(one(values, normalise="sum", direction=-1)) == pytest.approx(100)
    assert sum(x * x for x in one(values, scale=1.0, normalise="vector")) == pytest.approx(1)


@pytest.mark.breadth(8)
@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("method", [name for name in METHODS if name != "none"])
@given(values=spread)
def test_monotone_in_the_direction(method, direction, values):
    if method in SHARES:
        values = {abs(value) + 1 for value in values}
    leaf = {"normalise": method, "goalposts": (-50, 50), "target": 2e6 * direction, "direction": direction}
    found = one(sorted(values), **leaf)
    assert (np.diff(found) * direction >= -1e-9).all()
