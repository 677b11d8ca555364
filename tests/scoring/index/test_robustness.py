"""Weight sets, rank bands, leave-one-out and Sobol shares: replayable, exact where exactness exists."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from metrics.scoring.index.engine import rescore, score
from metrics.scoring.index.robustness import (
    ahead,
    leave_one_out,
    quantiles,
    rank_bands,
    simulate,
    sobol_shares,
    top_share,
    weight_sets,
)
from metrics.scoring.index.tree import DataProblem, FrameworkProblem, Leaf, Node, Tree, with_weights

NAN = np.nan


def tree_of(**root):
    nodes = (Node("总分", None, **root), Node("看", "总分"), Node("得", "总分"))
    leaves = tuple(Leaf(name, name[0], goalposts=(0, 100)) for name in ("看1", "看2", "看3", "得1", "得2"))
    return Tree("t", "1", "", 100.0, 9, "min", nodes, leaves)


def table(entities=20, missing=0.0, seed=3):
    random = np.random.default_rng(seed)
    values = random.uniform(0, 100, size=(entities, 5)).round(3)
    values[random.uniform(size=values.shape) < missing] = NAN
    return pd.DataFrame(
        values, columns=[leaf.id for leaf in tree_of().leaves], index=[f"e{i}" for i in range(entities)]
    )


def test_weight_sets_replay_by_seed_and_stay_inside_the_noise():
    tree = with_weights(tree_of(), {"看": 4, "得": 2})
    sets = weight_sets(tree, 500, 0.25, seed=7)
    assert sets.equals(weight_sets(tree, 500, 0.25, seed=7))
    assert sets.head(10).equals(weight_sets(tree, 10, 0.25, seed=7))
    assert not sets.equals(weight_sets(tree, 500, 0.25, seed=8))
    factors = sets / pd.Series({item.id: item.weight for item in (*tree.leaves, *tree.nodes)})
    assert ((factors >= 0.75) & (factors <= 1.25)).all(axis=None)
    assert (sets["总分"] == 1).all()
    varied = factors.drop(columns="总分")
    assert (varied.std() > 0.1).all()
    assert (varied.mean() - 1).abs().max() < 0.03


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"count": 0}, "模拟次数应为正整数，现为 0"),
        ({"count": 1, "noise": 1.5}, "扰动幅度应在 0 与 1 之间，现为 1.5"),
        ({"count": 1, "noise": -0.1}, "扰动幅度应在 0 与 1 之间"),
        ({"count": 1, "seed": -1}, "随机种子应为非负整数，现为 -1"),
    ],
)
def test_weight_sets_refused(settings, message):
    with pytest.raises(FrameworkProblem, match=message):
        weight_sets(tree_of(), **settings)


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("policy", ["reweight", "propagate", "zero"])
def test_each_set_scores_as_the_tree_with_its_weights(mean, missing, policy):
    tree, data = tree_of(aggregate=mean), table(missing=missing)
    tree = replace(tree, nodes=tuple(replace(node, missing=policy, min_coverage=0.0) for node in tree.nodes))
    official = score(tree, data)
    sets = weight_sets(tree, 15)
    many = simulate(tree, official, sets.copy(), keep_scores=True)
    assert many.weights.equals(sets)
    for rep, row in sets.iterrows():
        one = rescore(with_weights(tree, row.to_dict()), official)
        expected = one.nodes["总分"].dropna()
        assert list(many.scores.columns) == list(expected.index)
        assert np.allclose(many.scores.loc[rep], expected, rtol=0, atol=1e-9)
        assert (many.ranks.loc[rep] == one.rank.dropna().astype(int)).all()


@pytest.mark.parametrize("kind", ["minimum", "ratio"])
@pytest.mark.parametrize("rule", [None, "zero", "propagate"])
def test_sets_of_minima_and_ratios_score_as_the_tree(kind, rule):
    parts = {"numerator": "看", "denominator": "得"} if kind == "ratio" else {}
    tree, data = tree_of(aggregate=kind, **parts), table(missing=0.1) + 1
    leaves = (replace(tree.leaves[0], missing=rule), *tree.leaves[1:])
    nodes = tuple(replace(node, min_coverage=0.0) for node in tree.nodes)
    tree = replace(tree, leaves=leaves, nodes=nodes)
    official = score(tree, data)
    sets = weight_sets(tree, 15)
    many = simulate(tree, official, sets, keep_scores=True)
    for rep, row in sets.iterrows():
        expected = rescore(with_weights(tree, row.to_dict()), official).nodes["总分"].dropna()
        assert np.allclose(many.scores.loc[rep], expected, rtol=0, atol=1e-9)


def test_a_ratio_of_two_measures_has_one_value_in_every_set():
    nodes = (Node("总分", None, aggregate="ratio", numerator="看1", denominator="得1"),)
    tree = Tree(
        "t",
        "1",
        "",
        100.0,
        9,
        "min",
        nodes,
        tuple(Leaf(x, "总分", goalposts=(0, 100)) for x in ("得1", "看1")),
    )
    data = table(5) + 1
    official = score(tree, data)
    many = simulate(tree, official, weight_sets(tree, 4), keep_scores=True)
    assert np.allclose(official.nodes["总分"], official.normalised["看1"] / official.normalised["得1"])
    assert np.allclose(many.scores, np.tile(official.nodes["总分"], (4, 1)))


def test_cutting_what_does_not_vary_keeps_the_rules_of_measures(monkeypatch):
    tree = tree_of()
    tree = replace(tree, leaves=tuple(replace(leaf, missing="zero") for leaf in tree.leaves))
    official = score(tree, table(12, missing=0.3))
    cut = sobol_shares(tree, official, ["看1", "看"], count=8)
    monkeypatch.setattr("metrics.scoring.index.robustness._cut_below", lambda tree, scores, _: (tree, scores))
    whole = sobol_shares(tree, official, ["看1", "看"], count=8)
    assert np.allclose(cut.variance, whole.variance)
    assert np.allclose(cut.total, whole.total, equal_nan=True)


def test_blocks_of_sets_join_without_a_seam(monkeypatch):
    tree, data = tree_of(), table(missing=0.1)
    official, sets = score(tree, data), weight_sets(tree, 40)
    whole = simulate(tree, official, sets)
    monkeypatch.setattr("metrics.scoring.index.robustness.BLOCK", 60)
    assert simulate(tree, official, sets).ranks.equals(whole.ranks)


def test_who_has_a_score_follows_the_official_weights():
    data = table(6)
    data.iloc[0, 0] = NAN
    data.iloc[1, :2] = NAN
    data.iloc[1, 3:] = NAN
    tree = tree_of()
    official = score(tree, data)
    assert official.coverage.loc["e0", "看"] == pytest.approx(2 / 3)
    assert official.rank.isna().tolist() == [False, True, False, False, False, False]
    bands = rank_bands(simulate(tree, official, weight_sets(tree, 200, 1.0)))
    assert list(bands.index) == list(data.index)
    assert bands.loc["e1"].isna().all()
    assert bands.drop(index="e1").notna().all(axis=None)


def test_bands_without_noise_are_the_rank_itself():
    tree, data = tree_of(), table()
    official = score(tree, data)
    bands = rank_bands(simulate(tree, official, weight_sets(tree, 9, noise=0)))
    for column in ("rank_p5", "rank_p50", "rank_p95"):
        assert (bands[column] == official.rank).all()


def test_bands_hold_the_rank_and_widen_with_the_noise():
    tree, data = tree_of(), table(60)
    official = score(tree, data)

    def width(noise):
        bands = rank_bands(simulate(tree, official, weight_sets(tree, 400, noise)))
        assert (bands["rank_p5"] <= bands["rank_p50"]).all()
        assert (bands["rank_p50"] <= bands["rank_p95"]).all()
        return (bands["rank_p95"] - bands["rank_p5"]).mean()

    assert 0 < width(0.1) < width(0.4)


def test_average_ties_in_every_set():
    tree = replace(tree_of(), ties="average")
    data = pd.concat([table(3), table(1).set_axis(["双"])])
    ranks = simulate(tree, score(tree, data), weight_sets(tree, 50)).ranks
    assert (ranks["e0"] == ranks["双"]).all()
    assert (ranks["e0"] % 1 == 0.5).all()


def test_quantiles_are_type_7():
    values = pd.DataFrame(np.random.default_rng(1).integers(0, 50, size=(137, 4)))
    expected = values.quantile([0.05, 0.5, 0.95]).T.to_numpy()
    assert np.allclose(quantiles(values, (5, 50, 95), "p").to_numpy(), expected, rtol=0, atol=1e-12)
    assert quantiles(values.head(1), (5, 95), "p").to_numpy().T.tolist() == [values.iloc[0].tolist()] * 2


def test_probabilities_count_the_sets():
    tree, data = tree_of(), table(8)
    result = simulate(tree, score(tree, data), weight_sets(tree, 300))
    ranks = result.ranks
    assert top_share(result, 8).eq(1).all()
    assert top_share(result, 3)["e2"] == (ranks["e2"] <= 3).mean()
    assert top_share(result, 3).sum() == pytest.approx(3)
    assert ahead(result, "e1", "e2") == (ranks["e1"] < ranks["e2"]).mean()
    for one, other in combinations(ranks.columns, 2):
        assert ahead(result, one, other) + ahead(result, other, one) == pytest.approx(1)
    with pytest.raises(DataProblem, match="“e9” 没有得分"):
        ahead(result, "e1", "e9")


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"无": [1.0]}, "框架里没有 id “无”"),
        ({"看1": [-1.0]}, "第 1 组权重 “看1”：应为非负数，现为 -1.0"),
        ({"得1": [1.0, 0.0], "得2": [1.0, 0.0]}, "第 2 组权重：“得” 的下级权重之和必须大于 0"),
    ],
)
def test_weight_sets_of_ones_own_are_checked(weights, message):
    with pytest.raises(FrameworkProblem, match=message):
        simulate(tree_of(), score(tree_of(), table()), pd.DataFrame(weights))


def test_a_set_that_weighs_only_what_is_missing_is_refused():
    data = table(3)
    data.loc["e1", "看1"] = NAN
    sets = pd.DataFrame({"看2": [0.0], "看3": [0.0]})
    with pytest.raises(FrameworkProblem, match="“e1” 有值的指标权重全为 0"):
        simulate(tree_of(), score(tree_of(), data), sets)


def test_leave_one_out_by_hand():
    data = pd.DataFrame(
        [[90, 90, 90, 0, 0], [50, 50, 50, 50, 50]], columns=table().columns, index=["甲", "乙"]
    )
    found = leave_one_out(tree_of(), data, ["看", "得", "看1", "得1"])
    assert found.scores.loc["甲"].tolist() == pytest.approx([0, 90, 45, 45])
    assert found.ranks.loc["甲"].tolist() == [2, 1, 2, 2]
    assert found.shifts.loc["甲"].tolist() == [0, -1, 0, 0]
    assert list(leave_one_out(tree_of(), data).ranks.columns) == list(data.columns)
    with pytest.raises(FrameworkProblem, match="框架里没有 id “无”"):
        leave_one_out(tree_of(), data, ["无"])


def test_sobol_of_small_noise_is_the_square_of_the_slopes():
    """f = Σwx/Σw moves with w_i as (x_i − f), so the first-order share is (x_i − f)² / Σ (x_j − f)²."""
    leaves = tuple(Leaf(f"m{i}", "r", goalposts=(0, 100)) for i in range(4))
    tree = Tree("t", "1", "", 100.0, 9, "min", (Node("r", None),), leaves)
    data = pd.DataFrame(
        [[10, 20, 40, 90], [0, 0, 0, 100], [5, 5, 60, 70]], columns=[leaf.id for leaf in leaves]
    )
    found = sobol_shares(tree, score(tree, data), count=20_000, noise=0.02)
    away = data.sub(data.mean(axis=1), axis=0) ** 2
    expected = away.div(away.sum(axis=1), axis=0)
    assert np.abs(found.first - expected).max(axis=None) < 0.03
    assert np.abs(found.total - expected).max(axis=None) < 0.03
    slopes = away.sum(axis=1) / 16 * 0.02**2 / 3
    assert np.allclose(found.variance, slopes, rtol=0.03)


def test_sobol_of_chosen_items_replays_and_sums_to_about_1():
    tree, data = tree_of(), table(6, missing=0.1)
    official = score(tree, data)
    found = sobol_shares(tree, official, ["看", "得1", "看2"], count=2_000, seed=5)
    assert found.first.equals(sobol_shares(tree, official, ["看", "得1", "看2"], count=2_000, seed=5).first)
    assert list(found.first.columns) == ["看", "得1", "看2"]
    assert (found.first.sum(axis=1) - 1).abs().max() < 0.15
    assert (found.total.to_numpy() >= 0).all()
    assert set(sobol_shares(tree, official, count=2).first.columns) == {"看", "得", *data.columns}


def test_sobol_has_no_share_where_no_weight_matters():
    data = pd.DataFrame([[40.0] * 5, [10, 20, 30, 40, 50], [NAN] * 5], columns=table().columns)
    found = sobol_shares(tree_of(), score(tree_of(), data), count=64)
    assert found.first.isna().all(axis=1).tolist() == [True, False, True]
    for item in ("总分", "无"):
        with pytest.raises(FrameworkProblem, match=f"没有可以改变权重的 id “{item}”"):
            sobol_shares(tree_of(), score(tree_of(), data), [item])
    with pytest.raises(FrameworkProblem, match="抽样次数至少为 2"):
        sobol_shares(tree_of(), score(tree_of(), data), count=1)


@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
def test_shares_of_nodes_are_those_of_the_whole_tree(mean):
    """Only what stands above the varied weights is computed; the variance is that of all the leaves."""
    tree, data = tree_of(aggregate=mean), table(missing=0.2)
    official = score(tree, data)
    found = sobol_shares(tree, official, ["看", "得"], 64, 0.3, seed=5)
    factors = np.random.default_rng(5).uniform(0.7, 1.3, size=(2, 64, 2)).reshape(-1, 2)
    whole = simulate(tree, official, pd.DataFrame(factors, columns=["看", "得"]), keep_scores=True).scores
    assert found.variance[whole.columns].to_numpy() == pytest.approx(whole.var(ddof=0).to_numpy(), abs=1e-12)
    assert whole.var(ddof=0).max() > 0.01
    mixed = sobol_shares(tree, official, ["看", "看1"], 64, 0.3, seed=5)
    assert mixed.total["看1"].max() > 0.01
    with pytest.raises(FrameworkProblem, match="无"):
        sobol_shares(tree, official, ["看", "无"], 64)
