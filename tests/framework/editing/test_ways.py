"""Ways of counting as they are offered: all there are; a sum that does not fit its way is refused."""

import pytest

from metrics.framework import FrameworkError, MeasureTerm, load_framework, load_library, read_files
from metrics.framework import editing as e
from metrics.scoring.measures.worth import WORTHS
from tests.kit.county_packages import SIHONG

OWN = load_framework(SIHONG)
WAYS = {way.id: way for way in e.load_ways()}


def test_every_way_there_is_is_offered_and_no_other():
    assert set(WAYS) == set(WORTHS), "add a [[way]] to metrics/framework/editing/ways.toml"


def test_what_ways_name_is_there():
    for way in WAYS.values():
        assert set(way.options) <= set(e.TERM_OPTIONS)
        assert set(way.needs) <= set(way.options)
        assert set(way.ledgers) <= set(OWN.ledgers)
        assert any(way.suits(ledger) for ledger in OWN.ledgers.values())


def test_the_program_and_the_library_keep_to_the_ways():
    e.check_ways(OWN)
    for entry in load_library():
        for term in entry.measure.ledger.term:
            assert WAYS[term.value].suits(OWN.ledgers[term.source])


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (MeasureTerm("amounts", "L09"), "要写 1 列，现有 0 列"),
        (MeasureTerm("amounts", "L09", ("people", "cases")), "要写 1 列，现有 2 列"),
        (MeasureTerm("amounts", "L09", ("provider",)), "“提供单位/组织”不能用作加总哪一列"),
        (
            MeasureTerm(
                "points", "L09", ("benefit_type", "provider"), options={"points": {}, "most_per_level": 1}
            ),
            "不能用于",
        ),
        (MeasureTerm("graded", "L09", ("benefit_type",)), "要写明积分表"),
        (MeasureTerm("visiting", "L03"), "要写明一家企业最多计几个"),
    ],
)
def test_a_sum_that_does_not_fit_its_way_is_refused(term, said):
    with pytest.raises(FrameworkError, match=rf"measure D2a term 1.*{said}"):
        e.edited(read_files(), (e.SetTerm("D2a", 0, term),), "x")
