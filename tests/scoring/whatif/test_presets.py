"""Weight schemes on the sample county: each is what its own formula gives, rounded as a slider shows it."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.scoring.index.engine import rescore
from metrics.scoring.index.tree import DataProblem, FrameworkProblem, with_weights
from metrics.scoring.index.weights import CR_LIMIT, critic, entropy
from metrics.scoring.whatif.presets import SCHEMES, children, judged, judged_weights, preset, whole_scores
from metrics.scoring.whatif.scenario import Scenario, what_if
from tests.kit.sample_scores import FRAMEWORK, books

ITEMS = [item.id for item in FRAMEWORK.items]
GROUPS = [group.id for group in FRAMEWORK.groups]


@pytest.fixture(scope="module")
def of_level(demo_file):
    return books(demo_file, "2023Q4")


def effective(weights):
    """Share of each item in the total."""
    groups = sum(weights[group] for group in GROUPS)
    within = {group: sum(weights[one.id] for one in children(FRAMEWORK, group)) for group in GROUPS}
    found = {one.id: weights[one.id] * weights[one.parent] / within[one.parent] for one in FRAMEWORK.items}
    return pd.Series(found) / groups


@pytest.mark.parametrize("level", ["enterprise", "town", "industry"])
@pytest.mark.parametrize(("scheme", "formula"), [("entropy", entropy), ("critic", critic)])
def test_data_driven_weights_are_the_formulas_on_the_item_scores(of_level, level, scheme, formula):
    book = of_level[level]
    found = preset(FRAMEWORK, book, scheme)
    wanted = formula(book.scores[ITEMS].dropna())
    pd.testing.assert_series_equal(found.shares, wanted, check_exact=True)
    assert effective(found.weights).sub(wanted).abs().max() < 0.002
    assert found.counted == len(whole_scores(FRAMEWORK, book)) > 10
    assert sum(found.weights[group] for group in GROUPS) == pytest.approx(12, abs=0.02)
    assert all(round(weight, 2) == weight for weight in found.weights.values())


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_preset_scores_as_the_engine_with_those_weights(of_level, scheme):
    book = of_level["enterprise"]
    found = preset(FRAMEWORK, book, scheme)
    told = what_if(FRAMEWORK, book, Scenario(weights=found.weights, count=20))
    tree = with_weights(what_if(FRAMEWORK, book, Scenario(count=1)).tree, found.weights)
    direct = rescore(tree, told.held)
    pd.testing.assert_frame_equal(told.scores, direct.nodes)
    wanted = (told.scores[ITEMS] * effective(found.weights)).sum(axis=1)
    assert told.scores["total"].sub(wanted).abs().max() < 1e-9
    assert (scheme == "official") == told.ranks.equals(book.ranks["total"])


def test_official_and_equal_need_no_data(of_level):
    official, equal = (preset(FRAMEWORK, of_level["unit"], scheme) for scheme in ("official", "equal"))
    assert official.weights == {node.id: node.weight for node in (*FRAMEWORK.groups, *FRAMEWORK.items)}
    assert official.shares.tolist() == pytest.approx([1 / 12] * 12)
    assert [equal.weights[name] for name in (*GROUPS, "K1", "D1", "J6")] == [4, 4, 4, 1, 1, 1]
    assert equal.shares[["K1", "D1", "J1"]].tolist() == pytest.approx([1 / 12, 1 / 6, 1 / 18])
    assert official.counted == equal.counted == 0


def test_entities_with_a_gap_are_not_counted(of_level):
    book = of_level["brand"]
    gaps = replace(book, scores=book.scores.assign(K1=book.scores["K1"].where(book.scores["K1"] > 50)))
    assert 2 < preset(FRAMEWORK, gaps, "critic").counted < len(book.entities)


def test_what_cannot_be_computed_is_said_with_the_items_name(of_level):
    book = of_level["town"]
    flat = replace(book, scores=book.scores.assign(K1=50.0))
    with pytest.raises(DataProblem, match="CRITIC：列 “有载体可看” 的值全部相同"):
        preset(FRAMEWORK, flat, "critic")
    assert preset(FRAMEWORK, flat, "entropy").weights["K1"] == 0
    with pytest.raises(DataProblem, match="至少要有 2 个对象，现有 1 个"):
        preset(FRAMEWORK, replace(book, scores=book.scores.head(1)), "entropy")
    with pytest.raises(FrameworkProblem, match="权重方案：没有 “topsis”"):
        preset(FRAMEWORK, book, "topsis")


def test_a_group_that_tells_nobody_apart_keeps_sound_weights(of_level):
    book = of_level["town"]
    flat = replace(book, scores=book.scores.assign(D1=50.0, D2=60.0))
    weights = preset(FRAMEWORK, flat, "entropy").weights
    assert (weights["D"], weights["D1"], weights["D2"]) == (0, 1, 1)
    assert what_if(FRAMEWORK, book, Scenario(weights=weights, count=5)).ranks.notna().all()


def test_judgements_of_groups_and_of_items():
    found = judged(FRAMEWORK, "total", {("K", "D"): 2, ("K", "J"): 1, ("D", "J"): 0.5})
    assert found.cr == pytest.approx(0, abs=1e-12)
    assert judged_weights(FRAMEWORK, "total", found) == {"K": 4.8, "D": 2.4, "J": 4.8}
    within = judged(FRAMEWORK, "D", {("D1", "D2"): 3})
    assert judged_weights(FRAMEWORK, "D", within) == {"D1": 1.5, "D2": 0.5}
    assert judged(FRAMEWORK, "J", {}).weights.tolist() == pytest.approx([1 / 6] * 6)


def test_contradicting_judgements_are_told_by_their_ratio():
    found = judged(FRAMEWORK, "total", {("K", "D"): 5, ("D", "J"): 5, ("K", "J"): 0.2})
    assert found.cr > CR_LIMIT
    # λ of [[1,5,1/5],[1/5,1,5],[5,1/5,1]] is 1 + 5 + 1/5: each row sums to that.
    assert found.ci == pytest.approx((6.2 - 3) / 2)
    assert found.cr == pytest.approx((6.2 - 3) / 2 / 0.58)
    with pytest.raises(DataProblem, match="没有 “K” 对 “J1” 这一对"):
        judged(FRAMEWORK, "total", {("K", "J1"): 2})
