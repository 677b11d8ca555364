"""A linear regression on other columns of the data."""

from __future__ import annotations

import numpy as np

from metrics.scoring.index.impute.registry import Gaps, imputation
from metrics.scoring.index.nodes import DataProblem


@imputation("regression", needs=("predictors",))
def regression(gaps: Gaps) -> np.ndarray:
    """Least squares with a constant over the rows that are complete; NaN where a predictor is missing.

    Raises DataProblem: fewer complete rows than predictors + 2, or predictors that say the same.
    """
    known = ~np.isnan(gaps.predictors).any(axis=1)
    used = known & ~np.isnan(gaps.values)
    width = gaps.predictors.shape[1]
    if used.sum() < width + 2:
        raise DataProblem(
            f"{gaps.where}：回归补缺至少要 {width + 2} 行本项和 predictors 都有值，现有 {used.sum()} 行"
        )
    middle, spread = gaps.predictors[used].mean(axis=0), gaps.predictors[used].std(axis=0)
    # Columns of different units are brought to one before they are told from one another.
    scaled = (gaps.predictors - middle) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(scaled)), scaled])
    if np.linalg.matrix_rank(design[used]) < width + 1:
        raise DataProblem(f"{gaps.where}：predictors 的各列完全相关或没有变化，无法回归")
    weights = np.linalg.lstsq(design[used], gaps.values[used], rcond=None)[0]
    out = np.full(gaps.values.shape, np.nan)
    out[known] = design[known] @ weights
    return out
