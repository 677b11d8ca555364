"""A workbook as it was read: every cell as it stands, each column with its distinct values once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from metrics.framework import visible
from metrics.ingest.model import CellRef

#: A one-dimensional numpy array (of positions or truth values), as pandas hands it out.
Array = Any
#: A cell as it comes out of the reader: text, number or tuple (see RawColumn).
Raw = str | int | float | tuple
#: Spaces of all kinds, and the invisible signs that stand alone in cells that look empty.
_NOTHING_SEEN = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
)
#: Invisible signs alone in a cell are few.
_FEW = 8
#: A cell that holds a picture; as the worker says it.
PICTURE = ("i",)


@dataclass(frozen=True)
class Refusal:
    """Why a file was not read: the finding's code, what was found, what to do if not the usual, and where."""

    code: str
    found: str
    hint: str = ""
    place: CellRef | None = None


@dataclass(frozen=True)
class RawColumn:
    """One column of a sheet.

    Args:
        values: its distinct values in order of appearance; a blank is an empty text. Dates are ("d", y, m, d)
            or ("dt", y, m, d, h, min, s), truth values ("b", x), times ("t", h, min, s), spans ("s", sec);
            ("f", value, format) is one of these under a number format that may say something else, ("i",) a
            picture.
        codes: per row (0-based) the position among `values`.
    """

    values: list[Raw]
    codes: Array

    def at(self, row: int) -> Raw:
        """The value in a row (1-based); blank below the end."""
        return self.values[self.codes[row - 1]] if 0 < row <= len(self.codes) else ""

    @cached_property
    def all_text(self) -> str:
        """Its distinct texts one after the other: a sign that is not in here is in none of them."""
        return "\n".join([value for value in self.values if isinstance(value, str)])

    @cached_property
    def blank(self) -> Array:
        """Per row, whether the cell is blank."""
        return spread([isinstance(v, str) and _is_blank(v) for v in self.values], self.codes)


def _is_blank(text: str) -> bool:
    """Whether there is nothing to see in a cell; rarer signs are looked for in short texts alone."""
    if not text.strip(_NOTHING_SEEN):
        return True
    return len(text) <= _FEW and not visible(text).strip(_NOTHING_SEEN)


def spread(flags: list[bool], codes: Array) -> Array:
    """Truth values of distinct cells, put to every row that has them."""
    return pd.array(flags, dtype="bool").to_numpy()[codes]


def int_codes(written: bytes) -> Array:
    """Positions as a worker wrote them (C ints), as an array."""
    # Unlike a Series, pd.array takes a buffer without walking through it value by value.
    return pd.array(memoryview(written).cast("i"), dtype="int64").to_numpy()


@dataclass(frozen=True)
class RawSheet:
    """One sheet.

    `merges` are (top, left, bottom, right), `broken` (row, column) → error, `hidden_rows` and
    `hidden_columns` what is not shown, `struck` (row, column) → what is struck out there, empty for all of
    it; all 1-based.
    """

    name: str
    visible: bool
    height: int
    columns: tuple[RawColumn, ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    struck: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)

    def row(self, number: int) -> list[Raw]:
        """The cells of a row (1-based)."""
        return [column.at(number) for column in self.columns]


@dataclass(frozen=True)
class RawBook:
    """A readable file: `kind` is xlsx, xls or csv."""

    kind: str
    sheets: tuple[RawSheet, ...]

    def sheet(self, name: str) -> RawSheet | None:
        """The sheet of a name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
