"""Where weights come from: equal, judged pairwise (AHP), or read off the data (audit views)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.scoring.index.tree import DataProblem, shown

# Saaty (1980), random index for matrices of order 1 … 15.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
CR_LIMIT = 0.1


@dataclass(frozen=True)
class Ahp:
    """Weights from a pairwise judgement matrix and how consistent the judgements are.

    worst: the pair of labels whose judgement strays furthest from the ratio of the weights, the judgement
    given and the ratio of the weights; None for fewer than three items.
    """

    weights: pd.Series
    ci: float
    cr: float
    worst: tuple[str, str, float, float] | None


def equal(ids: Sequence[str]) -> pd.Series:
    """The same weight for every id. Raises DataProblem when there is none."""
    return _shares(pd.Series(1.0, index=list(ids)), "权重")


def ahp(matrix: np.ndarray, labels: Sequence[str], limit: float = CR_LIMIT) -> Ahp:
    """AHP weights, refused when the judgements contradict one another.

    Arguments and other problems as in `ahp_judgements`.
    Raises DataProblem naming the most inconsistent pair when the consistency ratio exceeds `limit`.
    """
    result = ahp_judgements(matrix, labels)
    if result.cr > limit and result.worst is not None:
        one, other, given, implied = result.worst
        raise DataProblem(
            f"判断矩阵不一致：CR = {result.cr:.3f}，大于 {limit:g}；"
            f"最不一致的一对是 {shown(one)} 与 {shown(other)}"
            f"（填的是 {given:.4g}，按整体权重约为 {implied:.4g}），请重新比较"
        )
    return result


def ahp_judgements(matrix: np.ndarray, labels: Sequence[str]) -> Ahp:
    """Weights by the principal eigenvector, with CI = (λmax−n)/(n−1) and CR = CI / RI (Saaty).

    matrix: n × n, entry (i, j) = how many times i matters as much as j; labels: n names.
    Raises DataProblem: not square, not positive, not reciprocal, more than 15 items. Source: Saaty, The
    Analytic Hierarchy Process, 1980.
    """
    a = _judgements(np.asarray(matrix, dtype=float), labels)
    n = len(a)
    values, vectors = np.linalg.eig(a)
    main = int(np.argmax(values.real))
    w = np.abs(vectors[:, main].real)
    w /= w.sum()
    ci = (values[main].real - n) / (n - 1) if n > 1 else 0.0
    cr = ci / RANDOM_INDEX[n - 1] if n > 2 else 0.0
    return Ahp(pd.Series(w, index=list(labels)), float(ci), float(cr), _worst(a, w, labels))


def judgement_matrix(pairs: Mapping[tuple[str, str], float], labels: Sequence[str]) -> np.ndarray:
    """The whole reciprocal matrix from one judgement a pair; a pair that is not given counts as 1.

    pairs: (one, other) → how many times one matters as much as the other; labels: n names.
    Raises DataProblem: a name that is no label, one compared with itself, a judgement that is not positive.
    """
    places, matrix = {label: i for i, label in enumerate(labels)}, np.ones((len(labels), len(labels)))
    for (one, other), times in pairs.items():
        if one == other or one not in places or other not in places:
            raise DataProblem(f"两两比较：没有 {shown(one)} 对 {shown(other)} 这一对")
        if not (np.isfinite(times) and times > 0):
            raise DataProblem(f"两两比较 {shown(one)} 对 {shown(other)}：应为正数，现为 {times:g}")
        matrix[places[one], places[other]], matrix[places[other], places[one]] = times, 1 / times
    return matrix


def _judgements(a: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    n = len(labels)
    if a.shape != (n, n) or n == 0:
        raise DataProblem(f"判断矩阵：应为 {n}×{n}，现为 {'×'.join(map(str, a.shape))}")
    if n > len(RANDOM_INDEX):
        raise DataProblem(f"判断矩阵：最多 {len(RANDOM_INDEX)} 项，现为 {n} 项，请分组比较")
    for i, j in np.argwhere(~(np.isfinite(a) & (a > 0))):
        raise DataProblem(f"判断矩阵 {shown(labels[i])} 对 {shown(labels[j])}：应为正数，现为 {a[i, j]:g}")
    for i, j in np.argwhere(np.abs(a * a.T - 1) > 1e-6):
        raise DataProblem(
            f"判断矩阵 {shown(labels[i])} 对 {shown(labels[j])}：{a[i, j]:g} 与反向的 {a[j, i]:g} 不互为倒数"
        )
    return a


def _worst(a: np.ndarray, w: np.ndarray, labels: Sequence[str]) -> tuple[str, str, float, float] | None:
    if len(a) < 3:
        return None
    implied = w[:, None] / w[None, :]
    i, j = sorted(map(int, np.unravel_index(np.argmax(np.abs(np.log(a / implied))), a.shape)))
    return labels[i], labels[j], float(a[i, j]), float(implied[i, j])


def entropy(matrix: pd.DataFrame) -> pd.Series:
    """Entropy weights: the more a column differs between entities, the more it weighs.

    matrix: entities × columns, all values ≥ 0. e = −Σ p·ln p / ln n with p = x/Σx and 0·ln 0 = 0; w ∝ 1−e.
    Raises DataProblem: fewer than 2 entities, a missing or negative value, a column that sums to 0.
    """
    x = _complete(matrix, "熵权法")
    for name in matrix.columns[(x < 0).any(axis=0) | (x.sum(axis=0) <= 0)]:
        raise DataProblem(f"熵权法：列 {shown(name)} 有负值或全为 0")
    p = x / x.sum(axis=0)
    e = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=0) / np.log(len(x))
    # A constant column has e = 1 up to rounding: it says nothing and weighs exactly nothing.
    spread = np.where(1 - e > 1e-12, 1 - e, 0.0)
    return _shares(pd.Series(spread, index=matrix.columns), "熵权法")


def critic(matrix: pd.DataFrame, directions: Mapping[str, int] | None = None) -> pd.Series:
    """CRITIC weights: spread times independence of the other columns.

    matrix: entities × columns; directions: 1 or −1 by column (default 1). On direction-aware min-max values,
    w ∝ sd·Σ(1−r), sd with n−1. Raises DataProblem: a missing value, a constant column.
    Source: Diakoulaki, Mavrotas, Papayannakis, Computers & Operations Research 22 (1995).
    """
    x = _complete(matrix, "CRITIC")
    signs = np.array([(directions or {}).get(name, 1) for name in matrix.columns], dtype=float)
    y = x * signs
    low, high = y.min(axis=0), y.max(axis=0)
    for name in matrix.columns[low == high]:
        raise DataProblem(f"CRITIC：列 {shown(name)} 的值全部相同，无法计算")
    z = (y - low) / (high - low)
    conflict = (1 - np.atleast_2d(np.corrcoef(z, rowvar=False))).sum(axis=0)
    return _shares(pd.Series(z.std(axis=0, ddof=1) * conflict, index=matrix.columns), "CRITIC")


def deviation(matrix: pd.DataFrame) -> pd.Series:
    """Standard-deviation weights: w ∝ sd (n−1) of each column as it stands. Problems as in `entropy`."""
    x = _complete(matrix, "标准差法")
    return _shares(pd.Series(x.std(axis=0, ddof=1), index=matrix.columns), "标准差法")


def _complete(matrix: pd.DataFrame, what: str) -> np.ndarray:
    x = matrix.to_numpy(dtype=float, na_value=np.nan)
    if len(x) < 2:
        raise DataProblem(f"{what}：至少要有 2 个对象，现有 {len(x)} 个")
    for name in matrix.columns[~np.isfinite(x).all(axis=0)]:
        raise DataProblem(f"{what}：列 {shown(name)} 有缺失或无穷大的值")
    return x


def _shares(raw: pd.Series, what: str) -> pd.Series:
    if not raw.sum() > 0:
        raise DataProblem(f"{what}：没有任何一项的权重大于 0")
    return raw / raw.sum()
