"""The check-up lets the program's own version pass and catches the one that had to be replaced."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.doubts import specs
from metrics.framework import load_checkup, load_framework
from metrics.scoring import prepare
from metrics.scoring.checkup import GAIN, check_up
from metrics.scoring.checkup.sheet import sheets
from metrics.scoring.checkup.trials import trials
from tests.kit.county_packages import SIHONG
from tests.kit.sample_checkups import BEFORE, OWN, checkup
from tests.kit.sample_scores import county

FRAMEWORK = load_framework(SIHONG)


def test_the_programs_own_version_passes_on_the_sample_county(demo_file):
    found = checkup(demo_file, OWN)
    assert [one.sentence for one in found.violations] == []
    assert found.verdict.passed
    assert found.verdict.trials > 300
    assert found.verdict.framework == FRAMEWORK.hash


def test_every_ledger_was_added_to_and_taken_from(demo_file):
    tried = {(one.act, one.ledger): one.rows for one in checkup(demo_file, OWN).tried}
    for trial in load_checkup().ledgers:
        assert tried["add", trial.code] > 136, trial.code
        assert tried["take", trial.code] > 0, trial.code
    assert tried["take", "L05"] > len(county(demo_file, "2023").ledgers["L05"])
    assert {ledger for act, ledger in tried if act == "split"} == {"L05", "L08", "L09", "L12"}
    assert tried["order", ""] > 3000


@pytest.mark.long
def test_rates_over_the_enterprises_reached_are_caught(demo_file):
    found = checkup(demo_file, BEFORE)
    assert not found.verdict.passed
    by = {(one.act, one.ledger, one.level, one.measure): one for one in found.violations}
    fell = by["add", "L05", "unit", "J1a"]
    assert fell.after < fell.before
    assert "在活动台账（L05）里" in fell.sentence
    assert f"“{fell.entity_name}”（{fell.entity}）的 J1a 职工参与率从 " in fell.sentence
    assert "不应降低" in fell.sentence
    rival = by["rival", "L05", "brand", "J1a"]
    assert rival.after < rival.before
    assert "别的单位在活动台账（L05）里把 10 行" in rival.sentence
    assert any(one.act == "take" and "不应升高" in one.sentence for one in found.violations)
    assert any(one.measure == "total" for one in found.violations)


@pytest.mark.long
def test_nothing_is_a_number_of_nobody(demo_file):
    for one in checkup(demo_file, BEFORE).violations:
        assert one.entity_name
        assert one.before is not None or one.after is not None


def test_the_price_list_is_of_the_entity_in_the_middle(demo_file):
    found = checkup(demo_file, OWN)
    assert {one.level for one in found.prices} == {"enterprise", "brand", "unit"}
    assert all(one.points >= 0 for one in found.prices)
    assert max(one.points for one in found.prices) > 1
    kept = {unit.code: unit.ledgers for unit in FRAMEWORK.units}
    assert all(one.ledger in kept[one.entity] for one in found.prices if one.level == "unit")


def test_ways_come_cheapest_first_and_name_rules_that_exist(demo_file):
    for level in ("enterprise", "brand", "unit"):
        ways = [one for one in checkup(demo_file, OWN).ways if one.level == level]
        rows = [one.rows for one in ways]
        assert rows == sorted(rows, key=lambda count: count or 10_000)
        assert all((one.rows is not None) == (one.points >= GAIN) for one in ways)
        assert {code for one in ways for code in one.rules} <= set(specs())
    assert any(one.rows for one in checkup(demo_file, OWN).ways)


@pytest.mark.long
def test_influences_add_up_and_crowded_measures_get_a_span(demo_file):
    for version in (OWN, BEFORE):
        spreads = checkup(demo_file, version).spreads
        for level in ("enterprise", "brand", "unit"):
            items = [one for one in spreads if one.level == level and one.item]
            assert sum(one.influence for one in items) == pytest.approx(1)
            assert len(items) == 12
    crowded = [one for one in checkup(demo_file, BEFORE).spreads if one.crowded and one.proposed]
    assert crowded
    assert all(one.proposed[0] <= one.proposed[1] for one in crowded)


def test_a_county_without_rows_is_checked_on_nothing(demo_file):
    data = county(demo_file, "2023")
    bare = replace(data, ledgers={code: frame.iloc[:0] for code, frame in data.ledgers.items()})
    told = []
    found = check_up(prepare(FRAMEWORK, bare), lambda share, words: told.append((share, words)))
    assert (found.verdict.trials, found.verdict.passed) == (0, True)
    assert (found.tried, found.prices, found.ways, found.spreads) == ((), (), (), ())
    assert told[-1] == (1.0, "完成")


@pytest.mark.long
def test_the_same_rows_give_the_same_findings(demo_file):
    """Sampling has a kept seed: the first ledger's trials are the same rows each time."""
    papers = sheets(prepare(FRAMEWORK, county(demo_file, "2023")), load_checkup())
    once, again = (
        [trial.make() for trial in list(trials(papers[0], np.random.default_rng(5)))[:4]] for _ in range(2)
    )
    for one, other in zip(once, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
