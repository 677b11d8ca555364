"""Writing data into a sheet: every text as a text, so that nothing people typed becomes a live formula."""

from datetime import date, datetime

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


def is_blank(value: Value) -> bool:
    """Whether a value is missing: None, NaN, NaT, NA or an empty text."""
    return value == "" if isinstance(value, str) else bool(pd.isna(value))


def write_value(sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """Write one value by its own type; a missing one writes nothing.

    Args:
        sheet: where to.
        row: 0-based.
        column: 0-based.
        value: text, number, truth value (as 是 or 否), date or a missing value.
        look: the cell's format.
    """
    if is_blank(value):
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
