"""One more good row never lowers anything, a row fewer never raises; how work is written changes nothing."""

from functools import lru_cache

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from metrics.framework.model import LEVELS
from metrics.scoring import prepare, score_book
from metrics.scoring.measures import level_of, values_of
from tests.kit.row_trials import (
    AMOUNTS,
    FLOWS,
    REGISTERS,
    TOLERANCE,
    bettered,
    divided,
    lower,
    moved,
    one_fewer,
    one_more,
    picks,
    quarters_of,
    standing,
    touched,
    with_ledger,
    withheld,
)
from tests.kit.sample_scores import FRAMEWORK, books, books_of, county, risen

PERIODS = ("2023Q1", "2023H1", "2023Q1-3", "2023")
EXAMPLES = [24, pytest.param(600, marks=pytest.mark.long)]
many = pytest.mark.parametrize("examples", EXAMPLES)


def tried(examples, strategy, holds):
    """Try a law on so many examples: the same ones each time, save in a long run."""
    law = settings(
        max_examples=examples,
        derandomize=examples < 100,
        suppress_health_check=list(HealthCheck),
    )
    law(given(strategy)(holds))()


@lru_cache(maxsize=200)
def before(demo_file, period, ledger):
    return standing(FRAMEWORK, county(demo_file, period), touched(FRAMEWORK, ledger))


def after(data, ledger):
    return standing(FRAMEWORK, data, touched(FRAMEWORK, ledger))


@many
def test_one_more_good_row_lowers_nothing(demo_file, examples):
    def holds(pick):
        other = one_more(FRAMEWORK, county(demo_file, pick.period), pick)
        assert lower(before(demo_file, pick.period, pick.ledger), after(other, pick.ledger)) == []

    tried(examples, picks(PERIODS, FLOWS + REGISTERS), holds)


@many
def test_a_better_state_lowers_nothing(demo_file, examples):
    def holds(pick):
        other = bettered(FRAMEWORK, county(demo_file, pick.period), pick)
        assert lower(before(demo_file, pick.period, pick.ledger), after(other, pick.ledger)) == []

    tried(examples // 2, picks(PERIODS, REGISTERS), holds)


@many
def test_a_row_fewer_raises_nothing(demo_file, examples):
    def holds(pick):
        other = one_fewer(FRAMEWORK, county(demo_file, pick.period), pick)
        if other is not None:
            assert lower(after(other, pick.ledger), before(demo_file, pick.period, pick.ledger)) == []

    tried(examples, picks(PERIODS, FLOWS + REGISTERS), holds)


@many
def test_rows_split_and_joined_come_to_the_same(demo_file, examples):
    def holds(pick):
        other = divided(FRAMEWORK, county(demo_file, pick.period), pick)
        if other is not None:
            one, two = before(demo_file, pick.period, pick.ledger), after(other, pick.ledger)
            assert lower(one, two) + lower(two, one) == []

    tried(examples, picks(PERIODS, AMOUNTS), holds)


@many
def test_order_and_the_day_of_the_month_change_nothing(demo_file, examples):
    def holds(pick):
        other = moved(FRAMEWORK, county(demo_file, pick.period), pick)
        one, two = before(demo_file, pick.period, pick.ledger), after(other, pick.ledger)
        assert lower(one, two) + lower(two, one) == []

    tried(examples // 2, picks(PERIODS, FLOWS), holds)


@pytest.mark.parametrize("examples", [4, pytest.param(60, marks=pytest.mark.long)])
def test_items_and_totals_follow_their_measures(demo_file, examples):
    def holds(pick):
        data = county(demo_file, pick.period)
        assert risen(books_of(one_more(FRAMEWORK, data, pick)), books(demo_file, pick.period)) == {}

    tried(examples, picks(PERIODS, FLOWS + REGISTERS), holds)
