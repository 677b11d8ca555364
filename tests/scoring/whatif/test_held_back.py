"""What the handbook says of how often bands held is what the sample county's quarters give."""

import tomllib

import pytest

from metrics.framework import LEVEL_NAMES, band_section, earlier_framework, parse_period
from metrics.scoring.whatif import coverage_of
from tests.kit.county_packages import SIHONG
from tests.kit.project import REPO
from tests.kit.sample_scores import FRAMEWORK, books, ready

STORED = tomllib.loads((REPO / "metrics" / "framework" / "bands.toml").read_text(encoding="utf-8"))
LEVELS = [level for level in LEVEL_NAMES if level != "county"]
STALE = (
    "the figures are of other scores: run `python -m metrics bands --period 2023 --out …` (see bands.toml)"
)


def stored(level, until):
    found = [one for one in STORED["band"] if (one["level"], one["until"]) == (level, until)]
    return {one["varied"]: one for one in found}


#: All of them take a minute; one level and quarter is always tried.
CASES = [
    pytest.param(level, quarter, marks=[] if (level, quarter) == ("unit", "2023Q3") else [pytest.mark.long])
    for level in LEVELS
    for quarter in ("2023Q1", "2023Q2", "2023Q3")
]


@pytest.mark.parametrize(("level", "quarter"), CASES)
def test_the_stored_figures_are_those_of_the_sample_county(demo_file, level, quarter):
    year, until = books(demo_file, "2023")[level], ready(demo_file, quarter)
    known = stored(level, quarter)
    assert set(known) == {"weights", "method", "data"}
    for one in coverage_of(until, year, ("weights", "method")):
        kept = known[one.varied]
        assert one.held == pytest.approx(kept["held"], abs=1e-4), STALE
        assert one.width == pytest.approx(kept["width"], abs=0.01), STALE
        assert one.counted == kept["counted"]


@pytest.mark.long
def test_with_data_too(demo_file):
    """Of one level and quarter: the others take minutes."""
    (found,) = coverage_of(ready(demo_file, "2023Q1"), books(demo_file, "2023")["unit"], ("data",))
    kept = stored("unit", "2023Q1")["data"]
    assert (found.held, found.width) == pytest.approx((kept["held"], kept["width"]), abs=0.01), STALE


def test_what_varies_more_holds_more():
    for level in LEVELS:
        for until in ("2023Q1", "2023Q2", "2023Q3"):
            known = stored(level, until)
            assert known["weights"]["held"] <= known["method"]["held"] <= known["data"]["held"] <= 1
            assert known["weights"]["width"] < known["method"]["width"] < known["data"]["width"]


def test_the_handbook_prints_them_for_their_version_alone():
    text = band_section(FRAMEWORK)
    assert "默认仅权重" in text
    assert "python -m metrics bands --period 2023" in text
    for one in STORED["band"]:
        assert f"{one['held']:.0%}（{one['width']:.1f}）" in text
        assert parse_period(one["until"]).year_to_date.months_label in text
    assert band_section(earlier_framework("2023.1", SIHONG)) == ""
