"""The rows a check-up makes: what they are about, what is divided and joined, what is excused."""

from dataclasses import replace

import numpy as np
import pytest

from metrics.framework import LedgerMeasure, load_checkup, load_framework
from metrics.scoring import prepare
from metrics.scoring.checkup import alike
from metrics.scoring.checkup.model import FORBIDDEN
from metrics.scoring.checkup.sheet import RowOwner, TrialSheet
from metrics.scoring.checkup.standing import moves, readers, standing
from metrics.scoring.checkup.trials import trials
from tests.kit.county_packages import SIHONG
from tests.kit.sample_scores import county, ready, with_rows

FRAMEWORK, PLAN = load_framework(SIHONG), load_checkup()
TRIALS = {trial.code: trial for trial in PLAN.ledgers}


@pytest.fixture
def sheet(demo_file):
    """``sheet("L05")`` → the sample county's ledger of the year."""
    return lambda code: TrialSheet(ready(demo_file, "2023"), PLAN, TRIALS[code])


@pytest.mark.breadth(4)
@pytest.mark.parametrize("code", TRIALS)
def test_other_rows_of_a_ledger_score_as_if_all_were_prepared_anew(demo_file, sheet, code):
    """What is kept of the other ledgers is not stale."""
    before, paper = ready(demo_file, "2023"), sheet(code)
    levels = ("enterprise", "brand", "unit", "county")
    was = standing(before, FRAMEWORK.measures, levels)  # fills what may be kept
    fewer = paper.without(paper.counted[::3])
    anew = prepare(FRAMEWORK, with_rows(county(demo_file, "2023"), **{code: fewer}))
    one, other = (standing(p, FRAMEWORK.measures, levels) for p in (before.with_rows(code, fewer), anew))
    moved = 0
    for level in levels:
        for measure, points in other[level].items():
            assert one[level][measure] == pytest.approx(points, nan_ok=True, abs=1e-9), (level, measure)
            moved += not np.allclose(points, was[level][measure], equal_nan=True)
    # Every case is closed and mediated: fewer of them are 100 too.
    assert moved or code == "L11"


def test_entities_are_not_exchanged_under_way(demo_file):
    with pytest.raises(ValueError, match="L15"):
        ready(demo_file, "2023").with_rows("L15", county(demo_file, "2023").ledgers["L15"])


def test_an_added_row_is_about_whom_it_should_be(sheet):
    paper = sheet("L06")
    more = paper.with_added([paper.typical] * 2, [RowOwner("E003", "B07", "U08"), RowOwner("", "", "U01")])
    new = more.iloc[-2:]
    assert len(more) == len(paper.frame) + 2
    assert new["enterprise_code"].tolist()[0] == "E003"
    assert new["enterprise_code"].isna().tolist() == [False, True]
    assert new["_unit"].tolist() == ["U08", "U01"]
    assert new["holder_ref"].nunique() == 2
    assert new["same_matter_code"].isna().all()
    assert (more.dtypes == paper.frame.dtypes).all()


@pytest.mark.parametrize("code", [code for code, trial in TRIALS.items() if trial.divide])
def test_splitting_and_joining_keep_every_amount(sheet, code):
    paper = sheet(code)
    for frame in (alike.split(paper)[0], alike.join(paper)[0]):
        for name in paper.trial.divide:
            assert frame[name].sum() == pytest.approx(paper.frame[name].sum())
    split, rows = alike.split(paper)
    assert rows > 0
    assert len(split) == len(paper.frame) + rows


def test_a_half_stays_on_the_spot(sheet):
    paper = sheet("L05")
    both = alike.split(paper)[0]
    wholly = both["online_attendances"].fillna(0) >= both["attendances"]
    before = paper.frame["online_attendances"].fillna(0) >= paper.frame["attendances"]
    assert both["sessions"][wholly].sum() == paper.frame["sessions"][before].sum()


def test_dates_stay_in_their_month(sheet):
    paper = sheet("L05")
    moved, rows = alike.moved(paper, np.random.default_rng(1))
    old, new = paper.frame["held_on"], moved["held_on"]
    assert rows == old.notna().sum()
    assert (old.dt.to_period("M") == new.dt.to_period("M")).all()
    assert (old != new).mean() > 0.9


def test_what_is_bad_or_lower_is_excused(sheet):
    projects = sheet("L02")
    assert projects.excused[projects.frame["status"].isin(["未启动", "推进中", "终止"]).to_numpy()].all()
    assert not projects.excused[projects.good].any()
    carriers = sheet("L03").frame
    closed = TrialSheet(
        sheet("L03").prepared.with_rows(
            "L03", carriers.assign(status=carriers["status"].where(carriers["_period"] != "2023Q4", "停用"))
        ),
        PLAN,
        TRIALS["L03"],
    )
    last = (carriers["_period"] == "2023Q4").to_numpy()
    first_time = ~carriers.duplicated("carrier_code").to_numpy()
    assert closed.excused[last & ~first_time].all()
    assert not closed.excused[first_time].any()


def counting_rows(framework):
    """The framework with a measure that counts rows, whatever they say."""
    ledger = LedgerMeasure("count", ("L05",), ("U",), full_score={"U": 1000}, units={"U": "行"})
    measures = (replace(one, ledger=ledger) if one.id == "K4a" else one for one in framework.measures)
    return replace(framework, measures=tuple(measures))


def test_a_measure_that_counts_rows_is_caught_by_splitting_and_joining(demo_file):
    prepared = prepare(counting_rows(FRAMEWORK), county(demo_file, "2023"))
    before = standing(prepared, prepared.framework.measures, ("unit",))
    caught = set()
    for trial in trials(TrialSheet(prepared, PLAN, TRIALS["L05"]), np.random.default_rng(3)):
        if trial.act in ("split", "join", "move"):
            after = standing(prepared.with_rows("L05", trial.make()), prepared.framework.measures, ("unit",))
            caught |= {(trial.act, one.measure) for one in moves(before, after, FORBIDDEN[trial.act])}
    assert caught == {("split", "K4a"), ("join", "K4a")}


def test_readers_are_found_by_watching(demo_file):
    found = readers(ready(demo_file, "2023"), ("enterprise", "brand"))
    assert {one.id for one in found["L12"]} == {"D2e"}
    assert "J1a" in {one.id for one in found["L05"]}
    assert "K1a" in {one.id for one in found["L05"]}, "carriers that came are found by activities"
