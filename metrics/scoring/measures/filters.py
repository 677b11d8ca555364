"""Which rows a rule of the framework lets through."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from metrics.scoring.measures.columns import Columns


def mask(
    columns: Columns, rule: Mapping[str, Any], totals: Mapping[str, np.ndarray] | None = None
) -> np.ndarray:
    """Rows that a filter lets through.

    Args:
        columns: the ledger's columns.
        rule: field → allowed values or `{min, max}`, all of which must hold; its key `any` lists
            alternatives of which one must. A missing value is never let through.
        totals: numbers to be used in place of a column's own (a register's columns that are summed over
            quarters).
    """
    held = np.ones(len(columns), dtype=bool)
    for name, allowed in rule.items():
        held &= (
            _alternatives(columns, allowed, totals) if name == "any" else _one(columns, name, allowed, totals)
        )
    return held


def unsaid(columns: Columns, rule: Mapping[str, Any]) -> np.ndarray:
    """Rows that a filter lets through only if a cell it asks about, and that is blank, said the right thing.

    Alternatives (`any`) and numbers are not looked at: a blank there is a plain no.
    """
    words = {
        name: allowed for name, allowed in rule.items() if not isinstance(allowed, Mapping) and name != "any"
    }
    held, blank = (
        mask(columns, {n: a for n, a in rule.items() if n not in words}),
        np.zeros(len(columns), bool),
    )
    for name, allowed in words.items():
        missing = columns.factor(name)[0] < 0
        held &= missing | _one(columns, name, allowed, None)
        blank |= missing
    return held & blank


def restricted(rule: Mapping[str, Any], fields: Collection[str]) -> Mapping[str, Any]:
    """The part of a filter that speaks of fields a ledger has (a measure may draw on several ledgers)."""
    return {name: allowed for name, allowed in rule.items() if name == "any" or name in fields}


def _alternatives(
    columns: Columns, rules: Collection[Mapping[str, Any]], totals: Mapping[str, np.ndarray] | None
) -> np.ndarray:
    return np.logical_or.reduce([mask(columns, rule, totals) for rule in rules])


def _one(columns: Columns, name: str, allowed: Any, totals: Mapping[str, np.ndarray] | None) -> np.ndarray:  # noqa: ANN401
    if not isinstance(allowed, Mapping):
        return columns.equal_one_of(name, tuple(allowed))
    numbers = totals[name] if totals and name in totals else columns.numbers(name)
    return (numbers >= allowed.get("min", -np.inf)) & (numbers <= allowed.get("max", np.inf))
