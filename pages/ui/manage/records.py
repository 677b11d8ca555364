"""Small tables that are edited in place: words and numbers of the framework, nobody's rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st


def edited_frame(  # noqa: PLR0913 - most of what st.data_editor takes
    table: pd.DataFrame,
    *,
    key: str,
    alt: str,
    columns: Mapping[str, Any],
    fixed: Sequence[str] = (),
    rows: Literal["fixed", "dynamic"] = "fixed",
    height: int | Literal["auto"] = "auto",
    width: int | Literal["stretch"] = "stretch",
) -> pd.DataFrame:
    """A table as somebody has edited it.

    Args:
        table: as it stands.
        key: of the control; another one begins afresh.
        alt: what the table is, for those who do not see it.
        columns: header → column configuration.
        fixed: headers of columns nobody changes.
        rows: whether rows may be added and taken out.
        height: in pixels.
        width: in pixels.
    """
    return st.data_editor(
        table,
        hide_index=True,
        key=key,
        alt=alt,
        column_config=dict(columns),
        disabled=list(fixed),
        num_rows=rows,
        height=height,
        width=width,
        placeholder="—",
    )


def edited_pairs(
    pairs: Mapping[str, float], words: tuple[str, str], *, key: str, alt: str, fixed: bool = False
) -> dict[str, float]:
    """A word and a number a line, as somebody has edited them; lines without either are left out.

    Args:
        pairs: as they stand.
        words: headers of the words and of the numbers.
        key: of the control; likewise `alt`.
        fixed: whether the words stay as they are.
    """
    name, number = words
    table = pd.DataFrame(
        {name: pd.Series(list(pairs), dtype="str"), number: pd.Series(list(pairs.values()), dtype=float)}
    )
    edited = edited_frame(
        table,
        key=key,
        alt=alt,
        columns={number: st.column_config.NumberColumn(min_value=0.0, format="%g")},
        fixed=(name,) if fixed else (),
        rows="fixed" if fixed else "dynamic",
        width=320,
    )
    told = edited.dropna()
    return {
        str(word).strip(): float(value)
        for word, value in zip(told[name], told[number], strict=True)
        if str(word).strip()
    }
