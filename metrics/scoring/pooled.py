"""Scores of several counties together, from what each one's measures are made of: no row is needed.

At a county every measure since January is a fraction whose base nobody's report changes: credits of the
enterprises over all of them, or cases among cases. Of counties together it is the sum of the upper over the
sum of the lower sides, as if their rows lay in one county. Open credit is capped in each county by itself:
what one does beyond its enterprises fills no other one's base.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.framework import LEVELS, Framework, Period
from metrics.scoring.index import engine
from metrics.scoring.measures import (
    Fraction,
    Part,
    Prepared,
    evaluate,
    fraction_of,
    has_formula,
    level_of,
    reports_of,
    total,
)
from metrics.scoring.scorebook import ranks_of, tree_of

#: What is added up, and what has to be the same everywhere.
_SUMS = ("numerator", "denominator", "approved", "expected")
_SAME = ("factor", "prior", "strength", "cap", "steady")


@dataclass(frozen=True, eq=False)
class PooledScores:
    """Scores of areas, each some counties together; frames are areas × measures, scores and ranks × nodes.

    Args:
        values: in the measures' units; NaN without a value.
        counted: what is scored of them (计分值).
        coverage: share of the reports that are in, areas × (measures + nodes).
        scores: 0 … 100.
        ranks: of the areas, 1 is best.
    """

    values: pd.DataFrame
    counted: pd.DataFrame
    coverage: pd.DataFrame
    scores: pd.DataFrame
    ranks: pd.DataFrame


def parts_of(prepared: Prepared) -> pd.DataFrame:
    """What a county adds to every measure of an area.

    Returns:
        Index measure; numerator, denominator (NaN without one), approved and expected (unit-quarters), and
        how the fraction becomes a value: factor, prior, strength, cap (NaN without), steady (0 or 1).

    Raises:
        ValueError: the framework does not score since January.
    """
    if not prepared.framework.to_date:
        raise ValueError("not since January")
    level = level_of(prepared, "county")
    rows = {}
    for measure in prepared.framework.measures:
        if not has_formula(measure, level):
            continue
        fraction = fraction_of(prepared, measure, level, by_row=False)
        below = fraction.denominator
        base = np.nan if below is None else below
        under = total(base, 1)[0] if isinstance(base, tuple) else np.broadcast_to(base, 1).astype(float)[0]
        prior, strength = fraction.shrink or (0.0, 0.0)
        cap = np.nan if fraction.cap is None else fraction.cap
        told = (fraction.factor, prior, strength, cap, float(fraction.steady))
        rows[measure.id] = (total(fraction.numerator, 1)[0], under, *reports_of(prepared, measure), *told)
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*_SUMS, *_SAME], dtype=float)


def pooled(framework: Framework, period: Period, areas: Mapping[str, Sequence[pd.DataFrame]]) -> PooledScores:
    """The scores of areas, each of some counties' parts.

    Args:
        framework: the measures and weights that all of them were scored by.
        period: that all of them are of.
        areas: code of an area → what each of its counties adds (`parts_of`).

    Raises:
        ValueError: counties' measures are not made the same way.
    """
    sums = {code: _summed(parts) for code, parts in areas.items()}
    measures = [measure.id for measure in framework.measures]
    index = pd.Index(list(areas), dtype="str", name="code")
    values, counted, coverage = (pd.DataFrame(np.nan, index, measures) for _ in range(3))
    for code, table in sums.items():
        for name, row in table.iterrows():
            share = row["approved"] / row["expected"] if row["expected"] else 0.0
            coverage.loc[code, name] = share
            if share:
                values.loc[code, name], counted.loc[code, name] = _value(row)
    there = [name for name in measures if any(name in table.index for table in sums.values())]
    applicable = pd.DataFrame(False, index, measures)
    applicable[there] = counted[there].notna() | coverage[there].eq(0)
    tree = tree_of(framework, LEVELS["county"], period)
    scores = engine.score(tree, counted, applicable=applicable, coverage=coverage.fillna(0.0))
    return PooledScores(values, counted, scores.coverage, scores.nodes, ranks_of(scores.nodes))


def _summed(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    first = parts[0]
    for other in parts[1:]:
        if not other[list(_SAME)].equals(first[list(_SAME)]):
            raise ValueError("measures are made in different ways")
    # A base that no county has stays none: sums of NaN alone are not 0.
    added = pd.concat([one[list(_SUMS)] for one in parts]).groupby(level=0, sort=False).sum(min_count=1)
    return added.join(first[list(_SAME)])


def _value(row: pd.Series) -> tuple[float, float]:
    """The value that is shown, and the one that is scored."""
    one, nobody = np.zeros(1, dtype=int), np.ones(1, dtype=int)
    top = Part("", "", one, nobody, np.array([row["numerator"]]))
    below = None if np.isnan(row["denominator"]) else np.array([row["denominator"]])
    shrink = (row["prior"], row["strength"]) if row["strength"] else None
    cap = None if np.isnan(row["cap"]) else row["cap"]
    made = evaluate(Fraction((top,), below, row["factor"], shrink, cap, steady=bool(row["steady"])), 1)
    return made.value[0], (made.value if made.counted is None else made.counted)[0]
