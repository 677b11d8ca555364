"""Where the rows on both sides of a value stand: file, sheet, cell, and what each of them adds."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.prepared import Prepared

#: Columns of a table of rows behind a figure.
COLUMNS = (
    *("ledger", "submission", "file", "sheet", "row", "cell", "field", "value", "code", "date", "name"),
    *("enterprise", "brand", "unit", "role", "amount"),
)


_KINDS = {"submission": "int64", "row": "int64", "date": "datetime64[us]", "amount": "float64"}

#: What stands above and below the line.
Sides = Mapping[str, tuple[Part, ...]]


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
    pairs = pd.DataFrame({"key": part.whose[order], "once": part.numbers[order]})
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
    typed = frame[raw].iloc[rows].to_numpy(dtype=object)
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
