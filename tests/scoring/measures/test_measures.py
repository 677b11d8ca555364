"""Every measure at every level of the small county, counted by hand (see the rows in `small_county.py`).

Rows are measures, columns entities. `-` is not applicable, `?` not reported, `0` reported but none.
"""

import numpy as np
import pandas as pd
import pytest

from metrics.framework import parse_period
from metrics.scoring.measures.attribution import LEFT
from metrics.scoring.measures.bundles import bundles_of
from metrics.scoring.measures.columns import Columns
from metrics.scoring.measures.filters import mask
from metrics.scoring.measures.fractions import fraction_of, has_formula
from metrics.scoring.measures.levels import level_of
from metrics.scoring.measures.parts import evaluate
from metrics.scoring.measures.prepared import prepare
from metrics.scoring.scorebook import score_book
from metrics.scoring.why.evidence import rows_behind
from tests.kit.sample_scores import ready
from tests.kit.small_county import FRAMEWORK, Q3, Q4, ROWS, dataset

HERE = "tests/scoring/measures/test_measures.py"
ENTERPRISES = """
     E001            E002         E003         # by hand
K1a  1               1            0            # E001 has Z01; B01, whose Z01 is, came to E002; 停用 never
K1b  30/100*100      8/200*100    0            # visits of the quarter only: Z01 30, Z04 8
K2a  20              10           0            # M1 once, as 省; three 县 count as two; E003's is of 2022
K2b  0               0            1            # 现场 is no such case
K3c  1               0            1            # I1, I2; I3 is of Q3, I4 has no date
K4a  2               1            3            # A02 was online only
K4b  1               0            0
D1a  12/100*100      5/200*100    0            # 估算 never; a missing amount adds nothing
D2a  5/100*100       0            10/400*100
D2b  1000/100        0            0
D2c  6.5/7*100       -            -            # 2 of 2 cases: (2 + 5·0.9) / (2 + 5)
D2d  5.5/7*100       -            -            # 1 of 2
D2e  100             0            0            # 2023-01-01 is within the 12 months, 2022-12-31 is not
J1a  30/100*100      30/200*100   80/400*100   # offline people: 40-10; 20-20 + 30; 80
J2a  2               2            3
J2b  100/3           100/3        100/3        # Oct; Nov twice; Dec
J3a  100             100          0            # at an enterprise online ones too
J3b  30              0            0
J4a  0               0            100
J4b  0               0            20
J4c  0               15           20           # 技能比武 30 / 200, 劳动竞赛 80 / 400
J5a  0               0            0            # A06 has no date
J5b  0               0            0
J5c  20              0            0            # 技能能手 is none of the four categories
J6a  0               100          0
J6b  0               15           0
J6c  2               0            2            # I1 and its patent; I2 is 专利: its two patents
"""

BRANDS = """
     B01          B02         B03  B04   # led by U07, U08, U08, U13 (silent)
K1a  1            1           -    -     # U08 keeps no L03 and B03 has no carrier
K1b  30/1         8/1         -    -     # Z03's last row is of Q3: in use, no visits this quarter
K2a  10           10          0    -
K2b  -            -           1    -
K3a  1/2*100      -           0    ?     # B02 has projects, none of them due; B03 none at all
K3b  8/10*100     120         -    ?     # since January 4+2+1+1 of 10; 300+100+25 of 200: 120 %
K3c  1            -           -    -
K4a  3/2          1/2         0    ?     # A05 named no enterprise: none above the line, one more below
K4b  1            0           -    -     # Z03 is not open to visitors
D1a  12/1         -           -    -
D1b  1/2*100      -           -    -
D2a  -            5/100*100   0    -
D2b  -            1000/100    0    -
J1a  60/300*100   125/450*100 0    ?     # B02: the square stands for E003, the largest
J2a  4            2           0    ?
J2b  200/3        200/3       0    ?
J3a  1/2*100      0           0    ?     # E002's was online
J3b  30/300*100   0           0    ?
J4a  0            0           0    ?
J4b  0            0           0    ?
J5a  0            1/2*100     0    ?     # reached E004 and, with A05, perhaps another
J5b  0            25/50*100   0    ?
J6a  1/2*100      0           0    ?
J6b  30/200*100   0           0    ?
"""

UNITS = """
     U01   U05  U06  U07         U08         U09  U10  U11       U13  U21
K1a  0     -    1    1           1           -    -    -         -    0     # Z01 is B01's, so U07's
K1b  0     -    20   30          8           -    -    -         -    0
K2a  20    -    -    10          10          -    -    -         -    -
K2b  0     -    -    -           1           -    -    -         -    -
K3a  0     0    0    1/2*100     -           0    0    0         ?    0
K3b  0     0    0    80          120         0    0    0         ?    0     # mean over brands with a target
K3c  -     -    -    2/3*100     -           -    -    -         -    -     # per 100 of the roster's three
K4a  0     0    0    3/2         4/3         0    0    0         ?    0
K4b  0     -    0    1           0           -    -    -         -    0
K4c  0     0    0    2/3*100     1/3*100     0    0    0         ?    0     # E004 has left the roster
D1a  -     5    -    12          -           -    -    -         -    0
D1b  -     -    -    1/2*100     -           -    -    -         -    0     # U05 reached nobody
D2a  -     -    -    -           15/500*100  7/4  -    -         -    -     # U09's: the largest has 400
D2b  -     -    -    -           1000/500    7/4  -    -         -    -
D2c  -     -    -    -           -           -    -    6.5/8*100 -    -
D2d  -     -    -    -           -           -    -    5.5/8*100 -    -
J1a  0     0    0    60/300*100  205/650*100 0    0    0         ?    0
J1b  100   -    -    1/3*100     100         -    -    -         -    -     # to persons; blank is no 产业工人
J2a  0     0    0    4           5           0    0    0         ?    0     # A05 is U10's row of U08's brand
J2b  0     0    0    200/3       200/3       0    0    0         ?    0
J3a  0     0    0    1/2*100     0           0    0    0         ?    0
J3b  0     0    0    30/300*100  0           0    0    0         ?    0
J4a  0     0    0    0           1/3*100     0    0    0         ?    0     # E003, E004 and A05's
J4b  0     0    0    0           20          0    0    0         ?    0
J4c  0     0    0    15          20          0    0    0         ?    0
J5a  0     0    0    0           1/3*100     0    0    0         ?    0
J5b  0     0    0    0           50          0    0    0         ?    0
J5c  20    -    -    0           10          -    -    -         -    -
J6a  0     0    0    1/2*100     0           0    0    0         ?    0
J6b  0     0    0    15          0           0    0    0         ?    0
J6c  -     -    -    4           -           -    -    -         -    -     # I1, its patent, and I2's two
"""

COUNTY = """
     county       # three enterprises, 700 employees
K1b  58/700*100
K1c  2/3*100      # E001 has one; B01 reached E001 and E002; B02 only E004
K2c  100          # E001, E002 honours, E003 a case
K3a  2/3*100
K3c  2/3*100
K4a  7/3
K4c  100
D1a  17/2
D1b  2/3*100
D2a  22/700*100   # also the 7 people of no enterprise
D2b  1700/700
D2c  6.5/8*100
D2d  5.5/8*100
D2e  1/3*100
J1a  265/700*100
J1b  3/5*100
J2a  9/3
J2b  100
J3a  1/3*100
J3b  30/700*100
J4a  1/3*100
J4b  80/700*100
J5a  0            # E004 is not on the roster
J5b  25/700*100
J6a  1/3*100
J6b  30/700*100
"""

TOWNS = """
     X01          X04         # E001, E002 with 300 employees; E003 with 400
K1b  38/300*100   0
K1c  100          0
K2c  100          100
K3c  1/2*100      100
K4a  3/2          3
K4c  100          100
D1a  17/2         0
D1b  100          0
D2a  5/300*100    10/400*100
D2b  1000/300     0
D2c  6.5/7*100    -
D2d  5.5/7*100    -
D2e  1/2*100      0
J1a  60/300*100   80/400*100
J1b  2/4*100      -
J2a  4/2          3
J2b  200/3        100/3
J3a  1/2*100      0
J3b  30/300*100   0
J4a  0            100
J4b  0            20
J5a  0            0
J5b  0            0
J6a  1/2*100      0
J6b  30/300*100   0
"""

INDUSTRIES = """
     Y02          Y03          # E001, E003 with 500 employees; E002 with 200
K1b  30/500*100   8/200*100
K1c  1/2*100      100
K2c  100          100
K3c  100          0
K4a  5/2          1
K4c  100          100
D1a  12           5
D1b  1/2*100      100
D2a  15/500*100   0
D2b  1000/500     0
D2c  6.5/7*100    -
D2d  5.5/7*100    -
D2e  1/2*100      0
J1a  110/500*100  30/200*100
J1b  100          1/3*100
J2a  5/2          2
J2b  200/3        100/3
J3a  1/2*100      0
J3b  30/500*100   0
J4a  1/2*100      0
J4b  80/500*100   0
J5a  0            0
J5b  0            0
J6a  0            100
J6b  0            15
"""

EXPECTED = {
    "enterprise": ENTERPRISES,
    "brand": BRANDS,
    "unit": UNITS,
    "county": COUNTY,
    "town": TOWNS,
    "industry": INDUSTRIES,
}
WORDS = {"-": "not_applicable", "?": "not_reported"}


def table(text):
    """Entities, and measure → cells, of one of the tables above."""
    lines = [line.partition("#")[0].split() for line in text.strip().splitlines()]
    return lines[0], {cells[0]: cells[1:] for cells in lines[1:]}


def cases():
    for level, text in EXPECTED.items():
        entities, rows = table(text)
        for measure in (one.id for one in FRAMEWORK.measures):
            yield pytest.param(level, entities, measure, rows.get(measure), id=f"{level}-{measure}")


@pytest.fixture(scope="module")
def county():
    prepared = prepare(FRAMEWORK, dataset())
    return prepared, {level: score_book(prepared, level) for level in EXPECTED}


@pytest.mark.parametrize(("level", "entities", "measure", "cells"), list(cases()))
def test_measure(county, level, entities, measure, cells):
    book = county[1][level]
    assert cells or not book.values[measure].notna().any(), (
        f"add what {measure} should be to the table of level {level} in {HERE}, "
        "from rows that you count by hand in tests/kit/small_county.py"
    )
    for entity, cell in zip(entities, cells or ["-"] * len(entities), strict=True):
        value, status = book.values.at[entity, measure], book.status.at[entity, measure]
        if cell in WORDS:
            assert (status, np.isnan(value)) == (WORDS[cell], True), entity
        else:
            wanted = eval(cell)
            assert value == pytest.approx(wanted, abs=1e-12), entity
            assert status == ("zero" if wanted == 0 else "observed"), entity


def test_the_tables_speak_of_every_entity_but_units_without_a_row(county):
    for level, text in EXPECTED.items():
        missing = set(county[1][level].entities.index) - set(table(text)[0])
        assert missing == (
            {"U02", "U03", "U04", "U12", "U14", "U15", "U16", "U17", "U18", "U19", "U20"}
            if level == "unit"
            else set()
        )


def recomputed(rows, measure, book, entity):
    """A value from its rows, and the book's denominator where that has none (months, yes or no)."""
    sides = rows.groupby("role")["amount"].sum()
    top, options = sides.get("numerator", 0.0), measure.ledger.options
    under = sides.get("denominator", book.denominator.at[entity, measure.id])
    if measure.ledger.kind == "completion" and len(rows):
        by_brand = rows.pivot_table(index="brand", columns="role", values="amount", aggfunc="sum").dropna(
            subset="denominator"
        )
        return (
            100
            * (by_brand["numerator"].fillna(0) / by_brand["denominator"]).clip(upper=options["cap"]).mean()
        )
    if "shrink" in options:
        top, under = (
            top + options["shrink"]["prior"] * options["shrink"]["strength"],
            under + options["shrink"]["strength"],
        )
    per = measure.ledger.per.get({"enterprise": "E", "brand": "B", "unit": "U"}.get(book.level, "C"), "")
    factor = 100 if options.get("percent") or per.startswith("hundred") else 1
    return factor * (top if np.isnan(under) else top / under if under else 0.0)


@pytest.mark.breadth(2)
@pytest.mark.parametrize("level", EXPECTED)
def test_every_value_is_what_its_rows_add_up_to(county, level):
    prepared, books = county
    book, checked = books[level], 0
    for measure in FRAMEWORK.measures:
        for entity in book.entities.index[book.values[measure.id].notna()]:
            rows = rows_behind(prepared, level, entity, measure.id)
            value = recomputed(rows, measure, book, entity)
            assert value == pytest.approx(book.values.at[entity, measure.id], abs=1e-9), (measure.id, entity)
            checked += 1
    assert checked >= 25


def test_a_year_sums_the_quarters_of_a_carrier_and_prorates_nothing():
    book = score_book(prepare(FRAMEWORK, dataset("2023")), "enterprise")
    assert book.values.at["E001", "K1b"] == pytest.approx((50 + 30) / 100 * 100)
    assert book.values.at["E001", "J2a"] == 2 + 1  # with the summer's A09
    assert book.values.at["E001", "J2b"] == pytest.approx(2 / 12 * 100)
    assert book.normalised.at["E001", "J2a"] == 100  # 3 of a year's 2
    quarter = score_book(prepare(FRAMEWORK, dataset(Q4)), "enterprise")
    assert quarter.normalised.at["E001", "K1b"] == 100  # 30 of a quarter's 15
    assert quarter.normalised.at["E002", "K1b"] == pytest.approx(100 * 4 / (60 / 4))


def test_an_earlier_period_knows_nothing_of_later_rows():
    data = dataset(Q4)
    early = dataset(Q3)
    seen_late = type(data)(
        parse_period(Q3), data.ledgers, data.submissions, data.places, early.expected, data.version
    )
    for level in EXPECTED:
        pd.testing.assert_frame_equal(
            score_book(prepare(FRAMEWORK, seen_late), level).values,
            score_book(prepare(FRAMEWORK, early), level).values,
        )
    book = score_book(prepare(FRAMEWORK, early), "enterprise")
    assert list(book.entities.index) == ["E001", "E004"]
    assert book.entities["employees"].tolist() == [90, 50]


def test_the_later_submission_wins_within_a_quarter():
    fields, rows = ROWS["L15"]
    again = ("U02", Q4, "E001", "甲厂", "青阳街道", "机械装备", "民营", 500, "县", "试点中")
    book = score_book(
        prepare(FRAMEWORK, dataset(rows={**ROWS, "L15": (fields, [again, *rows])})), "enterprise"
    )
    assert book.entities.at["E001", "employees"] == 500


def test_filters():
    rows = Columns(
        pd.DataFrame(
            {
                "level": pd.array(["省", "市", None, "县"], dtype="str"),
                "paid": pd.array([1.5, None, 3, 4], dtype="Float64"),
                "held": pd.array([True, False, None, True], dtype="boolean"),
            }
        )
    )
    assert mask(rows, {}).tolist() == [True] * 4
    assert mask(rows, {"level": ("省", "县")}).tolist() == [True, False, False, True]
    assert mask(rows, {"held": (False,)}).tolist() == [False, True, False, False]
    assert mask(rows, {"paid": {"min": 2, "max": 3}}).tolist() == [False, False, True, False]
    either = {"any": ({"level": ("市",)}, {"paid": {"min": 4}}), "held": (True, False)}
    assert mask(rows, either).tolist() == [False, True, False, True]
    assert mask(rows, {"unheard of": ("x",)}).tolist() == [False] * 4


def test_the_word_for_leaving_is_one_the_ledger_knows():
    assert LEFT in FRAMEWORK.ledgers["L15"].by_id["status"].choices


@pytest.mark.long
@pytest.mark.parametrize("level", EXPECTED)
def test_bundles_say_what_their_rows_say(demo_file, level):
    """Values come from bundles of rows, evidence from the rows: on the sample county both are the same."""
    prepared = ready(demo_file, "2023")
    at = level_of(prepared, level)
    for measure in FRAMEWORK.measures:
        if has_formula(measure, at):
            by_row, bundled = (
                evaluate(fraction_of(prepared, measure, at, by_row=one), len(at)) for one in (True, False)
            )
            for name in ("numerator", "denominator", "value"):
                wanted = getattr(by_row, name)
                np.testing.assert_allclose(
                    getattr(bundled, name), wanted, rtol=0, atol=1e-9, err_msg=measure.id
                )


def test_many_bundles_are_found_like_few(monkeypatch):
    prepared = prepare(FRAMEWORK, dataset())
    few = bundles_of(prepared.tables["L05"])
    monkeypatch.setattr("metrics.scoring.measures.bundles._MOST_CELLS", 1)
    many = bundles_of(prepared.tables["L05"])
    for name in ("of", "enterprise", "brand", "unit"):
        assert getattr(few, name).tolist() == getattr(many, name).tolist()
