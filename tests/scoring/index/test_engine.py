"""What must hold for any tree and any values, and what is refused."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.scoring.index.engine import (
    contributions,
    effective_weights,
    node_ranges,
    rescore,
    score,
    score_range,
)
from metrics.scoring.index.tree import DataProblem, FrameworkProblem, Leaf, Node, Tree, with_weights

NAN = math.nan
LEAVES = ("K1a", "K1b", "K2", "D1", "D2")
MEANS = ("arithmetic", "geometric", "harmonic", "power")


def tree_of(means=("arithmetic",) * 4, weights=(1.0,) * 8, missing="reweight", min_coverage=0.6):
    """总分 ← (看 ← (K1 ← K1a, K1b), K2), (得 ← D1, D2); D2 is better when lower."""
    named = zip(
        ("总分", "看", "得", "K1"), (None, "总分", "总分", "看"), (1.0, *weights[:3]), means, strict=True
    )
    nodes = tuple(
        Node(
            name,
            parent,
            weight,
            mean,
            p=-0.5 if mean == "power" else None,
            missing=missing,
            min_coverage=min_coverage,
        )
        for name, parent, weight, mean in named
    )
    leaves = tuple(
        Leaf(name, parent, weight, direction=-1 if name == "D2" else 1, goalposts=(0, 10))
        for name, parent, weight in zip(LEAVES, ("K1", "K1", "看", "得", "得"), weights[3:], strict=True)
    )
    return Tree("t", "1", "", 100.0, 9, "min", nodes, leaves)


def table(*rows):
    return pd.DataFrame(
        list(rows), columns=list(LEAVES), dtype=float, index=[f"企业{i}" for i in range(len(rows))]
    )


cells = st.one_of(st.floats(-5, 15).map(lambda value: round(value, 6)), st.just(NAN))
rows = st.lists(st.lists(cells, min_size=5, max_size=5), min_size=1, max_size=12)
weight = st.floats(0.1, 10)
trees = st.builds(
    tree_of,
    means=st.tuples(*[st.sampled_from(MEANS)] * 4),
    weights=st.tuples(*[weight] * 8),
    missing=st.sampled_from(["reweight", "propagate", "zero"]),
    min_coverage=st.floats(0, 1),
)
linear = st.builds(
    tree_of,
    weights=st.tuples(*[weight] * 8),
    missing=st.sampled_from(["reweight", "propagate", "zero"]),
    min_coverage=st.floats(0, 1),
)


def same(one, other):
    return np.allclose(one.to_numpy(float), other.to_numpy(float), rtol=0, atol=1e-9, equal_nan=True)


def ranks_of(result):
    return result.rank.astype("Float64").to_numpy(float, na_value=NAN)


@given(tree=trees, rows=rows, seed=st.integers(0, 99))
def test_permuting_and_renaming_entities_changes_nothing(tree, rows, seed):
    data = table(*rows)
    official = score(tree, data)
    order = np.random.default_rng(seed).permutation(len(data))
    mixed = score(tree, data.iloc[order].set_axis([f"新{i}" for i in range(len(data))]))
    assert same(mixed.nodes, official.nodes.iloc[order])
    assert same(mixed.coverage, official.coverage.iloc[order])
    assert np.array_equal(ranks_of(mixed), ranks_of(official)[order], equal_nan=True)


@given(tree=trees, rows=rows, column=st.sampled_from(LEAVES), step=st.floats(0, 5))
def test_a_better_value_never_lowers_a_score(tree, rows, column, step):
    data = table(*rows)
    better = data.copy()
    better[column] += -step if column == "D2" else step
    gain = score(tree, better).nodes - score(tree, data).nodes
    assert not (gain < -1e-9).any(axis=None)


@given(tree=trees, rows=rows, factor=st.floats(0.01, 100))
def test_scaling_all_weights_changes_nothing(tree, rows, factor):
    scaled = with_weights(tree, {item.id: item.weight * factor for item in (*tree.nodes, *tree.leaves)})
    assert same(score(scaled, table(*rows)).nodes, score(tree, table(*rows)).nodes)


@given(tree=trees, rows=rows)
def test_an_entity_of_zeros_leaves_the_scores_of_others_alone(tree, rows):
    data = table(*rows)
    more = score(tree, pd.concat([data, pd.DataFrame(0.0, index=["零"], columns=data.columns)]))
    assert same(more.nodes.iloc[:-1], score(tree, data).nodes)


@given(tree=trees, rows=rows)
def test_scores_lie_between_0_and_100_and_inside_their_range(tree, rows):
    result = score(tree, table(*rows))
    values = result.nodes.to_numpy()
    assert np.nanmin(values, initial=0) >= -1e-9
    assert np.nanmax(values, initial=0) <= 100 + 1e-9
    shares = result.coverage.to_numpy()
    assert ((shares >= 0) & (shares <= 1 + 1e-12)).all()


@given(tree=trees, rows=rows)
def test_scores_lie_inside_their_range_when_no_present_value_is_set_aside(tree, rows):
    tree = replace(tree, nodes=tuple(replace(node, min_coverage=0.0) for node in tree.nodes))
    values = score(tree, table(*rows)).nodes.to_numpy()
    low, high = node_ranges(tree, table(*rows))
    assert (low.to_numpy() <= high.to_numpy() + 1e-9).all()
    assert not (values < low.to_numpy() - 1e-9).any()
    assert not (values > high.to_numpy() + 1e-9).any()


@given(tree=linear, rows=rows, data=st.data())
def test_contributions_sum_to_the_score(tree, rows, data):
    values = table(*rows)
    flags = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=len(rows), max_size=len(rows))
    applicable = pd.DataFrame(data.draw(flags), columns=values.columns, index=values.index)
    result = score(tree, values, applicable=applicable)
    parts = contributions(tree, result)
    total = result.nodes["总分"]
    assert (parts.isna().all(axis=1) == total.isna()).all()
    assert np.allclose(parts.sum(axis=1)[total.notna()], total.dropna(), rtol=0, atol=1e-9)


@given(tree=linear, rows=rows)
def test_effective_weights_sum_to_1_where_there_is_a_score(tree, rows):
    tree = replace(tree, nodes=tuple(replace(node, missing="reweight") for node in tree.nodes))
    data = table(*rows)
    found = effective_weights(tree, data.notna())
    there = score(tree, data).nodes["总分"].notna()
    assert np.allclose(found[there].sum(axis=1), 1, rtol=0, atol=1e-9)
    assert found[~there].isna().all(axis=None)
    assert (found[there].to_numpy()[data[there].isna().to_numpy()] == 0).all()


@settings(max_examples=30)
@given(tree=trees, rows=rows)
def test_blanking_a_cell_never_lifts_the_lower_end_of_the_range(tree, rows):
    data = table(*rows)
    before = score_range(tree, data)
    for column in LEAVES:
        after = score_range(tree, data.assign(**{column: NAN}))
        assert (after["low"] <= before["low"] + 1e-9).all()
        assert (after["high"] >= before["high"] - 1e-9).all()


def test_a_total_by_hand():
    result = score(tree_of(), table([10, 5, 2, 4, 4], [0, 0, 10, 10, 0]))
    assert result.normalised.iloc[0].tolist() == [100, 50, 20, 40, 60]
    assert result.nodes.iloc[0].to_dict() == pytest.approx({"总分": 48.75, "看": 47.5, "得": 50, "K1": 75})
    assert list(result.nodes.columns) == ["总分", "看", "得", "K1"]
    assert list(result.coverage.columns) == [*LEAVES, "总分", "看", "得", "K1"]
    assert result.rank.to_dict() == {"企业0": 2, "企业1": 1}
    assert str(result.rank.dtype) == "Int64"
    parts = contributions(tree_of(), result).iloc[0]
    assert parts.tolist() == pytest.approx([12.5, 6.25, 5, 10, 15])


def test_average_ties():
    tree = replace(tree_of(), ties="average")
    result = score(tree, table([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [9, 9, 9, 9, 1]))
    assert result.rank.tolist() == [2.5, 2.5, 1]


def test_ties_are_decided_after_rounding():
    near = [[5, 5, 5, 5, 5 + step] for step in (0, 1e-12, -1e-6)]
    assert score(tree_of(), table(*near)).rank.tolist() == [2, 2, 1]
    assert score(replace(tree_of(), round_rank=3), table(*near)).rank.tolist() == [1, 1, 1]


def test_score_range_by_hand():
    found = score_range(tree_of(), table([10, NAN, 2, 4, 4], [NAN] * 5))
    assert found.to_numpy().tolist() == [[pytest.approx(42.5), pytest.approx(55)], [0, 100]]


def test_score_range_leaves_what_is_not_applicable_out():
    data = table([NAN, NAN, 2, 10, 0])
    applicable = data.notna() | (data.columns == "K1a")
    found = score_range(tree_of(), data, applicable)
    assert found.iloc[0].tolist() == pytest.approx([(0 + 20) / 4 + 50, (100 + 20) / 4 + 50])


def test_what_is_reported_in_part_widens_the_range_by_the_rest():
    data = table([10, 5, 2, 4, 4])
    shares = pd.DataFrame([[0.5, 1, 0.25, 1, 1]], columns=data.columns, index=data.index)
    found = score_range(tree_of(), data, coverage=shares).iloc[0]
    total = score(tree_of(), data).nodes.at[data.index[0], "总分"]
    points, weights = np.array([100, 20]), np.array([0.125, 0.25])
    assert found["low"] == pytest.approx(total - weights @ ([0.5, 0.75] * points))
    assert found["high"] == pytest.approx(total + weights @ ([0.5, 0.75] * (100 - points)))


@given(tree=trees, rows=rows, share=st.floats(0, 1))
def test_the_less_is_reported_the_wider_the_range(tree, rows, share):
    data = table(*rows)
    whole = node_ranges(tree, data)
    part = node_ranges(tree, data, coverage=data.notna() * share)
    assert not (part[0].to_numpy() > whole[0].to_numpy() + 1e-9).any()
    assert not (part[1].to_numpy() < whole[1].to_numpy() - 1e-9).any()
    if share == 1 and data.notna().all(axis=None):
        assert part[0].equals(part[1])


def test_rescore_takes_the_values_as_they_are():
    data = table([10, 5, 2, 4, NAN], [0, 3, 10, 10, 0])
    official = score(tree_of(), data, coverage=data.notna() * 0.5)
    changed = with_weights(tree_of(), {"K1": 3, "D1": 2})
    again = rescore(changed, official)
    assert same(again.nodes, score(changed, data).nodes)
    assert same(again.coverage, score(changed, data, coverage=data.notna() * 0.5).coverage)


def test_columns_beyond_the_tree_and_their_order_do_not_matter():
    data = table([10, 5, 2, 4, 4]).assign(备注="文字")[["备注", "D2", "K2", "K1b", "D1", "K1a"]]
    assert score(tree_of(), data).nodes.iloc[0]["总分"] == pytest.approx(48.75)


def test_no_entities_no_scores():
    empty = score(tree_of(), table())
    assert empty.nodes.shape == (0, 4)
    assert len(empty.rank) == 0


@pytest.mark.parametrize("kind", ["Float64", "Int64", "object"])
def test_other_numeric_columns_are_read_as_numbers(kind):
    data = table([10, 5, 2, 4, 4]).astype(kind)
    data.loc["空"] = [10, 5, pd.NA if kind != "object" else None, 4, 4]
    result = score(tree_of(), data.astype(kind))
    assert result.nodes["总分"].iloc[0] == pytest.approx(48.75)
    assert result.coverage.loc["空", "K2"] == 0


def test_contributions_refuse_a_mean_that_does_not_decompose():
    tree = tree_of(("arithmetic", "geometric", "arithmetic", "arithmetic"))
    with pytest.raises(FrameworkProblem, match=r"\[\[node\]\] “看”：不是（无下限的）算术平均"):
        contributions(tree, score(tree, table([1, 1, 1, 1, 1])))


def test_a_minimum_and_a_ratio_have_no_weights_and_a_ratio_no_range():
    least, data = tree_of(("minimum", *["arithmetic"] * 3)), table([1, 2, 3, 4, 5])
    parts = {"aggregate": "ratio", "numerator": "看", "denominator": "得"}
    ratio = replace(least, nodes=(replace(least.nodes[0], **parts), *least.nodes[1:]))
    for tree, word in ((least, "minimum"), (ratio, "ratio")):
        with pytest.raises(
            FrameworkProblem, match=f"“总分”：aggregate = “{word}” 不按权重合成，没有有效权重"
        ):
            effective_weights(tree, data.notna())
        with pytest.raises(FrameworkProblem, match="“总分”：不是（无下限的）算术平均"):
            contributions(tree, score(tree, data))
    assert score_range(least, data.assign(K2=NAN)).iloc[0].tolist() == [7.5, 45]
    with pytest.raises(FrameworkProblem, match="“总分”：比值节点没有得分区间"):
        score_range(ratio, data)


GOOD = table([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])
BAD_DATA = {
    "no column": (GOOD.drop(columns="K2"), "[[measure]] “K2”：数据表没有这一列"),
    "text": (GOOD.astype(object).replace(3.0, "三"), "[[measure]] “K2”：数据表的这一列不是数值"),
    "inf": (GOOD.replace(4.0, math.inf), "[[measure]] “K1b”：“企业1” 的值是无穷大"),
    "entity twice": (GOOD.set_axis(["甲", "甲"]), "数据表：对象 “甲” 重复"),
    "column twice": (pd.concat([GOOD, GOOD[["K2"]]], axis=1), "数据表：列 “K2” 重复"),
}


@pytest.mark.parametrize(("data", "message"), BAD_DATA.values(), ids=BAD_DATA.keys())
def test_bad_data_is_refused_in_one_line(data, message):
    with pytest.raises(DataProblem) as caught:
        score(tree_of(), data)
    assert str(caught.value) == message


BAD_MASKS = {
    "rows differ": ({"applicable": GOOD.notna().iloc[::-1]}, "适用表的行（对象及其次序）与数据表不一致"),
    "column missing": ({"applicable": GOOD.notna().drop(columns="D1")}, "[[measure]] “D1”：适用表没有这一列"),
    "not bool": ({"applicable": GOOD}, "适用表：只能是 True 或 False"),
    "above 1": ({"coverage": GOOD}, "覆盖率表：每个值应在 0 与 1 之间"),
}


@pytest.mark.parametrize(("masks", "message"), BAD_MASKS.values(), ids=BAD_MASKS.keys())
def test_bad_masks_are_refused_in_one_line(masks, message):
    with pytest.raises(DataProblem) as caught:
        score(tree_of(), GOOD, **masks)
    assert str(caught.value) == message
