"""Writing data into a sheet: every text as a text, so that nothing people typed becomes a live formula."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: What a cell can hold; missing values of pandas are written as nothing.
Value = str | int | float | bool | date | datetime | None

#: Options of every workbook we write: data such as `=HYPERLINK(…)` or `http://…` stays text.
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


#: What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection).
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def tame(value: object) -> object:
    """A value for CSV, which knows no types: a text that begins like a formula gets a `'` before it.

    A carriage return becomes a line feed: the csv module leaves it bare, and what follows would be a row.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    return f"'{text}" if text.startswith(LIVE) else text


def untamed(text: str) -> str:
    """A text as it was before `tame`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(LIVE) else text


def tamed(table: pd.DataFrame | Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """A table that may be saved as CSV, also with the button that tables on pages have: its texts tame."""
    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(list(table))
    texts = frame.select_dtypes(["object", "str"])
    return frame.assign(**{str(name): texts[name].map(tame) for name in texts})


def csv_text(frame: pd.DataFrame) -> str:
    """A frame and its index as CSV, full double precision, in which no text is a live formula."""
    safe = tamed(frame).set_axis(frame.index.map(tame), axis="index")
    return safe.rename(columns=tame).to_csv(lineterminator="\n")


def is_blank(value: object) -> bool:
    """Whether a value is missing: None, NaN, NaT, NA or an empty text."""
    # pandas types its question for single values only.
    return value == "" if isinstance(value, str) else bool(pd.isna(cast("Value", value)))


def write_value(sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """Write one value by its own type; a missing one writes nothing.

    Args:
        sheet: where to.
        row: 0-based.
        column: 0-based.
        value: text, number, truth value (as 是 or 否), date or a missing value.
        look: the cell's format.
    """
    if value is None or is_blank(value):
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, look)
    elif isinstance(value, date | datetime):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", look)
    else:
        sheet.write_number(row, column, float(value), look)


def write_frame(
    sheet: Worksheet, top: int, frame: pd.DataFrame, looks: dict[str, Format], order: list[str]
) -> None:
    """Write a frame's columns below `top` (0-based), in the order of `order`; columns it lacks stay blank."""
    for position, name in enumerate(order):
        if name in frame:
            for offset, value in enumerate(frame[name].tolist()):
                write_value(sheet, top + offset, position, value, looks[name])
