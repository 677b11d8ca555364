"""Every measure of the sample county has an example, and it is what the score book says."""

import pytest

from metrics.framework.model import LEVELS
from metrics.scoring import prepare
from metrics.scoring.why.examples import examples
from tests.kit.sample_scores import FRAMEWORK, books, county


@pytest.fixture(scope="module")
def told(demo_file):
    return examples(prepare(FRAMEWORK, county(demo_file, "2023")))


@pytest.mark.parametrize("measure", FRAMEWORK.measures, ids=lambda one: one.id)
def test_an_example_is_a_value_of_the_book(demo_file, told, measure):
    example, book = told[measure.id], books(demo_file, "2023")[told[measure.id].level]
    assert example.value == book.values.at[example.code, measure.id]
    assert example.score == book.normalised.at[example.code, measure.id]
    assert example.contribution == book.contributions.at[example.code, measure.id]
    assert example.unit == measure.ledger.units[LEVELS[example.level]]
    scored = example.value if example.counted is None else example.counted
    assert example.score == pytest.approx(min(scored / example.full, 1) * 100)
    assert example.rows > 0
    assert "!" in example.place
    said = str(example)
    assert example.name in said
    assert f"得 {example.score:.1f} 分" in said


def test_few_cases_are_shown_as_a_fraction(told):
    assert " / " in str(told["D2c"])
