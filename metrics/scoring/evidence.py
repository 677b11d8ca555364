"""Every value knows its rows: which ones, in which file, sheet and cell, and what each of them adds."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from metrics.framework import Framework
from metrics.scoring.data import Data
from metrics.scoring.levels import level_of
from metrics.scoring.measures import fraction_of, has_formula
from metrics.scoring.parts import Part
from metrics.scoring.prepared import Prepared, prepare

#: Columns of a table of rows behind a figure.
COLUMNS = (
    *("ledger", "submission", "file", "sheet", "row", "cell", "field", "value", "code", "date", "name"),
    *("enterprise", "brand", "unit", "role", "amount"),
)
_KINDS = {"submission": np.int64, "row": np.int64, "date": "datetime64[us]", "amount": float}

#: What stands above and below the line.
Sides = Mapping[str, tuple[Part, ...]]


def rows_behind(
    framework: Framework, data: Data, level: str, entity: str, measure: str, prepared: Prepared | None = None
) -> pd.DataFrame:
    """The rows a value is made of.

    Args:
        framework: what is measured.
        data: all approved rows up to the period's end.
        level: level of the entity.
        entity: its code.
        measure: id of the measure.
        prepared: of the same framework and data, when it is there already.

    Returns:
        One row a ledger row and role (numerator, denominator), with the cell of the counted field, its text
        as it stands there, whose the row is, and `amount`: what it adds to its side of the value. A row that
        adds 0 repeats something already counted (the same enterprise, month, matter) or exceeds a limit.

    Raises:
        KeyError: unknown level, entity or measure.
    """
    ready = prepared or prepare(framework, data)
    at = level_of(ready, level)
    number, spec = at.entities.index.get_loc(entity) + 1, framework.measure[measure]
    if not has_formula(spec, at):
        return located(ready, {})
    fraction = fraction_of(ready, spec, at)
    below = fraction.denominator if isinstance(fraction.denominator, tuple) else ()
    sides = {"numerator": fraction.numerator, "denominator": below}
    return located(
        ready,
        {
            role: tuple(_of_entity(part, fraction.groups, number) for part in parts)
            for role, parts in sides.items()
        },
    )


def located(prepared: Prepared, sides: Sides) -> pd.DataFrame:
    """The rows of both sides as a table with `COLUMNS`, in the order of ledger, submission and row."""
    pieces = [
        piece
        for role, parts in sides.items()
        for piece in _side(prepared, role, [part for part in parts if len(part.rows)])
    ]
    if not pieces:
        return pd.DataFrame({name: pd.Series(dtype=_KINDS.get(name, "str")) for name in COLUMNS})
    return pd.DataFrame({name: np.concatenate([piece[name] for piece in pieces]) for name in COLUMNS})


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


def _side(prepared: Prepared, role: str, parts: list[Part]) -> Iterable[dict[str, np.ndarray]]:
    """Each part's rows in order; a number that counts once adds 1 at its first row over all parts."""
    counted: set[tuple[int, int]] = set()
    for part in sorted(parts, key=lambda one: one.ledger):
        piece = _piece(prepared, part)
        order = np.lexsort((piece["row"], piece["submission"]))
        amount = np.ones(len(order)) if part.amount is None else part.amount[order].astype(float)
        if part.once is not None:
            amount = _first(part, order, counted)
        yield {
            **{name: values[order] for name, values in piece.items()},
            "role": np.full(len(order), role, dtype=object),
            "amount": amount,
        }


def _first(part: Part, order: np.ndarray, counted: set[tuple[int, int]]) -> np.ndarray:
    """1 for the first row of each number of each entity that no earlier part had, else 0."""
    pairs = pd.DataFrame({"key": part.key[order], "once": part.once[order]})
    first = np.flatnonzero(~pairs.duplicated() & (pairs["once"] > 0))
    different = list(pairs.iloc[first].itertuples(index=False, name=None))
    amount = np.zeros(len(pairs))
    amount[first] = [pair not in counted for pair in different]
    counted.update(different)
    return amount


def _piece(prepared: Prepared, part: Part) -> dict[str, np.ndarray]:
    table, spec = prepared.tables[part.ledger], prepared.framework.ledgers[part.ledger]
    frame, known, rows = table.columns.frame, prepared.directory, part.rows
    submission = frame["_submission"].to_numpy(dtype=np.int64)[rows]
    row = frame["_row"].to_numpy(dtype=np.int64)[rows]
    return {
        "ledger": np.full(len(rows), part.ledger, dtype=object),
        "submission": submission,
        "row": row,
        **_places(prepared, part, submission, row),
        "field": np.full(len(rows), part.field, dtype=object),
        "value": texts(frame, part.field, rows),
        "code": texts(frame, spec.key, rows),
        "date": table.columns.days(spec.date)[rows],
        "name": texts(frame, spec.name_field or spec.key, rows),
        "enterprise": _picked(known.enterprises, table.enterprise[rows]),
        "brand": _picked(known.brands, table.brand[rows]),
        "unit": _picked(known.units, table.unit[rows]),
    }


def _places(prepared: Prepared, part: Part, submission: np.ndarray, row: np.ndarray) -> dict[str, np.ndarray]:
    """File, sheet and address of each row; the whole row's where the field has no column in the file."""
    different, numbers = np.unique(submission, return_inverse=True)
    data = prepared.data
    cells = [data.cell(int(one), part.ledger, 0, part.field) for one in different]
    column = _picked([cell.address.partition(":")[0] for cell in cells], numbers + 1)
    digits = row.astype(str).astype(object)
    return {
        "file": _picked([data.submissions[int(one)].file for one in different], numbers + 1),
        "sheet": _picked([cell.sheet for cell in cells], numbers + 1),
        "cell": np.where(column == "", digits + ":" + digits, column + digits),
    }


def _picked(words: Iterable[str], numbers: np.ndarray) -> np.ndarray:
    """Words by number from 1; an empty text for 0."""
    return np.array(["", *words], dtype=object)[numbers]


def texts(frame: pd.DataFrame, field: str, rows: np.ndarray) -> np.ndarray:
    """A field as people see it in the file: as typed where that says more; empty for missing."""
    if field not in frame:
        return np.full(len(rows), "", dtype=object)
    plain = _plain(frame[field].iloc[rows])
    raw = f"{field}__raw"
    if raw not in frame:
        return plain
    typed = frame[raw].iloc[rows].to_numpy(dtype=object, na_value=None)
    return np.where(pd.isna(typed), plain, typed)


def _plain(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.map({True: "是", False: "否"}).to_numpy(dtype=object, na_value="")
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.dt.strftime("%Y-%m-%d").to_numpy(dtype=object, na_value="")
    words = values.astype("str")
    if pd.api.types.is_float_dtype(values.dtype):
        words = words.str.removesuffix(".0")
    return words.to_numpy(dtype=object, na_value="")
