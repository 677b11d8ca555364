"""Rows of several years: one scale over all of them, cells filled and ranks given within one."""

import numpy as np
import pandas as pd
import pytest

from metrics.scoring.index.engine import prepared, score
from metrics.scoring.index.files import result_table
from metrics.scoring.index.robustness import leave_one_out, rank_bands, simulate, weight_sets
from metrics.scoring.index.tree import DataProblem, Imputation, Leaf, Node, Treatment, Tree

NAN = np.nan


def tree_of(time="年", **leaf):
    leaves = (Leaf("a", "r", **{"normalise": "minmax", **leaf}), Leaf("b", "r", goalposts=(0, 10)))
    return Tree("t", "1", "", 100.0, 9, "min", (Node("r", None),), leaves, time)


def table(*rows):
    """(entity, year, a, b) …"""
    frame = pd.DataFrame(list(rows), columns=["县", "年", "a", "b"])
    return frame.set_index(["县", "年"]).astype(float)


ROWS = table(("甲", "2021", 0, 5), ("乙", "2021", 20, 5), ("甲", "2022", 30, 5), ("乙", "2022", 40, 5))


def test_the_ends_are_those_of_all_years_and_the_ranks_those_of_one():
    result = score(tree_of(), ROWS)
    assert result.normalised["a"].tolist() == [0, 50, 75, 100]
    assert result.rank.tolist() == [2, 1, 2, 1]
    alone = [score(tree_of(""), ROWS.xs(year, level="年")) for year in ("2021", "2022")]
    assert [one.normalised["a"].tolist() for one in alone] == [[0, 100], [0, 100]]
    assert [one.rank.tolist() for one in alone] == [[2, 1], [2, 1]]


def test_years_in_any_order_give_the_same():
    order = [2, 1, 3, 0]
    mixed = score(tree_of(), ROWS.iloc[order])
    whole = score(tree_of(), ROWS)
    assert mixed.nodes.equals(whole.nodes.iloc[order])
    assert mixed.rank.equals(whole.rank.iloc[order])


def test_an_entity_without_a_score_has_no_rank_in_its_year_alone():
    rows = table(
        ("甲", "2021", NAN, NAN), ("乙", "2021", 20, 5), ("甲", "2022", 30, 5), ("乙", "2022", 40, 5)
    )
    assert score(tree_of(), rows).rank.tolist() == [pd.NA, 1, 2, 1]


def test_cells_are_filled_from_the_same_year():
    rows = table(
        ("甲", "1", 2, 1), ("乙", "1", NAN, 1), ("甲", "2", 8, 1), ("乙", "2", NAN, 1), ("丙", "3", NAN, 1)
    )
    found = prepared(tree_of(impute=Imputation("mean")), rows)["a"]
    assert found[:4].tolist() == [2, 2, 8, 8]
    assert np.isnan(found.iloc[4])


def test_outliers_are_those_of_all_years():
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100]
    rows = table(*((f"e{i}", str(i % 2), value, 1) for i, value in enumerate(values)))
    found = prepared(tree_of(treat=Treatment(("winsorise",), skewness=2.5)), rows)["a"]
    assert found.tolist() == [*values[:10], 30, 30]


def test_bands_and_shifts_are_those_of_a_year():
    random = np.random.default_rng(4)
    rows = table(*((f"e{i}", year, *random.uniform(0, 10, 2)) for year in ("2021", "2022") for i in range(9)))
    tree = tree_of()
    official = score(tree, rows)
    bands = rank_bands(simulate(tree, official, weight_sets(tree, 50)))
    assert list(bands.index) == list(rows.index)
    assert bands["rank_p95"].max() <= 9
    assert bands.groupby(level="年")["rank"].apply(sorted).tolist() == [list(range(1, 10))] * 2
    assert leave_one_out(tree, rows).ranks["a"].max() == 9


def test_the_file_has_key_and_time_first():
    found = result_table(tree_of(), score(tree_of(), ROWS))
    assert list(found.columns) == ["年", "a", "b", "r", "rank", "coverage"]
    assert found.index.names == ["县"]
    assert found["年"].tolist() == ["2021", "2021", "2022", "2022"]


def test_rows_without_the_time_are_refused():
    with pytest.raises(DataProblem, match=r"^\[score\] time：数据表的行没有 “年” 这一级$"):
        score(tree_of(), ROWS.droplevel("年").iloc[:2])


def test_an_entity_is_named_with_its_year():
    with pytest.raises(DataProblem, match="“乙 2022” 的值是无穷大"):
        score(tree_of(), ROWS.replace(40.0, np.inf))
    with pytest.raises(DataProblem, match="对象 “甲 2021” 重复"):
        score(tree_of(), pd.concat([ROWS, ROWS.iloc[:1]]))
