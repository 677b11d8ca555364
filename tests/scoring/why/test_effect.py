"""What other data would do to a unit's figures."""

from dataclasses import replace

import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring import prepare
from metrics.scoring.why.effect import effect, figures
from tests.kit.county_packages import SIHONG, open_store

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")


@pytest.fixture(scope="module")
def data(demo_file):
    with open_store(f"sqlite:///{demo_file}") as store:
        return store.reporting.dataset(FRAMEWORK, QUARTER)


def test_the_same_data_change_nothing(data):
    now = figures(prepare(FRAMEWORK, data))
    same = effect(FRAMEWORK, "U08", now, figures(prepare(FRAMEWORK, data)))
    assert same.is_none
    assert same.total[0] == same.total[1] == now.units.scores.loc["U08", FRAMEWORK.root.id]


def test_what_differs_is_listed_with_the_largest_difference_first(data):
    ours = "_unit != 'U08' or _period != '2023Q4'"
    fewer = {code: data.ledgers[code].query(ours).reset_index(drop=True) for code in ("L05", "L09")}
    less = replace(data, ledgers={**data.ledgers, **fewer})
    now, then = figures(prepare(FRAMEWORK, data)), figures(prepare(FRAMEWORK, less))
    found = effect(FRAMEWORK, "U08", now, then)
    before, after = (one.units.scores.loc["U08"] for one in (now, then))
    moved = [node.id for node in FRAMEWORK.items if abs(before[node.id] - after[node.id]) > 1e-9]
    assert sorted(found.items.index) == sorted(moved)
    assert found.items["change"].abs().is_monotonic_decreasing
    assert found.total[1] < found.total[0]
    assert set(found.brands.index) <= set(now.brands.entities.query("lead_unit == 'U08'").index)
    assert found.facts["before"].to_dict() == {one: now.facts[one] for one in found.facts.index}
    assert found.facts["after"].to_dict() == {one: then.facts[one] for one in found.facts.index}
    assert not found.facts.empty


def test_a_unit_without_any_score_has_none(data):
    nothing = replace(data, ledgers={code: frame.iloc[:0] for code, frame in data.ledgers.items()})
    found = effect(FRAMEWORK, "U08", figures(prepare(FRAMEWORK, data)), figures(prepare(FRAMEWORK, nothing)))
    assert found.total[0] > 0
    assert not found.is_none
