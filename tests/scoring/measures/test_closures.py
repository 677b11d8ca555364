"""Leaving takes effect on the next 1 January; who was ruled closed leaves the roster at once."""

from dataclasses import replace

import pytest

from metrics.county import mark_closed
from metrics.framework import load_framework
from metrics.framework.model import LEVELS
from metrics.scoring import prepare, score_book
from tests.kit.county_packages import SIHONG
from tests.kit.small_county import dataset

FRAMEWORK = load_framework(SIHONG)
EVERYBODY = ["E001", "E002", "E003", "E004"]


def closed(data, *codes):
    return replace(data, ledgers=mark_closed(data.ledgers, "L15", "enterprise_code", codes))


def listed(data, level="enterprise"):
    return score_book(prepare(FRAMEWORK, data), level).entities


def test_who_was_set_to_left_this_year_stays_until_a_ruling():
    assert list(listed(dataset()).index) == EVERYBODY
    assert list(listed(closed(dataset(), "E004")).index) == EVERYBODY[:3]


def test_setting_an_enterprise_to_left_changes_no_score():
    data = dataset()
    roster = data.ledgers["L15"]
    leaves = roster["enterprise_code"].eq("E001") & roster["_period"].eq("2023Q4")
    status = roster["status"].mask(leaves, "退出")
    left = replace(data, ledgers={**data.ledgers, "L15": roster.assign(status=status)})
    one, other = prepare(FRAMEWORK, data), prepare(FRAMEWORK, left)
    for level in LEVELS:
        assert score_book(one, level).scores.equals(score_book(other, level).scores)


@pytest.mark.breadth(1)
@pytest.mark.parametrize("level", [level for level in LEVELS if level in ("county", "town", "industry")])
def test_the_base_of_those_above_has_one_fewer(level):
    before, after = (
        listed(data, level)["enterprises"].sum() for data in (dataset(), closed(dataset(), "E004"))
    )
    assert (before, after) == (4, 3)


def test_what_was_done_there_counts_at_no_enterprise():
    book = score_book(prepare(FRAMEWORK, closed(dataset(), "E001")), "enterprise")
    assert "E001" not in book.scores.index
    told = book.not_counted.set_index("why")["rows"]
    assert told.filter(like="不在在册名单").sum() > 0


def test_nobody_closed_changes_nothing():
    data = dataset()
    assert mark_closed(data.ledgers, "L15", "enterprise_code", ())["L15"] is data.ledgers["L15"]
