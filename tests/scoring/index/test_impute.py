"""Empty cells filled: from all, from those alike, from other columns; what stays empty, what counts."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scoring.index.engine import prepared, rescore, score, score_range
from metrics.scoring.index.impute import IMPUTATIONS
from metrics.scoring.index.tree import DataProblem, Imputation, Leaf, Node, Tree

NAN = math.nan
RULES = {
    "mean": Imputation("mean"),
    "median": Imputation("median"),
    "group_mean": Imputation("group_mean", group="区"),
    "group_median": Imputation("group_median", group="区"),
    "regression": Imputation("regression", predictors=("u", "v")),
}


def tree_of(impute, node=None, time="", **leaf):
    leaf = Leaf("x", "r", **{"normalise": "none", "impute": impute, **leaf})
    other = Leaf("y", "r", normalise="none")
    return Tree("t", "1", "", 100.0, 9, "min", (Node("r", None, **(node or {})),), (leaf, other), time)


def table(x, groups=None, u=None, v=None):
    count = len(x)
    return pd.DataFrame(
        {"x": x, "y": [10.0] * count, "区": groups or ["东"] * count, "u": u or x, "v": v or range(count)},
        index=[f"企业{i}" for i in range(count)],
    )


def test_every_method_is_tried_here():
    assert set(RULES) == set(IMPUTATIONS)


FILLED = {
    "mean": (RULES["mean"], table([1, 2, 6, NAN]), [1, 2, 6, 3]),
    "median": (RULES["median"], table([1, 2, 6, NAN]), [1, 2, 6, 2]),
    "group mean": (
        RULES["group_mean"],
        table([1, 3, NAN, 10, NAN], ["东", "东", "东", "西", "西"]),
        [1, 3, 2, 10, 10],
    ),
    "group median": (
        RULES["group_median"],
        table([1, 2, 9, NAN, 10], ["东", "东", "东", "东", "西"]),
        [1, 2, 9, 2, 10],
    ),
    "a group without values, nobody's group": (
        RULES["group_mean"],
        table([1, NAN, NAN, NAN], ["东", "西", "", None]),
        [1, NAN, NAN, NAN],
    ),
    "regression": (
        RULES["regression"],
        table([6, 9, 11, 12, NAN], u=[1, 2, 3, 1, 4], v=[1, 2, 2, 4, 5]),
        None,
    ),
    "nothing at all": (RULES["mean"], table([NAN, NAN]), [NAN, NAN]),
}


@pytest.mark.parametrize(("rule", "data", "expected"), FILLED.values(), ids=FILLED.keys())
def test_filled_by_hand(rule, data, expected):
    if expected is None:  # the normal equations of u and v
        design = np.column_stack([np.ones(4), data[["u", "v"]].to_numpy(float)[:4]])
        found = np.linalg.solve(design.T @ design, design.T @ data["x"].to_numpy()[:4])
        expected = [6, 9, 11, 12, float(found @ [1, 4, 5])]
    assert prepared(tree_of(rule), data)["x"].tolist() == pytest.approx(expected, nan_ok=True)


def test_a_regression_finds_a_line_again():
    u, v = [1.0, 2, 3, 4, 5, 6], [2e6, 1e6, 5e6, 3e6, 8e6, NAN]
    line = [3 + 2 * a - 4e-6 * b for a, b in zip(u, v, strict=True)]
    found = prepared(tree_of(RULES["regression"]), table([*line[:4], NAN, NAN], u=u, v=v))["x"]
    assert found[:5].tolist() == pytest.approx(line[:5])
    assert math.isnan(found.iloc[5])


REFUSED = {
    "too few rows": (
        RULES["regression"],
        table([1, 2, 3, NAN], u=[1, 2, 4, 5], v=[1, 3, 3, 3]),
        "[[measure]] “x”：回归补缺至少要 4 行本项和 predictors 都有值，现有 3 行",
    ),
    "the same twice": (
        RULES["regression"],
        table([1, 2, 3, 4, NAN], u=[1, 2, 3, 5, 6], v=[2, 4, 6, 10, 3]),
        "[[measure]] “x”：predictors 的各列完全相关或没有变化，无法回归",
    ),
    "no such group": (
        Imputation("group_mean", group="镇"),
        table([1, NAN]),
        "[[measure]] “x”：数据表没有 group 的列 “镇”",
    ),
    "no such predictor": (
        Imputation("regression", predictors=("w",)),
        table([1, NAN]),
        "[[measure]] “x”：数据表没有 predictors 的列 “w”",
    ),
    "a predictor of texts": (
        Imputation("regression", predictors=("区",)),
        table([1, NAN]),
        "[[measure]] “x”：predictors 的列 “区” 不是数值",
    ),
    "an infinite predictor": (
        RULES["regression"],
        table([1, NAN], u=[1, math.inf]),
        "[[measure]] “x”：“企业1” 的 “u” 是无穷大",
    ),
}


@pytest.mark.parametrize(("rule", "data", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_filled_is_refused_in_one_line(rule, data, message):
    with pytest.raises(DataProblem) as caught:
        score(tree_of(rule), data)
    assert str(caught.value) == message


def test_without_an_empty_cell_nothing_is_asked_of_the_data():
    assert score(tree_of(RULES["regression"]), table([1, 2])[["x", "y"]]).nodes["r"].tolist() == [5.5, 6]


def test_a_filled_cell_takes_part_but_is_not_covered():
    result = score(tree_of(RULES["mean"]), table([2, 6, NAN]))
    assert result.nodes["r"].tolist() == [6, 8, 7]
    assert result.coverage["x"].tolist() == [1, 1, 0]
    assert result.coverage["r"].tolist() == [1, 1, 0.5]


def test_a_filled_cell_spans_the_whole_scale_in_the_range():
    tree = tree_of(RULES["mean"], normalise="minmax")
    found = score_range(tree, table([2, 6, 3, NAN]))
    assert found.iloc[3].tolist() == [5, 55]
    assert found["low"].iloc[0] == found["high"].iloc[0]


def test_what_does_not_apply_is_neither_filled_nor_filled_from():
    data = table([2, 6, NAN, 100])
    applicable = data[["x", "y"]].notna()
    applicable["x"] = [True, True, False, False]
    assert prepared(tree_of(RULES["mean"]), data, applicable=applicable)["x"].tolist()[:2] == [2, 6]
    found = score(tree_of(RULES["mean"]), data, applicable=applicable)
    assert found.normalised["x"].isna().tolist() == [False, False, True, True]
    applicable["x"] = [True, True, True, False]
    assert score(tree_of(RULES["mean"]), data, applicable=applicable).normalised["x"].iloc[2] == 4


def test_what_could_not_be_filled_follows_the_parent():
    data = table([4, NAN], ["东", "西"])
    strict = score(tree_of(RULES["group_mean"], {"missing": "propagate"}, missing="impute"), data)
    assert strict.nodes["r"].isna().tolist() == [False, True]
    loose = score(tree_of(RULES["group_mean"], {"min_coverage": 0.5}), data)
    assert loose.nodes["r"].tolist() == [7, 10]


def test_scoring_again_does_not_fill_again():
    tree, data = tree_of(RULES["mean"]), table([2, 6, NAN])
    again = rescore(tree, score(tree, data))
    assert again.nodes["r"].tolist() == [6, 8, 7]
    assert again.coverage["r"].tolist() == [1, 1, 0.5]


def test_each_value_is_divided_before_it_is_filled():
    tree = tree_of(RULES["mean"], denominator="v")
    data = table([10, 30, NAN, 8], v=[5, 10, 7, NAN])
    assert prepared(tree, data)["x"].tolist() == [2, 3, 2.5, 2.5]
    with pytest.raises(DataProblem, match="“x”：“企业1” 的分母 “v” 为 0，不能作除数"):
        score(tree, data.assign(v=[5, 0, 7, 1]))
    with pytest.raises(DataProblem, match="“x”：数据表没有 denominator 的列 “v”"):
        score(tree, data.drop(columns="v"))


cells = st.one_of(st.floats(-1e3, 1e3).map(lambda value: round(value, 3)), st.just(NAN))
rows = st.lists(st.tuples(cells, st.sampled_from(["东", "西", ""]), cells), min_size=8, max_size=20)


@pytest.mark.breadth(2)
@pytest.mark.parametrize("name", RULES)
@given(rows=rows)
def test_filling_leaves_given_cells_alone(name, rows):
    x, groups, u = (list(column) for column in zip(*rows, strict=True))
    data = table(x, groups, u=u)
    try:
        found = prepared(tree_of(RULES[name]), data)["x"]
    except DataProblem:
        assert name == "regression"
        return
    there = data["x"].notna()
    assert (found[there] == data["x"][there]).all()


@pytest.mark.breadth(2)
@pytest.mark.parametrize("name", [name for name in RULES if name != "regression"])
@given(rows=rows)
def test_a_filled_cell_lies_among_the_given(name, rows):
    x, groups, _ = (list(column) for column in zip(*rows, strict=True))
    data = table(x, groups)
    filled = prepared(tree_of(RULES[name]), data)["x"][data["x"].isna()].dropna()
    if len(filled):
        assert filled.min() >= data["x"].min() - 1e-9
        assert filled.max() <= data["x"].max() + 1e-9
