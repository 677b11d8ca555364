"""Administrative scoring rules beyond the cases of tests/reference: arrays, NaN, words, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scoring import rules
from metrics.scoring.tree import DataProblem

STANDARDS = (-0.10, -0.035, 0.017, 0.095, 0.168)


def test_arrays_go_through_and_missing_stays_missing():
    assert rules.efficacy([0, 5, np.nan], 0, 10).tolist() == pytest.approx([60, 80, np.nan], nan_ok=True)
    assert rules.completion([5, 50, np.nan], [10, 10, 10]).tolist() == pytest.approx(
        [50, 120, np.nan], nan_ok=True
    )
    assert rules.five_tier([0.3, np.nan], STANDARDS, 20).tolist() == pytest.approx([20, np.nan], nan_ok=True)
    assert rules.ratio([1, 0, 0], [2, 1, 0]).tolist() == pytest.approx([0.5, 0, np.nan], nan_ok=True)


def test_no_case_has_no_rate():
    low, high = rules.wilson([0], [0])
    assert np.isnan([low[0], high[0], rules.shrink([0], [0])[0]]).all()


def test_five_tier_turned_for_lower_is_better():
    falling = [-value for value in STANDARDS]
    for x in (0.2, 0.095, 0.05, -0.1, -0.2):
        assert rules.five_tier(-x, falling, 20) == pytest.approx(float(rules.five_tier(x, STANDARDS, 20)))


def test_grades_are_words_of_ones_own():
    assert rules.grade([90, 89.9999999999, 80, 60, 59.99, np.nan]).tolist() == [
        "优",
        "优",
        "良",
        "中",
        "需加力",
        "",
    ]
    assert rules.grade(45, [(50, "合格")], "不合格").item() == "不合格"


def test_bonus_veto_and_score_stand_beside_each_other():
    found = rules.adjust(96, plus=9, minus=1, veto=True)
    assert (found.score, found.bonus, found.deduction, found.veto) == (100, 5, 1, True)
    assert found.grade == "需加力(一票否决)"
    assert rules.adjust(88, plus=3).grade == "优"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rules.efficacy(1, 5, 5), "不允许值与满意值相同（5）"),
        (lambda: rules.five_tier(1, (1, 2, 2, 3, 4), 20), "应为五个依次变好的数"),
        (lambda: rules.five_tier(1, (1, 2, 3), 20), "应为五个依次变好的数"),
        (lambda: rules.completion(1, 0), "目标值应为正数，现为 0"),
        (lambda: rules.completion([1, 1], [1, -2]), "目标值应为正数，现为 -2"),
        (lambda: rules.adjust(80, plus=-1), "加分与扣分都应为非负数"),
        (lambda: rules.ratio(-1, 5), "分子、分母都应为非负数"),
        (lambda: rules.wilson(6, 5), "分子不能大于分母"),
    ],
)
def test_refused(call, message):
    with pytest.raises(DataProblem, match=message):
        call()


counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_the_interval_holds_the_rate_and_shrinking_moves_towards_the_prior(case):
    done, cases = case
    rate, (low, high), drawn = rules.ratio(done, cases), rules.wilson(done, cases), rules.shrink(done, cases)
    assert 0 <= low <= rate + 1e-12
    assert rate - 1e-12 <= high <= 1
    assert min(rate, 0.9) - 1e-12 <= drawn <= max(rate, 0.9) + 1e-12


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=20))
def test_five_tier_never_falls(values):
    assert (np.diff(rules.five_tier(sorted(values), STANDARDS, 20)) >= -1e-12).all()
