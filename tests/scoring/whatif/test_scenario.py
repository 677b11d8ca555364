"""A scenario is an assumption: it can be run again with the same result and touches no official score."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.framework.model import LEVELS
from metrics.scoring.index.engine import score
from metrics.scoring.index.robustness import simulate, weight_sets
from metrics.scoring.index.tree import DataProblem, FrameworkProblem, without
from metrics.scoring.scorebook import full_score, score_book, tree_of
from metrics.scoring.whatif.scenario import (
    MOST,
    NORMALISATIONS,
    RELATIVE,
    Scenario,
    as_text,
    from_text,
    left_out,
    scenario_of,
    variance_shares,
    what_if,
)
from tests.kit.sample_scores import FRAMEWORK, books, ready

ASSUMED = Scenario(
    "重典型",
    weights={"K": 5, "K2": 2, "K2a": 3},
    full_scores={"K2a.E": 10, "K2a.B": 50},
    aggregates={"J": "geometric", "K": "power:0.5"},
    noise=0.4,
    count=300,
    seed=9,
)


@pytest.fixture(scope="module")
def of_level(demo_file):
    return books(demo_file, "2023Q4")


@pytest.mark.parametrize("level", LEVELS)
def test_assuming_nothing_gives_the_official_scores(of_level, level):
    book = of_level[level]
    told = what_if(FRAMEWORK, book, Scenario())
    pd.testing.assert_frame_equal(told.scores, book.scores, atol=1e-9, rtol=0, check_names=False)
    assert told.ranks.equals(book.ranks["total"])
    assert (told.table["shift"].dropna() == 0).all()
    assert (told.framework_version, told.data_version) == (book.framework_version, book.data_version)


def test_the_book_stays_as_it_is(of_level):
    book = of_level["enterprise"]
    before = {name: getattr(book, name).copy() for name in ("scores", "normalised", "ranks", "values")}
    told = what_if(FRAMEWORK, book, ASSUMED)
    assert not told.scores["total"].equals(book.scores["total"])
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(book, name), frame)


def test_the_same_parameters_give_the_same_result(of_level):
    saved = json.loads(json.dumps(ASSUMED.parameters))
    one, other = (what_if(FRAMEWORK, of_level["brand"], s) for s in (ASSUMED, scenario_of("again", saved)))
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.simulation.weights, other.simulation.weights)
    reseeded = what_if(FRAMEWORK, of_level["brand"], scenario_of("x", {**saved, "seed": 10}))
    assert not reseeded.simulation.weights.equals(one.simulation.weights)


def test_one_replication_can_be_run_by_itself(of_level):
    told = what_if(FRAMEWORK, of_level["brand"], ASSUMED)
    weights = told.simulation.weights.loc[[37]]
    again = simulate(told.tree, told.held, weights)
    assert (again.ranks.iloc[0] == told.simulation.ranks.loc[37]).all()
    assert weights.equals(weight_sets(told.tree, 40, 0.4, 9).loc[[37]])


def test_weights_count_beside_their_siblings(of_level):
    book = of_level["enterprise"]
    told = what_if(FRAMEWORK, book, Scenario(weights={"K": 0, "D": 0}))
    there = book.scores["J"].notna() & told.scores["total"].notna()
    assert told.scores.loc[there, "total"].sub(book.scores.loc[there, "J"]).abs().max() < 1e-9
    assert told.table["change"].equals(told.scores["total"] - book.scores["total"])


def test_a_target_is_a_years_and_moves_its_measure_alone(of_level):
    book = of_level["enterprise"]
    told = what_if(FRAMEWORK, book, Scenario(full_scores={"K2a.E": 40, "K2a.B": 1}))
    full = full_score(FRAMEWORK.measure["K2a"], "E", book.scope) * 2
    wanted = (book.counted["K2a"] / full).clip(upper=1) * 100
    assert told.held.normalised["K2a"].sub(wanted).abs().max() < 1e-9
    others = [name for name in book.normalised if name != "K2a"]
    pd.testing.assert_frame_equal(told.held.normalised[others], book.normalised[others], check_names=False)
    assert told.held.coverage.equals(book.coverage)


def test_a_target_inside_a_credit_is_counted_again_from_the_rows(demo_file, of_level):
    prepared = ready(demo_file, "2023Q4")

    def rescored(framework):
        return score_book(prepared.under(framework), "county")

    told = what_if(FRAMEWORK, of_level["county"], Scenario(full_scores={"K4a.E": 4}), rescored)
    sessions = of_level["enterprise"].values["K4a"]
    assert told.held.normalised.at["county", "K4a"] == pytest.approx(
        100 * (sessions / 4).clip(upper=1).mean()
    )
    with pytest.raises(FrameworkProblem, match="要有台账数据"):
        what_if(FRAMEWORK, of_level["county"], Scenario(full_scores={"K4a.E": 4}))
    with pytest.raises(FrameworkProblem, match=r"没有 .*K4a\.C"):
        what_if(FRAMEWORK, of_level["county"], Scenario(full_scores={"K4a.C": 4}))


def test_another_mean_is_that_mean_above_a_floor(of_level):
    book = of_level["brand"]
    told = what_if(FRAMEWORK, book, Scenario(aggregates={"total": "geometric"}, floor=2))
    groups = book.scores[[group.id for group in FRAMEWORK.groups]]
    weights = np.array([group.weight for group in FRAMEWORK.groups])
    whole = groups.notna().all(axis=1)
    wanted = np.exp((np.log(groups[whole].clip(lower=2)) * weights).sum(axis=1) / weights.sum())
    assert told.scores.loc[whole, "total"].sub(wanted).abs().max() < 1e-9


def test_bands_hold_the_middle_and_shares_are_shares(of_level):
    told = what_if(FRAMEWORK, of_level["enterprise"], ASSUMED)
    table = told.table.dropna(subset="score")
    assert (table["rank_p5"] <= table["rank_p50"]).all()
    assert (table["rank_p50"] <= table["rank_p95"]).all()
    first = told.top(10)
    assert first.dropna().between(0, 1).all()
    assert first.sum() == pytest.approx(10, abs=1)
    best, worst = table["rank"].idxmin(), table["rank"].idxmax()
    assert told.ahead(best, worst) == 1
    assert told.ahead(worst, best) == 0


@pytest.mark.parametrize("level", ["enterprise", "brand", "unit", "town", "industry"])
@pytest.mark.parametrize("method", NORMALISATIONS[1:])
def test_another_normalisation_is_the_engines_own(of_level, level, method):
    """The same tree without measures on which nobody differs, each leaf by the method, scored directly."""
    book = of_level[level]
    told = what_if(FRAMEWORK, book, Scenario(normalise=method, count=60))
    counts = book.counted.nunique()
    same = tuple(counts.index[counts == 1]) if method in RELATIVE else ()
    assert told.alike == same
    tree = tree_of(FRAMEWORK, LEVELS[level], book.period)
    for leaf in same:
        tree = without(tree, leaf)
    valued = {leaf.id: method if counts[leaf.id] else "goalposts" for leaf in tree.leaves}
    tree = replace(tree, leaves=tuple(replace(leaf, normalise=valued[leaf.id]) for leaf in tree.leaves))
    direct = score(tree, book.counted, applicable=book.status != "not_applicable")
    nodes = list(direct.nodes.columns)
    pd.testing.assert_frame_equal(told.scores[nodes], direct.nodes, atol=1e-9, rtol=0)
    assert told.ranks.equals(direct.rank.rename(told.ranks.name))
    weights = told.simulation.weights.loc[[17]]
    again = simulate(tree, direct, weights[[one.id for one in (*tree.leaves, *tree.nodes)]])
    assert (again.ranks.iloc[0] == told.simulation.ranks.loc[17]).all()
    out = left_out(told, ["K2"])
    assert out.ranks["K2"].equals(score(without(tree, "K2"), book.counted, applicable=told.applicable).rank)


def test_points_are_compared_only_with_points(of_level):
    book = of_level["enterprise"]
    for method in NORMALISATIONS:
        told = what_if(FRAMEWORK, book, Scenario(normalise=method, count=20))
        there = told.table["change"].notna()
        assert there.any() == (method not in ("zscore", "rank"))
        assert (there == told.table["score"].notna()).all() or not there.any()
        assert told.table["official_score"].equals(book.scores["total"].rename("official_score"))


def test_a_saved_normalisation_replays_to_the_same_numbers(of_level):
    assumed = Scenario("z", weights={"K": 4.37}, normalise="zscore", count=200, seed=3)
    for again in (
        scenario_of("z", json.loads(json.dumps(assumed.parameters))),
        replace(from_text(as_text(assumed)), name="z"),
    ):
        assert again == assumed
        one, other = (what_if(FRAMEWORK, of_level["brand"], s) for s in (assumed, again))
        pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
        pd.testing.assert_frame_equal(one.simulation.ranks, other.simulation.ranks)


def test_what_was_saved_before_normalisation_could_be_chosen_still_opens():
    old = {name: value for name, value in ASSUMED.parameters.items() if name != "normalise"}
    assert scenario_of("重典型", old) == ASSUMED


def test_leaving_an_item_out_and_whose_weight_matters(of_level):
    told = what_if(FRAMEWORK, of_level["brand"], ASSUMED)
    items = [item.id for item in FRAMEWORK.items]
    out = left_out(told, items)
    assert list(out.shifts.columns) == items
    assert (out.shifts.dropna() != 0).to_numpy().any()
    alone = score(told.tree, told.values, applicable=told.applicable).rank
    moved = out.shifts["K2"].dropna()
    assert (out.ranks.loc[moved.index, "K2"] - moved == alone[moved.index]).all()
    shares = variance_shares(told, items)
    assert list(shares.total.columns) == items
    moves = shares.variance > 1e-9
    assert shares.total[moves].sum(axis=1).between(0.8, 1.2).all()
    assert shares.total[~moves].isna().all(axis=None)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"weights": {"K9": 1}}, "没有 id “K9”"),
        ({"weights": {"K": -1}}, "应为非负数"),
        ({"weights": {"K": 0, "D": 0, "J": 0}}, "下级权重之和必须大于 0"),
        ({"full_scores": {"K2a": 1}}, "满分值：没有 “K2a”"),
        ({"full_scores": {"K2a.C": 1}}, "满分值：没有 “K2a.C”"),
        ({"full_scores": {"K2a.E": 0}}, "应大于 0"),
        ({"aggregates": {"K": "median"}}, "没有 “median”"),
        ({"aggregates": {"K": "power"}}, "没有 “power”"),
        ({"aggregates": {"K": "power:x"}}, "“x” 不是一个数"),
        ({"aggregates": {"K9": "geometric"}}, "没有节点 “K9”"),
        ({"noise": 2}, "扰动幅度应在 0 与 1 之间"),
        ({"seed": -1}, "随机种子应为非负整数"),
        ({"count": 0}, f"模拟次数应在 1 与 {MOST} 之间"),
        ({"count": MOST + 1}, f"模拟次数应在 1 与 {MOST} 之间"),
        ({"normalise": "target"}, "没有 “target” 这个方法"),
        (
            {"normalise": "zscore", "aggregates": {"K": "geometric"}},
            "z 分数有负值，只能用算术平均：“四个可看”",
        ),
        ({"floor": -1}, "下限应在 0 与 100 之间"),
        ({"colour": "red"}, "没有 “colour” 这个参数"),
        ({"weights": 3}, "参数不对"),
    ],
    ids=str,
)
def test_an_assumption_that_makes_no_sense_is_said_in_one_line(of_level, parameters, said):
    with pytest.raises(FrameworkProblem, match=said) as caught:
        what_if(FRAMEWORK, of_level["enterprise"], scenario_of("x", parameters))
    assert "\n" not in str(caught.value)


def test_nobody_without_a_score_is_compared(of_level):
    book, silent = of_level["unit"], "U14"
    gone = {name: getattr(book, name).copy() for name in ("values", "counted", "normalised", "scores")}
    for frame in gone.values():
        frame.loc[silent] = np.nan
    coverage = book.coverage.copy()
    coverage.loc[silent] = coverage.loc[silent].where(coverage.loc[silent].isna(), 0.0)
    told = what_if(FRAMEWORK, replace(book, coverage=coverage, **gone), ASSUMED)
    assert pd.isna(told.table.at[silent, "rank"])
    assert pd.isna(told.table.at[silent, "rank_p50"])
    with pytest.raises(DataProblem, match="没有得分，不能比较名次"):
        told.ahead(silent, "U01")


def test_a_scenario_fits_into_an_address():
    text = as_text(ASSUMED)
    assert text == ("K=5,K2=2,K2a=3,K2a.E=10,K2a.B=50,J=geometric,K=power:0.5,noise=0.4,count=300,seed=9")
    assert from_text(text).parameters == ASSUMED.parameters
    assert as_text(Scenario("x")) == ""
    assert from_text("") == Scenario()


@pytest.mark.parametrize("text", ["K", "K=1;2", "seed=1.5", "=", "K=1,,x=--"])
def test_an_address_that_makes_no_sense_is_said(text):
    with pytest.raises(FrameworkProblem, match="看不懂的假设"):
        from_text(text)
