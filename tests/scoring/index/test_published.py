"""Published indices from their own inputs: COINr's ASEM from the raw table, SDG Index 2023, GDI 2014."""

import pandas as pd
import pytest

from metrics.scoring.index.engine import prepared, score
from metrics.scoring.index.tree import Imputation, Leaf, Node, Treatment, Tree
from tests.kit.project import REFERENCE

ASEM = REFERENCE / "asem"
EXACT = 1e-9
GOALS = [f"g{number}" for number in range(1, 18)]


def asem_table(name):
    return pd.read_csv(ASEM / f"{name}.csv").set_index("uCode")


def asem_tree(**leaf):
    """The ASEM framework with COINr's own preparation of each indicator."""
    meta = pd.read_csv(ASEM / "00_meta.csv", keep_default_na=False)
    leaves = tuple(
        Leaf(
            row.iCode,
            row.Parent,
            direction=int(row.Direction),
            denominator=row.Denominator,
            **{
                "normalise": "minmax",
                "impute": Imputation("group_mean", group="EurAsia_group"),
                "treat": Treatment(("winsorise", "log")),
                **leaf,
            },
        )
        for row in meta[meta.Type == "Indicator"].itertuples()
    )
    nodes = tuple(Node(row.iCode, row.Parent or None) for row in meta[meta.Type == "Aggregate"].itertuples())
    return Tree("asem", "1", "", 100.0, 9, "min", nodes, leaves)


@pytest.fixture(scope="module")
def raw():
    return asem_table("00_raw").join(asem_table("00_units").drop(columns="uName"))


def worst(found, expected):
    assert list(found.index) == list(expected.index)
    return float((found[expected.columns] - expected).abs().max(axis=None))


def test_asem_is_divided_filled_and_winsorised_as_by_coinr(raw):
    assert asem_table("00_raw").isna().sum().sum() == 63
    found, expected = prepared(asem_tree(), raw), asem_table("04_treated")
    assert found.notna().all(axis=None)
    assert worst(found, expected) < EXACT


def test_asem_without_the_treatment_is_another_table(raw):
    found, expected = prepared(asem_tree(treat=None), raw), asem_table("04_treated")
    changed = found.columns[((found - expected).abs() > EXACT).any()]
    names = "Flights Bord Gas Services FDI ForPort CostImpEx Tariff StMob CultServ Forest Poverty NGOs FemLab"
    names += " PubDebt"
    assert list(changed) == names.split()


def test_asem_scores_and_ranks_from_the_raw_table(raw):
    result = score(asem_tree(), raw)
    assert worst(result.normalised, asem_table("10_norm_treated_minmax100")) < EXACT
    assert worst(result.nodes, asem_table("20_agg_treated_minmax100_equal_amean")) < EXACT
    assert (result.rank == asem_table("30_rank9_treated_minmax100_equal_amean")["Index"]).all()
    filled = asem_table("00_raw").isna().sum(axis=1)
    assert ((result.coverage["Index"] < 1) == (filled > 0)).all()


def sdg_table():
    return pd.read_csv(REFERENCE / "sdg/sdg_2023.csv").set_index("iso3")


def sdg_tree(impute):
    leaves = tuple(Leaf(goal, "SDG", normalise="none", impute=impute) for goal in GOALS)
    return Tree("sdg", "2023", "", 100.0, 9, "min", (Node("SDG", None, min_coverage=0.8),), leaves)


def test_sdg_index_of_all_166_countries_with_their_missing_goals():
    data = sdg_table()
    assert (len(data), data[GOALS].isna().sum().sum()) == (166, 72)
    result = score(sdg_tree(Imputation("group_mean", group="region")), data)
    assert (result.nodes["SDG"] - data["published"]).abs().max() < 0.6e-8
    assert (result.rank == data["published"].rank(ascending=False, method="min")).all()
    assert (result.coverage["SDG"] * 17 - data[GOALS].notna().sum(axis=1)).abs().max() < EXACT


def test_sdg_index_is_not_the_mean_of_the_goals_that_are_there():
    data = sdg_table()
    with_gaps = data[GOALS].isna().any(axis=1)
    found = score(sdg_tree(None), data).nodes["SDG"]
    assert (found - data["published"])[~with_gaps].abs().max() < 0.6e-8
    assert with_gaps.sum() == 59
    assert (found - data["published"])[with_gaps].abs().min() > 0.001


def gdi_tree():
    """GDI: the HDI of women by that of men, who may live five years less."""
    nodes, leaves = [Node("gdi", None, aggregate="ratio", numerator="hdi_f", denominator="hdi_m")], []
    for sex, ages in (("f", (22.5, 87.5)), ("m", (17.5, 82.5))):
        nodes += [Node(f"hdi_{sex}", "gdi", aggregate="geometric"), Node(f"edu_{sex}", f"hdi_{sex}")]
        leaves += [
            Leaf(f"le_{sex}", f"hdi_{sex}", goalposts=ages),
            Leaf(f"eys_{sex}", f"edu_{sex}", goalposts=(0, 18)),
            Leaf(f"mys_{sex}", f"edu_{sex}", goalposts=(0, 15)),
            Leaf(f"gni_{sex}", f"hdi_{sex}", goalposts=(100, 75000), transform="log"),
        ]
    return Tree("gdi", "2014", "", 1.0, 9, "min", tuple(nodes), tuple(leaves))


def test_gdi_of_63_countries_as_near_as_the_rounded_inputs_allow():
    table = pd.read_csv(REFERENCE / "gdi/gdi_2014.csv").set_index("country")
    assert len(table) == 63
    found = score(gdi_tree(), table).nodes
    # Years of life and school are printed with one decimal: half a unit moves an HDI by 0.001 to 0.002.
    for column in ("hdi_f", "hdi_m"):
        assert (found[column] - table[column]).abs().max() < 0.0015
    assert (found["gdi"] - table["gdi"]).abs().max() < 0.0022


def test_gdi_is_the_ratio_of_the_printed_indices():
    table = pd.read_csv(REFERENCE / "gdi/gdi_2014.csv").set_index("country")
    parts = {"aggregate": "ratio", "numerator": "hdi_f", "denominator": "hdi_m"}
    leaves = tuple(Leaf(name, "gdi", normalise="none") for name in ("hdi_m", "hdi_f"))
    tree = Tree("gdi", "2014", "", 1.0, 9, "min", (Node("gdi", None, **parts),), leaves)
    # Three decimals of each side: half a unit of both, and of the result.
    most = 0.0005 / table["hdi_m"] * (1 + table["gdi"]) + 0.0005
    assert ((score(tree, table).nodes["gdi"] - table["gdi"]).abs() <= most + EXACT).all()
