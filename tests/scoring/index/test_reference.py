"""The engine against every public table of tests/reference, to 1e-9."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.scoring.index import weights
from metrics.scoring.index.engine import contributions, effective_weights, rescore, score
from metrics.scoring.index.robustness import quantiles, rank_bands, simulate
from metrics.scoring.index.tree import DataProblem, Leaf, Node, Tree, with_weights
from tests.kit.project import REFERENCE

ASEM = REFERENCE / "asem"
MCDA = REFERENCE / "mcda"
EXACT = 1e-9


def asem_table(name, index="uCode"):
    return pd.read_csv(ASEM / f"{name}.csv").set_index(index)


def asem_tree(method):
    meta = pd.read_csv(ASEM / "00_meta.csv")
    leaves = [
        Leaf(
            row.iCode,
            row.Parent,
            direction=int(row.Direction),
            normalise=method,
            goalposts=(row.goalpost_lower, row.goalpost_upper),
            target=row.Target_treated,
        )
        for row in meta[meta.Type == "Indicator"].itertuples()
    ]
    nodes = [
        Node(row.iCode, row.Parent if isinstance(row.Parent, str) else None)
        for row in meta[meta.Type == "Aggregate"].itertuples()
    ]
    return Tree("asem", "1", "", 100.0, 9, "min", tuple(nodes), tuple(leaves))


def worst(found, expected):
    assert list(found.index) == list(expected.index)
    assert (found[expected.columns].isna() == expected.isna()).all(axis=None)
    return float((found[expected.columns] - expected).abs().max(axis=None))


def hdi_tree():
    return Tree(
        "hdi",
        "2023-24",
        "",
        1.0,
        9,
        "min",
        (Node("HDI", None, aggregate="geometric"), Node("edu", "HDI")),
        (
            Leaf("life_expectancy", "HDI", goalposts=(20, 85)),
            Leaf("expected_years_schooling", "edu", goalposts=(0, 18)),
            Leaf("mean_years_schooling", "edu", goalposts=(0, 15)),
            Leaf("gni_per_capita", "HDI", transform="log", goalposts=(100, 75000)),
        ),
    )


def test_hdi_equals_the_published_value_of_all_193_countries():
    table = pd.read_csv(REFERENCE / "hdi/hdi_2022.csv").set_index("iso3")
    result = score(hdi_tree(), table)
    assert len(table) == 193
    assert (result.nodes["HDI"].round(3) == table["hdi_published"].round(3)).all()
    assert (result.nodes["HDI"] - table["hdi_calc"]).abs().max() < EXACT
    assert (result.nodes["edu"] - table["i_edu"]).abs().max() < EXACT
    for leaf, column in {"life_expectancy": "i_le", "gni_per_capita": "i_gni"}.items():
        assert (result.normalised[leaf] - table[column]).abs().max() < EXACT


@pytest.mark.parametrize(
    ("method", "name", "unit"),
    [
        ("minmax", "minmax100", 1),
        ("goalposts", "goalposts", 1),
        ("zscore", "zscore", 1),
        ("distance", "dist2targ_cap", 100),
        ("percent_rank", "prank", 100),
    ],
)
def test_asem_normalisations(method, name, unit):
    found = score(asem_tree(method), asem_table("04_treated")).normalised
    assert worst(found / unit, asem_table(f"10_norm_treated_{name}")) < EXACT


@pytest.mark.parametrize(("method", "name"), [("minmax", "minmax100"), ("goalposts", "goalposts")])
def test_asem_aggregates(method, name):
    found = score(asem_tree(method), asem_table("04_treated")).nodes
    assert worst(found, asem_table(f"20_agg_treated_{name}_equal_amean")) < EXACT


def test_asem_ranks_of_every_node():
    result = score(asem_tree("minmax"), asem_table("04_treated"))
    expected = asem_table("30_rank9_treated_minmax100_equal_amean")
    assert (result.rank == expected["Index"]).all()
    for node in expected.columns:
        found = result.nodes[node].round(9).rank(ascending=False, method="min")
        assert (found == expected[node]).all(), node


def test_asem_effective_weights_of_leaves_and_nodes():
    tree, treated = asem_tree("minmax"), asem_table("04_treated")
    expected = asem_table("22_effective_weights_equal", "iCode")["EffWeight"]
    found = effective_weights(tree, treated.notna())
    leaves = found.iloc[0]
    assert (found - leaves).abs().max(axis=None) < EXACT
    assert (leaves - expected[leaves.index]).abs().max() < EXACT
    above = {item.id: item.parent for item in (*tree.leaves, *tree.nodes)}
    below = dict.fromkeys((node.id for node in tree.nodes), 0.0)
    for leaf in tree.leaves:
        name = leaf.parent
        while name is not None:
            below[name] += leaves[leaf.id]
            name = above[name]
    assert max(abs(below[name] - expected[name]) for name in below) < EXACT


def test_asem_raw_with_missing_reweights_and_still_decomposes():
    tree, raw = asem_tree("minmax"), asem_table("00_raw")
    assert raw.isna().sum().sum() == 63
    result = score(tree, raw)
    assert (contributions(tree, result).sum(axis=1) - result.nodes["Index"]).abs().max() < EXACT
    physical = [leaf.id for leaf in tree.leaves if leaf.parent == "Physical"]
    by_hand = result.normalised[physical].mean(axis=1).where(raw[physical].notna().mean(axis=1) >= 0.6)
    assert (result.nodes["Physical"] - by_hand).abs().max() < EXACT
    assert (result.nodes["Physical"].isna() == by_hand.isna()).all()


def test_asem_thousand_weight_sets_give_the_listed_ranks_and_bands():
    tree, treated = asem_tree("minmax"), asem_table("04_treated")
    sets = asem_table("40_mc_weights", "rep")
    result = simulate(tree, score(tree, treated), sets, keep_scores=True)
    expected = asem_table("42_mc_ranks", "rep")
    assert expected.shape == (1000, 51)
    assert (result.ranks[expected.columns] == expected).all(axis=None)
    stats = asem_table("43_mc_rank_stats")
    bands = rank_bands(result)
    assert worst(bands, stats[["rank_p5", "rank_p50", "rank_p95"]]) < EXACT
    assert (bands["rank"] == stats["nominal_rank"]).all()
    assert (result.ranks.mean() - stats["rank_mean"]).abs().max() < EXACT
    assert (
        worst(quantiles(result.scores, (5, 50, 95), "score_p"), stats[["score_p5", "score_p50", "score_p95"]])
        < EXACT
    )


def test_a_weight_set_scores_as_the_tree_with_those_weights():
    tree, raw = asem_tree("minmax"), asem_table("00_raw")
    tree = replace(tree, nodes=tuple(replace(node, min_coverage=0.0) for node in tree.nodes))
    sets = asem_table("40_mc_weights", "rep").head(20)
    official = score(tree, raw)
    many = simulate(tree, official, sets, keep_scores=True)
    for rep, row in sets.iterrows():
        one = rescore(with_weights(tree, row.to_dict()), official)
        scored = one.nodes["Index"].dropna()
        assert (many.scores.loc[rep, scored.index] - scored).abs().max() < EXACT


def ahp_cases():
    return pd.read_csv(MCDA / "ahp_weights.csv").groupby("case")


def ahp_matrix(case):
    return pd.read_csv(MCDA / f"{case}_matrix.csv", header=None).to_numpy()


def lambda_max(found):
    """The principal eigenvalue that a consistency index tells of."""
    n = len(found.weights)
    return n + found.ci * (n - 1)


@pytest.mark.parametrize("case", list(ahp_cases().groups))
def test_ahp_weights_and_consistency(case):
    expected = ahp_cases().get_group(case).sort_values("i")
    found = weights.ahp_judgements(ahp_matrix(case), [str(i) for i in expected["i"]])
    assert np.abs(found.weights.to_numpy() - expected["w_eig_numpy"].to_numpy()).max() < EXACT
    for value, column in ((lambda_max(found), "lambda_max"), (found.ci, "CI"), (found.cr, "CR_saaty")):
        assert value == pytest.approx(expected[column].iloc[0], abs=EXACT)


def test_ahp_published_example_is_refused_with_its_worst_pair():
    expected = pd.read_csv(MCDA / "ahp5_arcgis.csv")
    matrix, labels = ahp_matrix("ahp5_arcgis"), ["a", "b", "c", "d", "e"]
    found = weights.ahp_judgements(matrix, labels)
    assert np.abs(found.weights.to_numpy() - expected["w_eig"].to_numpy()).max() < EXACT
    assert found.cr == pytest.approx(expected["CR_saaty"].iloc[0], abs=EXACT)
    with pytest.raises(DataProblem, match=r"CR = 0\.331.*“d” 与 “e”"):
        weights.ahp(matrix, labels)


def test_ahp_agrees_with_the_consistency_ratios_of_agreement_json():
    agreed = json.loads((MCDA / "agreement.json").read_text())
    for case in (name for name in agreed if name.startswith("ahp")):
        matrix = ahp_matrix(case)
        found = weights.ahp_judgements(matrix, [str(i) for i in range(len(matrix))])
        assert lambda_max(found) == pytest.approx(agreed[case]["lambda"], abs=EXACT)
        assert found.cr == pytest.approx(agreed[case]["CR_saaty"], abs=EXACT)


def small(zero=False):
    table = pd.read_csv(MCDA / "small_matrix.csv").set_index("unit").astype(float)
    if zero:
        table.loc["C", "c1"] = 0.0
    return table


def expected_weights(name, column):
    return pd.read_csv(MCDA / f"{name}.csv").set_index("criterion")[column]


def test_entropy_weights():
    assert (weights.entropy(small()) - expected_weights("small_weights", "entropy_numpy")).abs().max() < EXACT
    zero = weights.entropy(small(zero=True))
    assert (zero - expected_weights("small_with_zero_entropy", "entropy_numpy")).abs().max() < EXACT
    asem = weights.entropy(1 + 0.99 * asem_table("10_norm_treated_minmax100"))
    assert (asem - expected_weights("asem_weights", "entropy_numpy")).abs().max() < EXACT


def test_critic_and_deviation_weights():
    signs = pd.read_csv(MCDA / "small_types.csv").set_index("criterion")["type"].to_dict()
    for column in ("critic_numpy", "critic_skcriteria"):
        found = weights.critic(small(), signs)
        assert (found - expected_weights("small_weights", column)).abs().max() < EXACT
    ignoring = weights.critic(small())
    assert (
        ignoring - expected_weights("small_weights", "critic_numpy_ignoring_direction")
    ).abs().max() < EXACT
    normal = asem_table("10_norm_treated_minmax100")
    assert (weights.critic(normal) - expected_weights("asem_weights", "critic_numpy")).abs().max() < EXACT
    found = weights.deviation(small())
    assert (found - expected_weights("small_weights", "std_skcriteria")).abs().max() < EXACT


def test_equal_weights():
    expected = expected_weights("small_weights", "equal")
    assert (weights.equal(expected.index) - expected).abs().max() < EXACT
