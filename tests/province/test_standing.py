"""Counties side by side and together: ranking, cities, the province, and the way down to a cell."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.framework import Framework, parse_period
from metrics.province import (
    WHOLE,
    ProvinceError,
    areas,
    arrivals,
    collect,
    counties_book,
    explained,
    framework_of,
    ranking,
)
from metrics.scoring import parts_of, pooled, prepare, score_book
from tests.kit.provinces import COUNTIES, QUARTER, once

FIRST = COUNTIES[0][0]
#: Those made of the same sample county, so that their rows can lie in one.
ALIKE = [code for code, *_, sample in COUNTIES if sample == 0]


@pytest.fixture(scope="module")
def province(small_province, tmp_path_factory):
    """Four of five have come; read-only."""
    folder = tmp_path_factory.mktemp("standing")
    made = small_province.begin(folder / "province")
    list(collect(made, small_province.lay(folder / "in", *[code for code, *_ in COUNTIES[:4]]), once))
    return made


@pytest.fixture(scope="module")
def parts(small_province):
    """What each of the alike adds."""
    return [parts_of(prepare(one.framework, one.data)) for one in map(small_province.handovers.get, ALIKE)]


def test_who_has_come_and_who_has_not(province):
    assert [(one.name, one.city, one.revision, one.differences) for one in arrivals(province, QUARTER)] == [
        ("丁县", "西市", 1, 0),
        ("戊县", "西市", 0, 0),
        ("甲县", "东市", 1, 0),
        ("乙县", "东市", 1, 0),
        ("丙县", "东市", 1, 0),
    ]
    assert {one.revision for one in arrivals(province, parse_period("2023Q2"))} == {0}


def test_counties_are_ranked_among_each_other_with_bands(province, small_province):
    table = ranking(province, QUARTER)
    published = {
        code: given.tables["county"]["total"].iloc[0] for code, given in small_province.handovers.items()
    }
    assert table["total"].to_dict() == {code: published[code] for code in table.index}
    assert table["rank"].to_list() == sorted(table["rank"])
    assert table.loc[table["total"].idxmax(), "rank"] == 1
    assert (table["rank_p5"] <= table["rank"]).all()
    assert (table["rank"] <= table["rank_p95"]).all()
    assert counties_book(province, QUARTER).ranks["total"].to_dict() == table["rank"].to_dict()


def test_an_area_of_one_county_scores_as_that_county(province):
    alone = areas(province, QUARTER)
    book = counties_book(province, QUARTER)
    assert list(alone.scores.index) == [WHOLE, "3205", "3213"]
    pd.testing.assert_series_equal(
        alone.scores.loc["3205"], book.scores.loc["320501"], check_names=False, atol=1e-9
    )
    pd.testing.assert_series_equal(
        alone.counted.loc["3205"], book.counted.loc["320501"], check_names=False, atol=1e-9
    )


def test_a_city_lies_between_its_counties_and_the_province_between_its_cities(province):
    scores = areas(province, QUARTER).scores["total"]
    counties = counties_book(province, QUARTER).scores["total"]
    assert counties.min() < scores["3213"] < counties.max()
    assert scores.drop(WHOLE).min() < scores[WHOLE] < scores.drop(WHOLE).max()


def laid_together(handovers) -> tuple[Framework, object]:
    """The rows of several counties in one, every code made the county's own."""
    first = handovers[0]
    parts = [owned(one.data.ledgers, number) for number, one in enumerate(handovers)]
    ledgers = {
        code: pd.concat([part[code] for part in parts], ignore_index=True) for code in first.data.ledgers
    }
    return first.framework, replace(first.data, ledgers=ledgers)


def owned(ledgers, number):
    made = {}
    for code, rows in ledgers.items():
        frame = rows.assign(_submission=rows["_submission"] + 1000 * number)
        for name in frame.columns:
            if name.endswith(("_code", "_no", "_ref")) and "unit" not in name:
                text = frame[name].astype("str")
                frame[name] = text.where(text.isna(), text.str[:1] + str(number) + text.str[1:])
        made[code] = frame
    return made


def test_pooled_scores_are_those_of_the_pooled_rows(small_province, parts):
    handovers = [small_province.handovers[code] for code in ALIKE]
    framework, together = laid_together(handovers)
    book = score_book(prepare(framework, together), "county")
    made = pooled(framework, QUARTER, {"all": parts})
    # Open credit is capped county by county: where a county is at that cap, one county of all may have more.
    open_share = (book.open.iloc[0] / book.counted.iloc[0]).fillna(0.0)
    limited = {
        name for name in made.counted.columns if not at_rest(made.counted.loc["all", name], book, name)
    }
    assert limited <= set(open_share[open_share > 0].index)
    assert len(limited) <= 3
    for name in limited:
        assert made.counted.loc["all", name] <= book.counted.iloc[0][name] + 1e-9
    for name in set(made.coverage.columns) - {node.id for node in framework.nodes}:
        assert made.coverage.loc["all", name] == pytest.approx(book.coverage.iloc[0][name], nan_ok=True)
    if not limited:
        assert made.scores.loc["all", "total"] == pytest.approx(book.scores["total"].iloc[0], abs=1e-9)


def at_rest(value, book, name):
    return value == pytest.approx(book.counted.iloc[0][name], abs=1e-9, nan_ok=True)


def test_what_is_made_in_different_ways_is_not_put_together(small_province, parts):
    framework = small_province.handovers[FIRST].framework
    with pytest.raises(ValueError, match="different ways"):
        pooled(framework, QUARTER, {"x": [parts[0], parts[0].assign(factor=1.0)]})


def test_a_county_that_reported_nothing_of_a_measure_keeps_its_base(small_province, parts):
    """Missing is not zero, and no way to make the others' mean better by leaving oneself out."""
    framework, full = small_province.handovers[FIRST].framework, parts[:2]
    silent = full[1].assign(numerator=0.0, approved=0.0)
    both = pooled(framework, QUARTER, {"x": full, "y": [full[0], silent]})
    counted = both.counted.loc["y", "K1a"]
    alone = full[0].loc["K1a"]
    assert counted == pytest.approx(
        100 * alone["numerator"] / (alone["denominator"] + silent.loc["K1a", "denominator"])
    )
    assert both.coverage.loc["y", "K1a"] < both.coverage.loc["x", "K1a"]


def test_a_score_opens_from_the_province_to_the_cell_of_a_unit_s_file(province, small_province):
    given = small_province.handovers[FIRST]
    told = explained(province, QUARTER, FIRST, "county", "", "J1a", rows=True)
    assert told.score == pytest.approx(counties_book(province, QUARTER).normalised.loc[FIRST, "J1a"])
    assert len(told.rows) > 0
    row = told.rows[told.rows["role"] == "numerator"].iloc[0]
    assert row["sheet"] == "活动台账"
    assert row["file"] in {info.file for info in given.data.submissions.values()}
    enterprise = given.tables["enterprise"].iloc[0]
    by_name = explained(province, QUARTER, FIRST, "enterprise", enterprise["name"], None, rows=False)
    assert by_name.score == pytest.approx(enterprise["total"])
    with pytest.raises(ProvinceError, match="甲县没有“nobody”"):
        explained(province, QUARTER, FIRST, "enterprise", "nobody", None, rows=False)
    with pytest.raises(ProvinceError, match="320502 的2023年第三季度还没有收到"):
        explained(province, QUARTER, "320502", "county", "", None, rows=False)


def test_nothing_collected_is_said(province):
    with pytest.raises(ProvinceError, match="还没有收到任何一个县"):
        ranking(province, parse_period("2023Q1"))
    assert framework_of(province).units == ()
