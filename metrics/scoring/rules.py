"""Scoring rules in use in Chinese administration, each on numbers or arrays of them.

Missing in (NaN) is missing out. Words (grades, veto) are parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.scoring.tree import DataProblem

Numbers = npt.ArrayLike
GRADES = ((90.0, "优"), (80.0, "良"), (60.0, "中"))
LOWEST = "需加力"
VETO = "(一票否决)"
TIERS = (0.2, 0.4, 0.6, 0.8, 1.0)
Z95 = 1.959963984540054


def efficacy_coefficient(x: Numbers, unacceptable: float, satisfactory: float) -> np.ndarray:
    """Share of the way from the unacceptable to the satisfactory value (which may be the smaller one).

    Raises DataProblem when both are the same.
    """
    if unacceptable == satisfactory:
        raise DataProblem(f"功效系数：不允许值与满意值相同（{unacceptable:g}）")
    return (np.asarray(x, dtype=float) - unacceptable) / (satisfactory - unacceptable)


def efficacy(x: Numbers, unacceptable: float, satisfactory: float) -> np.ndarray:
    """功效系数法: 60 + 40 · coefficient, unclipped. Problems as in `efficacy_coefficient`."""
    return 60 + 40 * efficacy_coefficient(x, unacceptable, satisfactory)


def five_tier(x: Numbers, standards: Sequence[float], weight: float) -> np.ndarray:
    """Five-tier standard values (较差 较低 平均 良好 优秀): tier score plus the share up to the next tier.

    standards: five values from poor to excellent, rising, or falling for a lower-is-better measure; weight:
    full points. Below the poor standard 0, from the excellent on the full weight. Raises DataProblem when
    the standards do not run one way. Source: SASAC 企业综合绩效评价实施细则 (2006).
    """
    posts = np.asarray(standards, dtype=float)
    steps = np.diff(posts)
    if posts.shape != (5,) or not ((steps > 0).all() or (steps < 0).all()):
        raise DataProblem("五档标准值：应为五个依次变好的数")
    turn = 1.0 if steps[0] > 0 else -1.0
    y = np.asarray(x, dtype=float) * turn
    return np.where(y < posts[0] * turn, 0.0, np.interp(y, posts * turn, np.array(TIERS) * weight))


def completion(actual: Numbers, target: Numbers, cap: float = 1.2, *, negative: bool = False) -> np.ndarray:
    """Capped completion of a target in points: 100 at the target, linear, 0 … cap·100.

    negative: lower is better, 200 − 100·actual/target. Raises DataProblem when a target is not positive.
    """
    goal = np.asarray(target, dtype=float)
    if (goal <= 0).any():
        raise DataProblem(f"完成率：目标值应为正数，现为 {goal[goal <= 0].flat[0]:g}")
    share = np.asarray(actual, dtype=float) / goal
    return 100 * np.clip(2 - share if negative else share, 0.0, cap)


def grade(score: Numbers, bands: Sequence[tuple[float, str]] = GRADES, lowest: str = LOWEST) -> np.ndarray:
    """The word for each score: the first band whose threshold it reaches, else `lowest`; "" without a score.

    bands: (threshold, word) from high to low. Scores are rounded to 9 decimals first, as for ranks.
    """
    rounded = np.round(np.asarray(score, dtype=float), 9)
    reached = [rounded >= threshold for threshold, _ in bands]
    words = np.select(
        reached, [np.asarray(word, dtype=object) for _, word in bands], np.asarray(lowest, dtype=object)
    )
    return np.where(np.isnan(rounded), "", words)


@dataclass(frozen=True)
class Adjusted:
    """A score with its bonus and deduction beside it; a veto caps the grade, never the score."""

    score: float
    bonus: float
    deduction: float
    veto: bool
    grade: str


def adjust(
    base: float,
    plus: float = 0.0,
    minus: float = 0.0,
    *,
    plus_cap: float = 5.0,
    veto: bool = False,
    bands: Sequence[tuple[float, str]] = GRADES,
    lowest: str = LOWEST,
) -> Adjusted:
    """Bonus (at most `plus_cap`), deduction (never below 0 in all) and veto, listed separately.

    Raises DataProblem when bonus or deduction is negative.
    """
    if plus < 0 or minus < 0:
        raise DataProblem("加分与扣分都应为非负数")
    bonus = min(plus, plus_cap)
    total = max(base + bonus - minus, 0.0)
    word = f"{lowest}{VETO}" if veto else str(grade(total, bands, lowest))
    return Adjusted(total, bonus, minus, veto, word)


def ratio(numerator: Numbers, denominator: Numbers) -> np.ndarray:
    """numerator / denominator; NaN where there is no case. Raises DataProblem for a negative count."""
    top, cases = _counts(numerator, denominator)
    return top / np.where(cases > 0, cases, np.nan)


def wilson(numerator: Numbers, denominator: Numbers, z: float = Z95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson score interval (low, high) of a share, by default 95 %; NaN where there is no case.

    Raises DataProblem for a negative count or numerator > denominator. Source: Wilson, JASA 22 (1927).
    """
    top, cases = _counts(numerator, denominator)
    if (top > cases).any():
        raise DataProblem("比率：分子不能大于分母")
    n = np.where(cases > 0, cases, np.nan)
    p = top / n
    centre = p + z * z / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((centre + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def shrink(numerator: Numbers, denominator: Numbers, prior: float = 0.9, strength: float = 5.0) -> np.ndarray:
    """A share drawn towards `prior` as if `strength` more cases had it; NaN where there is no case.

    (numerator + strength·prior) / (denominator + strength). Raises DataProblem for a negative count.
    """
    top, cases = _counts(numerator, denominator)
    return (top + strength * prior) / np.where(cases > 0, cases + strength, np.nan)


def _counts(numerator: Numbers, denominator: Numbers) -> tuple[np.ndarray, np.ndarray]:
    top, cases = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    if (top < 0).any() or (cases < 0).any():
        raise DataProblem("比率：分子、分母都应为非负数")
    return top, cases
