"""Bands that let more vary than weights: every switch widens them, every draw is what the rows give."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.framework.model import LEVELS
from metrics.scoring import prepare, score_book
from metrics.scoring.index.robustness import quantiles
from metrics.scoring.index.tree import FrameworkProblem
from metrics.scoring.whatif import (
    Scenario,
    as_text,
    evidence_of,
    from_text,
    scenario_of,
    shares_of_sources,
    what_if,
)
from metrics.scoring.whatif.scenario import varied_by, with_targets
from metrics.scoring.whatif.variation.draws import DATA, METHOD, WEIGHTS, drawn, usable
from metrics.scoring.whatif.variation.evidence import without_report
from metrics.scoring.whatif.variation.run import scores_under
from tests.kit.sample_scores import FRAMEWORK, books, county, ready

ALL = Scenario(method=True, data=True, count=400)
#: Without an enterprise these may go down by less than its cell: a month or a target can be met elsewhere.
HELD = {"J2b", "K3b"}


@pytest.fixture(scope="module")
def prepared(demo_file):
    return ready(demo_file, "2023Q1")


@pytest.fixture(scope="module")
def of_level(demo_file):
    return books(demo_file, "2023Q1")


@pytest.fixture(scope="module")
def evidence(prepared):
    """The first quarter's, which has 21 reports."""
    return {level: evidence_of(prepared, level, by_report=True) for level in ("brand", "town", "enterprise")}


def told_of(book, scenario, evidence):
    return what_if(FRAMEWORK, book, scenario, evidence=lambda: evidence)


def width(told):
    return (told.table["rank_p95"] - told.table["rank_p5"]).mean()


@pytest.mark.long
@pytest.mark.parametrize("level", ["brand", "town", "enterprise"])
def test_every_switch_widens_the_bands_on_average(of_level, evidence, level):
    book, known = of_level[level], evidence[level]
    weights, method, data, both = (
        told_of(book, replace(ALL, method=method, data=data), known)
        for method, data in ((False, False), (True, False), (False, True), (True, True))
    )
    assert width(weights) < width(method)
    assert width(weights) < width(data)
    assert width(both) >= max(width(method), width(data)) - 0.5
    assert weights.simulation.weights.equals(both.simulation.weights), "a switch leaves the weight sets"
    for told in (weights, method, data, both):
        assert told.ranks.equals(book.ranks["total"]), "what is assumed does not move, only the bands"
    inside = (both.table["rank_p5"] <= weights.table["rank_p5"] + 1) & (
        both.table["rank_p95"] >= weights.table["rank_p95"] - 1
    )
    assert inside.mean() > 0.5


def test_a_seed_replays(of_level, evidence):
    one, again, other = (
        told_of(of_level["brand"], replace(ALL, seed=seed, count=60), evidence["brand"]) for seed in (4, 4, 5)
    )
    pd.testing.assert_frame_equal(one.simulation.ranks, again.simulation.ranks)
    pd.testing.assert_frame_equal(one.table, again.table)
    assert not one.simulation.ranks.equals(other.simulation.ranks)
    saved = scenario_of("again", one.scenario.parameters)
    assert told_of(of_level["brand"], saved, evidence["brand"]).table.equals(one.table)


def test_the_switches_are_written_into_the_address_and_old_scenarios_still_load():
    assert as_text(Scenario(method=True, data=True)) == "method=1,data=1"
    assert from_text("K=5,method=1") == Scenario(weights={"K": 5}, method=True)
    assert from_text("data=1,method=0") == Scenario(data=True)
    before = {name: value for name, value in Scenario().parameters.items() if name not in ("method", "data")}
    assert scenario_of("old", before) == Scenario("old")
    for text in ("method=yes", "data=2"):
        with pytest.raises(FrameworkProblem, match="看不懂"):
            from_text(text)
    with pytest.raises(FrameworkProblem, match="应为真或假"):
        scenario_of("x", {"method": "on"})


def test_method_and_data_need_the_rows(of_level):
    with pytest.raises(FrameworkProblem, match="要有台账数据"):
        what_if(FRAMEWORK, of_level["brand"], Scenario(data=True))


@pytest.mark.parametrize(
    "level", ["brand", *(pytest.param(one, marks=pytest.mark.long) for one in ("town", "enterprise"))]
)
def test_without_a_report_everything_is_as_if_the_rows_had_never_come(demo_file, evidence, level):
    data, known = county(demo_file, "2023Q1"), evidence[level]
    assert len(known.reports) == 21
    for variant, report in zip(known.variants[1:], known.reports, strict=True):
        book = score_book(prepare(FRAMEWORK, without_report(data, *report)), level)
        there = book.counted.reindex(known.entities).to_numpy().T
        applies = (book.status != "not_applicable").reindex(known.entities, fill_value=False).to_numpy().T
        np.testing.assert_array_equal(variant.values, there, err_msg=str(report))
        np.testing.assert_array_equal(variant.applicable, applies)


def test_a_draw_without_a_report_is_the_score_without_it(demo_file, of_level, evidence):
    known, book = evidence["brand"], of_level["brand"]
    told = told_of(book, Scenario(data=True, noise=0, count=50), known)
    draws = drawn(told.setting.tree, known, varied_by(told.scenario))
    draws = replace(draws, left=np.zeros(50, dtype=int))
    found = scores_under(told.setting, known, draws)
    for row in (0, 7, 31):
        report = known.reports[draws.variant[row] - 1]
        data = without_report(county(demo_file, "2023Q1"), *report)
        wanted = score_book(prepare(FRAMEWORK, data), "brand").scores["total"].reindex(known.entities)
        np.testing.assert_allclose(found[row], wanted.to_numpy(), atol=1e-9)


def without_enterprise(prepared, place, roster):
    """The same rows without those of one enterprise, its own in the register among them."""
    number = prepared.directory.enterprises.get_loc(roster[place - 1]) + 1
    ledgers = {
        code: frame[prepared.tables[code].enterprise != number].reset_index(drop=True)
        for code, frame in prepared.data.ledgers.items()
    }
    return prepare(FRAMEWORK, replace(prepared.data, ledgers=ledgers, version="one less"))


@pytest.mark.parametrize("level", ["brand", "unit", "town"])
def test_an_enterprise_left_out_by_cells_is_one_left_out_of_the_rows(prepared, level):
    known = evidence_of(prepared, level, by_report=False)
    variant = known.variants[0]
    for place in (1, 60, 120):
        book = score_book(without_enterprise(prepared, place, known.enterprises), level)
        wanted = book.counted.reindex(known.entities)
        for row, counted in variant.counted.items():
            name = FRAMEWORK.measures[row].id
            found = counted.values(np.array([1.0]), np.array([place]))[0]
            both = ~np.isnan(variant.values[row]) & wanted[name].notna().to_numpy()
            np.testing.assert_allclose(found[both], wanted[name].to_numpy()[both], atol=1e-9, err_msg=name)
        told = {FRAMEWORK.measures[row].id for row in variant.counted}
        asked = {one.id for one, row in zip(FRAMEWORK.measures, variant.applicable, strict=True) if row.any()}
        assert asked - told <= HELD


@pytest.mark.parametrize("level", ["brand", "unit", "county", "industry"])
def test_another_target_inside_credits_is_counted_as_from_the_rows(prepared, level):
    letter = LEVELS[level]
    variant = evidence_of(prepared, level, by_report=False).variants[0]
    moved = {
        f"{one.id}.{one.ledger.target_at(letter)}": 1.2 * one.ledger.full_score[one.ledger.target_at(letter)]
        for one in FRAMEWORK.measures
        if one.ledger.over_a_base(letter) and one.ledger.per[letter] != "months"
    }
    other = with_targets(FRAMEWORK, level, Scenario(full_scores=moved))
    book = score_book(prepared.under(other), level)
    measures = [one.id for one in FRAMEWORK.measures]
    for name in {name.partition(".")[0] for name in moved}:
        counted = variant.counted[measures.index(name)]
        assert counted.has_target
        found = counted.values(np.array([1.2]), np.array([0]))[0]
        there = book.counted[name].notna().to_numpy()
        np.testing.assert_allclose(found[there], book.counted[name][there], atol=1e-9, err_msg=name)


def test_draws_of_one_method_and_mean_are_a_scenario_of_their_own(of_level, evidence):
    book, known = of_level["enterprise"], evidence["enterprise"]
    told = told_of(book, Scenario(method=True, noise=0, count=80), known)
    draws = drawn(told.setting.tree, known, varied_by(told.scenario))
    draws = replace(draws, targets=np.ones_like(draws.targets))
    found = scores_under(told.setting, known, draws)
    names = usable(told.setting.tree)
    inner = {node.id: "geometric" for node in FRAMEWORK.nodes if node.id != FRAMEWORK.root.id}
    seen = set()
    for row in range(80):
        kind = names[draws.normalise[row]], bool(draws.geometric[row])
        if kind in seen:
            continue
        seen.add(kind)
        scenario = Scenario(normalise=kind[0], aggregates=inner if kind[1] else {}, count=1)
        wanted = what_if(FRAMEWORK, book, scenario).scores["total"]
        np.testing.assert_allclose(found[row], wanted.to_numpy(), atol=1e-8, err_msg=str(kind))
    assert len(seen) == 2 * len(names) - 1, "z scores have only one mean"


@pytest.mark.long
def test_shares_of_the_sources_are_shares(of_level, evidence):
    told = told_of(of_level["brand"], ALL, evidence["brand"])
    shares = shares_of_sources(told, evidence["brand"])
    assert list(shares.first) == list(shares.total) == [WEIGHTS, METHOD, DATA]
    for table in (shares.first, shares.total, shares.on_average):
        known = table.to_numpy()[~np.isnan(table.to_numpy())]
        assert ((known >= 0) & (known <= 1)).all()
    assert 0.5 < shares.on_average["first"].sum() < 1.15
    assert shares.on_average["total"].sum() > 0.95
    assert (shares.on_average["total"] > shares.on_average["first"] - 0.1).all()
    again = shares_of_sources(told, evidence["brand"])
    pd.testing.assert_frame_equal(shares.first, again.first)


def test_one_source_alone_has_all_of_it(of_level, evidence):
    told = told_of(of_level["brand"], Scenario(data=True, noise=0), evidence["brand"])
    shares = shares_of_sources(told, evidence["brand"])
    assert shares.on_average.loc[DATA, "first"] > 0.95
    assert shares.on_average.loc[WEIGHTS, "total"] < 1e-9


def test_quantiles_leave_out_draws_without_a_rank():
    table = pd.DataFrame({"a": [3.0, np.nan, 1.0, 2.0], "b": [np.nan] * 4, "c": [4.0, 3.0, 2.0, 1.0]})
    found = quantiles(table, (5, 50, 95), "p")
    assert found.loc["a"].to_list() == pytest.approx(np.percentile([1, 2, 3], [5, 50, 95]))
    assert found.loc["b"].isna().all()
    assert found.loc["c"].to_list() == pytest.approx(np.percentile([1, 2, 3, 4], [5, 50, 95]))
