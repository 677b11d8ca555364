"""Every value knows its rows: which ones, in which file, sheet and cell, and what each of them adds."""

import numpy as np
import pandas as pd

from metrics.scoring.lookups import position_of
from metrics.scoring.measures import Part, Prepared, fraction_of, has_formula, level_of, located


def rows_behind(prepared: Prepared, level: str, entity: str, measure: str) -> pd.DataFrame:
    """The rows a value is made of.

    Args:
        prepared: what is measured and all approved rows up to the period's end.
        level: level of the entity.
        entity: its code.
        measure: id of the measure.

    Returns:
        One row a ledger row and role (numerator, denominator), with the cell of the counted field, its text
        as it stands there, whose the row is, and `amount`: what it adds to its side of the value. A row that
        adds 0 repeats something already counted (the same enterprise, month, matter) or exceeds a limit.

    Raises:
        KeyError: unknown level, entity or measure.
    """
    at = level_of(prepared, level)
    number, spec = position_of(at.entities.index, entity) + 1, prepared.framework.measure[measure]
    if not has_formula(spec, at):
        return located(prepared, {})
    fraction = fraction_of(prepared, spec, at)
    below = fraction.denominator if isinstance(fraction.denominator, tuple) else ()
    sides = {"numerator": fraction.numerator, "denominator": below}
    return located(
        prepared,
        {
            role: tuple(_of_entity(part, fraction.groups, number) for part in parts)
            for role, parts in sides.items()
        },
    )


def _of_entity(part: Part, groups: np.ndarray | None, number: int) -> Part:
    if part.key is None:
        return part
    held = (part.key if groups is None else groups[part.key]) == number
    return Part(
        part.ledger,
        part.field,
        part.rows[held],
        part.key[held],
        None if part.amount is None else part.amount[held],
        None if part.once is None else part.once[held],
        part.universe,
    )
