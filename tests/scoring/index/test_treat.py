"""Outliers: how skewed a column is, what each step does to it, and when."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scoring.index.engine import prepared, score
from metrics.scoring.index.treat import TREATMENTS, passes, shape_of, treated
from metrics.scoring.index.tree import DataProblem, Leaf, Node, Treatment, Tree

NAN = math.nan
SKEWED = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100]


def by_steps(values, *steps, **limits):
    return treated(np.array(values, dtype=float), Treatment(steps, **limits)).tolist()


def tree_of(treat, **leaf):
    leaf = Leaf("x", "r", **{"normalise": "minmax", "treat": treat, **leaf})
    return Tree("t", "1", "", 100.0, 9, "min", (Node("r", None),), (leaf,))


def test_the_shape_is_that_of_a_spreadsheet():
    # SKEW and KURT of 3, 4, 5, 2, 3, 4, 5, 6, 4, 7 as a spreadsheet's manual prints them.
    skewness, kurtosis = shape_of(np.array([3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7]))
    assert skewness == pytest.approx(0.359543071, abs=1e-9)
    assert kurtosis == pytest.approx(-0.151799637, abs=1e-9)


def test_the_shape_agrees_with_pandas():
    for values in (SKEWED, [1e-9, 2e-9, 5e-9, 1e-7], [-4.0, 0, 0, 0, 1]):
        assert shape_of(np.array(values)) == pytest.approx(
            (pd.Series(values).skew(), pd.Series(values).kurt()), rel=1e-9
        )


def test_a_column_is_treated_only_where_both_limits_are_exceeded():
    skewness, kurtosis = shape_of(np.array(SKEWED))
    for limits in ({"skewness": skewness}, {"kurtosis": kurtosis}):
        assert by_steps(SKEWED, "winsorise", **limits) == SKEWED
    just = {"skewness": skewness - 1e-9, "kurtosis": kurtosis - 1e-9}
    assert by_steps(SKEWED, "winsorise", **just) != SKEWED


WINSORISED = {
    "one is enough": (SKEWED, {"skewness": 2.5}, [*SKEWED[:10], 30, 30]),
    "both that were joined move on": (SKEWED, {"skewness": 0.5, "kurtosis": 0}, [*SKEWED[:10], 10, 10]),
    "one point": (SKEWED, {"points": 1, "skewness": 0.5, "kurtosis": 0}, [*SKEWED[:10], 30, 30]),
    "at the lower end": ([-x for x in SKEWED], {"skewness": 2.5}, [*(-x for x in SKEWED[:10]), -30, -30]),
    "equal values at once": ([*SKEWED[:10], 40, 40], {"points": 1, "skewness": 1, "kurtosis": 0}, None),
    "never the last two that differ": ([0.0] * 30 + [1], {}, [0.0] * 30 + [1]),
    "all the same": ([5.0] * 6, {}, [5.0] * 6),
}


@pytest.mark.parametrize(("values", "limits", "expected"), WINSORISED.values(), ids=WINSORISED.keys())
def test_winsorising_by_hand(values, limits, expected):
    expected = [*SKEWED[:10], 10, 10] if expected is None else expected
    assert by_steps(values, "winsorise", **limits) == expected


def test_the_vectors_coinr_is_tested_with():
    assert by_steps([*range(1, 11), 100], "winsorise") == [*range(1, 11), 10]
    assert by_steps([*range(1, 11), -100], "winsorise", points=2) == [*range(1, 11), 1]
    still = [*range(1, 21), 100, 100]
    assert by_steps([*range(1, 21), 100, 200], "winsorise", points=1) == still
    assert not passes(np.array(still, dtype=float), Treatment(("winsorise",)))


def test_a_later_step_begins_with_the_values_as_they_came():
    limits = {"points": 1, "skewness": 0.5, "kurtosis": 0}
    found = by_steps(SKEWED, "winsorise", "log", **limits)
    assert found == pytest.approx([math.log(x - 1 + 0.99) for x in SKEWED])


def test_what_passes_after_winsorising_is_not_taken_further():
    assert by_steps(SKEWED, "winsorise", "log", skewness=2.5) == [*SKEWED[:10], 30, 30]


@pytest.mark.parametrize(
    ("power", "expected"),
    [(0, [math.log(x) for x in SKEWED]), (2, [(x**2 - 1) / 2 for x in SKEWED]), (1, [x - 1 for x in SKEWED])],
)
def test_boxcox_by_hand(power, expected):
    assert by_steps(SKEWED, "boxcox", power=power) == pytest.approx(expected)


def test_boxcox_takes_values_of_any_sign():
    assert by_steps([x - 50 for x in SKEWED], "boxcox") == pytest.approx([math.log(x) for x in SKEWED])


def test_missing_cells_stay_missing_and_are_not_counted():
    data = pd.DataFrame({"x": [*SKEWED, NAN]})
    found = prepared(tree_of(Treatment(("winsorise",), skewness=2.5)), data)["x"]
    assert found[:12].tolist() == [*SKEWED[:10], 30, 30]
    assert math.isnan(found[12])


def test_what_is_treated_is_normalised():
    data = pd.DataFrame({"x": SKEWED})
    result = score(tree_of(Treatment(("winsorise",), skewness=2.5)), data)
    assert result.normalised["x"].tolist() == pytest.approx([(min(x, 30) - 1) / 29 * 100 for x in SKEWED])
    assert result.coverage["x"].tolist() == [1.0] * 12


def test_too_few_values_are_refused():
    with pytest.raises(DataProblem, match="“x”：treat 至少要 4 个值才能看出离群，现有 3 个"):
        score(tree_of(Treatment(("log",))), pd.DataFrame({"x": [1, 2, 30, NAN]}))


def test_an_empty_column_is_left_to_the_normalisation():
    tree = tree_of(Treatment(("winsorise",)), normalise="goalposts", goalposts=(0, 1))
    assert score(tree, pd.DataFrame({"x": [NAN, NAN]})).nodes["r"].isna().all()


columns = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), min_size=4, max_size=40)


@given(values=columns, name=st.sampled_from(sorted(TREATMENTS)), points=st.integers(1, 8))
def test_no_step_changes_the_order(values, name, points):
    if min(values) == max(values):
        return
    x = np.sort(np.array(values))
    found = TREATMENTS[name].apply(x, Treatment((name,), points=points, skewness=0, kurtosis=0))
    assert (np.diff(found) >= 0).all()


@given(values=columns.map(lambda values: list(dict.fromkeys(values))), points=st.integers(1, 8))
def test_winsorising_moves_no_more_values_than_it_may_and_only_inwards(values, points):
    if len(values) < 4:
        return
    x = np.array(values)
    limits = Treatment(("winsorise",), points=points)
    found = treated(x, limits)
    moved = found != x
    assert moved.sum() <= points
    assert found.min() >= x.min()
    assert found.max() <= x.max()
    if passes(x, limits):
        assert not moved.any()
