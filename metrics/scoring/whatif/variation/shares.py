"""How much of a rank's variance comes from weights, how much from method, how much from data."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.scoring.whatif.variation.draws import Varied, drawn
from metrics.scoring.whatif.variation.evidence import Evidence
from metrics.scoring.whatif.variation.run import Setting, ranks_under

Block = np.ndarray
#: Draws of each of the two samples.
SHARE_DRAWS = 256


@dataclass(frozen=True, eq=False)
class SourceShares:
    """Sobol shares of each source of variation in the variance of ranks, 0 … 1.

    Ranks, not scores: the ways to normalise have different units.

    Args:
        first: entities × sources, alone; NaN where a rank does not vary.
        total: the same with all that it does together with others.
        on_average: sources × (first, total), of the variance of all ranks together.
        variance: of each rank.
    """

    first: pd.DataFrame
    total: pd.DataFrame
    on_average: pd.DataFrame
    variance: pd.Series


def source_shares(
    setting: Setting, evidence: Evidence, varied: Varied, count: int = SHARE_DRAWS
) -> SourceShares:
    """The shares of the sources that are on, from two samples of `count` draws and one mixed a source.

    First order and total by Jansen (1999): 1 − E(f(B) − f(AB))² / 2V and E(f(A) − f(AB))² / 2V, AB being A
    with one source from B. An entity without a score in one of two draws is left out of that pair.
    """
    varied = replace(varied, count=count)
    a, b = (drawn(setting.tree, evidence, varied, sample) for sample in (1, 2))
    fa, fb = (ranks_under(setting, evidence, one) for one in (a, b))
    variance = _variance(np.concatenate([fa, fb]))
    alone, together = {}, {}
    for source in varied.sources:
        mixed = ranks_under(setting, evidence, a.with_source(source, b))
        alone[source] = variance - _half_square(fb, mixed)
        together[source] = _half_square(fa, mixed)
    first, total = (pd.DataFrame(one, index=evidence.entities) for one in (alone, together))
    spread = pd.Series(variance, index=evidence.entities)
    return SourceShares(
        _shared(first, spread), _shared(total, spread), _joined([first, total], spread), spread
    )


def _shared(part: pd.DataFrame, variance: pd.Series) -> pd.DataFrame:
    """Estimates from few draws may fall a little outside of what a share can be."""
    return part.div(variance.where(variance > 0), axis=0).clip(0.0, 1.0)


def _joined(parts: list[pd.DataFrame], variance: pd.Series) -> pd.DataFrame:
    whole = variance.sum()
    sums = pd.DataFrame({name: part.sum() for name, part in zip(("first", "total"), parts, strict=True)})
    return (sums / (whole if whole > 0 else np.nan)).clip(0.0, 1.0)


def _variance(found: Block) -> Block:
    there = ~np.isnan(found)
    count = np.maximum(there.sum(axis=0), 1)
    filled = np.where(there, found, 0.0)
    mean = filled.sum(axis=0) / count
    return (np.where(there, found - mean, 0.0) ** 2).sum(axis=0) / count


def _half_square(one: Block, other: Block) -> Block:
    """Half the mean squared difference of two samples, over the draws where both have a rank."""
    apart = one - other
    there = ~np.isnan(apart)
    return (np.where(there, apart, 0.0) ** 2).sum(axis=0) / np.maximum(there.sum(axis=0), 1) / 2
