"""Weights and targets of the framework as a table to be edited."""

from collections.abc import Iterator

import pandas as pd

from metrics.framework import FORMULA_LEVELS, Framework, MeasureSpec, NodeSpec
from metrics.framework.editing import numbers

#: Header of a column of targets → formula level.
TARGETS = {f"满分·{word}": letter for letter, word in FORMULA_LEVELS.items()}


def number_table(framework: Framework) -> pd.DataFrame:
    """One row a group, item or measure in the order of the tree; targets only where there is a formula."""
    known, rows = numbers(framework), []
    for group in framework.groups:
        items = [item for item in framework.items if item.parent == group.id]
        for part in _below(framework, group, items):
            full = {name: known.get(f"{part.id}.full_score.{letter}") for name, letter in TARGETS.items()}
            units = framework.measure[part.id].ledger.units if part.id in framework.measure else {}
            said = "、".join(dict.fromkeys(units.values()))
            row = {
                "编号": part.id,
                "名称": part.name,
                "权重": known[f"{part.id}.weight"],
                **full,
                "单位": said,
            }
            rows.append(row)
    return pd.DataFrame(rows).astype(dict.fromkeys(("权重", *TARGETS), "float64"))


def _below(framework: Framework, group: NodeSpec, items: list[NodeSpec]) -> Iterator[NodeSpec | MeasureSpec]:
    yield group
    for item in items:
        yield item
        yield from framework.measures_of(item.id)


def changed(table: pd.DataFrame, edited: pd.DataFrame) -> dict[str, float]:
    """Number (as `edit.numbers` names it) → new value.

    A target that was cleared, or set where there is no formula, is left as it was.
    """
    names = {"权重": "weight", **{name: f"full_score.{letter}" for name, letter in TARGETS.items()}}
    found: dict[str, float] = {}
    for header, name in names.items():
        old, new = table[header], edited[header]
        moved = old.notna() & new.notna() & old.ne(new)
        parts = zip(table["编号"][moved], new[moved], strict=True)
        found |= {f"{part}.{name}": float(value) for part, value in parts}
    return found


def left_as_it_was(table: pd.DataFrame, edited: pd.DataFrame) -> list[str]:
    """What was typed but cannot count, in Chinese sentences."""
    targets = list(TARGETS)
    said = []
    if (edited[targets].notna() & table[targets].isna()).any(axis=None):
        said.append("标“—”的格子没有自己的数（没有公式，或按企业的满分值算），填了也不算。")
    if (edited[targets].isna() & table[targets].notna()).any(axis=None):
        said.append("清空的满分值仍按原来的数。要让一项不计分，请把权重改为 0。")
    return said
