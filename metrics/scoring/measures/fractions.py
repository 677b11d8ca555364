"""What every measure of the framework says of every entity of a level."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from metrics.framework import FrameworkError, MeasureSpec
from metrics.scoring.measures.denominators import DENOMINATORS
from metrics.scoring.measures.kinds import KINDS, EnterpriseCredits, credits_of
from metrics.scoring.measures.levels import Level
from metrics.scoring.measures.parts import Fraction, Values, evaluate
from metrics.scoring.measures.prepared import Prepared
from metrics.scoring.measures.request import Request


def has_formula(measure: MeasureSpec, level: Level) -> bool:
    """Whether a measure has a formula at a level."""
    return level.formula in measure.ledger.levels


def fraction_of(prepared: Prepared, measure: MeasureSpec, level: Level, *, by_row: bool = True) -> Fraction:
    """The rows on both sides of a measure's value, for all entities of a level, single or in bundles.

    Raises FrameworkError when the framework names a kind or a denominator that does not exist.
    """
    ledger = measure.ledger
    _check(measure, "kind", ledger.kind, KINDS)
    request = Request(prepared, measure, level, prepared.window, by_row)
    fraction = KINDS[ledger.kind](request)
    if request.per and fraction.denominator is None and not ledger.of_credits:
        _check(measure, f"per.{level.formula}", request.per, DENOMINATORS)
        per = DENOMINATORS[request.per]
        fraction = replace(fraction, denominator=per.below(request, fraction.numerator), factor=per.factor)
    return replace(fraction, factor=fraction.factor * 100) if request.option("percent") else fraction


def values_of(prepared: Prepared, measure: MeasureSpec, level: Level) -> Values:
    """A measure's values at a level; all NaN where it has no formula there."""
    if not has_formula(measure, level):
        nothing = np.full(len(level), np.nan)
        return Values(nothing, nothing, nothing)
    return prepared.once(
        ("values", measure.id, level.name),
        lambda: evaluate(fraction_of(prepared, measure, level, by_row=False), len(level)),
    )


def take_values(prepared: Prepared, measure: MeasureSpec, level: Level, values: Values) -> None:
    """Take a measure's values as known: of rows that are others only where the measure does not read."""
    prepared.once(("values", measure.id, level.name), lambda: values)


def enterprise_credits(prepared: Prepared, measure: MeasureSpec, level: Level) -> EnterpriseCredits:
    """What was done at each enterprise under each entity of a level, for a measure made of credits."""
    return credits_of(Request(prepared, measure, level, prepared.window, by_row=False))


def _check(measure: MeasureSpec, key: str, word: str, known: Collection[str]) -> None:
    if word not in known:
        raise FrameworkError(
            "visible.toml", f"measure {measure.id}", key, f"没有“{word}”；可用的是 {'、'.join(known)}"
        )
