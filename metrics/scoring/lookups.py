"""One value, row or position out of a table, as the type it is known to have.

pandas says of a cell only that it is some scalar, and of a row that it may be several. Tables of a score book
have one row a code and columns of one type; that is said here once. `idxmax` names a row too.
"""

from collections.abc import Hashable
from typing import cast

import pandas as pd


def number_at(table: pd.DataFrame, row: Hashable, column: str) -> float:
    """The number in a row and a column, NaN or NA where there is none; KeyError for an unknown place."""
    return cast("float", table.loc[cast("str", row), column])


def text_at(table: pd.DataFrame, row: Hashable, column: str) -> str:
    """The text in a row and a column; KeyError for an unknown place."""
    return cast("str", table.loc[cast("str", row), column])


def row_at(table: pd.DataFrame, row: Hashable) -> pd.Series:
    """The only row of a code, by column; KeyError for an unknown one."""
    return cast("pd.Series", table.loc[cast("str", row)])


def position_of(codes: pd.Index, code: Hashable) -> int:
    """Where the only entry of a code stands, from 0; KeyError for an unknown one."""
    return cast("int", codes.get_loc(code))


def is_missing(value: object) -> bool:
    """Whether a single value is None, NaN, NaT or NA."""
    return value is None or bool(pd.isna(cast("float", value)))
