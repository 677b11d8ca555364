"""Every measure of the library can be taken into the framework and scores the sample county."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.framework import load_framework, load_library, parse_framework, read_files, taken
from metrics.framework.editing import AddMeasure, differing, edited
from metrics.framework.handbook import measure_section
from metrics.scoring import prepare, score_book
from tests.kit.county_packages import SIHONG
from tests.kit.sample_scores import county

OWN, LIBRARY = load_framework(SIHONG), load_library()
YEAR = {
    "skilled": 40,
    "highly_skilled": 12,
    "skill_pay_agreement": True,
    "new_party_members": 1,
    "delegates": 1,
    "model_studios": 1,
    "apprenticeships": 4,
    "requests_received": 10,
    "requests_settled": 9,
    "satisfaction_sample": 20,
    "satisfied": 15,
    "new_form_members": 3,
    "certified_trainings": 6,
}


def with_measure(entry):
    measure = taken(entry, OWN)
    files, framework = edited(SIHONG.over(read_files()), (AddMeasure(measure, "指标库"),), "2024.9")
    assert parse_framework(files) == framework
    return measure, framework


def kept_by_somebody(framework):
    """The framework with L16 kept by one unit, as a county would decide."""
    units = [replace(u, ledgers=(*u.ledgers, "L16")) if u.code == "U01" else u for u in framework.units]
    return replace(framework, units=tuple(units))


def of_a_year(data, framework, year, **cells):
    """The county with a row of L16 for each enterprise: the same figures everywhere."""
    columns = {column.id: column for column in framework.ledgers["L16"].columns}
    like, codes = data.ledgers["L16"], data.ledgers["L15"]["enterprise_code"].unique()
    new = pd.DataFrame({name: [None] * len(codes) for name in like.columns})
    values = {"year_code": [f"Y{n:04}" for n in range(len(codes))], "enterprise_code": codes, "year": year}
    for name, value in {**values, **YEAR, **cells}.items():
        assert name in columns
        new[name] = value
    new["_row"], new["_submission"] = np.arange(2, len(codes) + 2), next(iter(data.submissions))
    new["_unit"], new["_period"] = "U01", f"{data.period.code[:4]}Q4"
    return replace(
        data, ledgers={**data.ledgers, "L16": new.astype(like.dtypes.to_dict())}, version=str(year)
    )


def test_the_library_has_what_counties_use():
    assert len(LIBRARY) >= 12
    assert {"L16", "L05", "L08", "L09", "L11", "L12"} <= {
        code for one in LIBRARY for code in one.measure.ledger.source
    }
    ids = [one.id for one in LIBRARY]
    assert len(ids) == len(set(ids))
    assert not set(ids) & {part.id for part in OWN.parts}


@pytest.mark.breadth(2)
@pytest.mark.parametrize("entry", LIBRARY, ids=lambda entry: entry.id)
def test_a_measure_is_taken_and_scores_the_sample_county(demo_file, entry):
    measure, framework = with_measure(entry)
    assert set(differing(OWN, framework)) == {measure.id}
    assert measure.words in measure_section(framework, framework.measure[measure.id])
    data = county(demo_file, "2023")
    yearly = "L16" in measure.ledger.source
    if yearly:
        data = of_a_year(data, framework, 2023)
    ready = prepare(kept_by_somebody(framework), data)
    for level, letter in (("enterprise", "E"), ("unit", "U"), ("county", "C")):
        book = score_book(ready, level)
        assert book.scores[framework.root.id].notna().any()
        if letter not in measure.ledger.levels:
            continue
        values = book.values[measure.id]
        assert values.notna().any()
        assert (
            (book.normalised[measure.id].dropna() >= 0) & (book.normalised[measure.id].dropna() <= 100)
        ).all()
        if yearly or letter == "C":
            assert (values.dropna() > 0).all()


def test_only_the_years_own_row_counts(demo_file):
    entry = next(one for one in LIBRARY if one.id == "delegates")
    measure, framework = with_measure(entry)
    data = county(demo_file, "2023")
    for year, wanted in ((2023, 1.0), (2022, 0.0)):
        book = score_book(
            prepare(kept_by_somebody(framework), of_a_year(data, framework, year)), "enterprise"
        )
        assert book.values[measure.id].eq(wanted).all()


def test_a_ratio_is_of_the_rows_that_state_both(demo_file):
    entry = next(one for one in LIBRARY if one.id == "requests_settled")
    measure, framework = with_measure(entry)
    data = county(demo_file, "2023")
    one = of_a_year(data, framework, 2023)
    frame = one.ledgers["L16"].copy()
    frame.loc[frame.index[1:], "requests_settled"] = pd.NA
    half = replace(one, ledgers={**one.ledgers, "L16": frame}, version="half")
    for given, rows in ((one, len(frame)), (half, 1)):
        book = score_book(prepare(kept_by_somebody(framework), given), "county")
        assert book.numerator[measure.id].iloc[0] == 9 * rows
        assert book.denominator[measure.id].iloc[0] == 10 * rows
