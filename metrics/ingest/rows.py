"""Which rows below a header are data, and which are totals, notes, repeated headers or blank."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from metrics.framework.model import name_key
from metrics.ingest.header import Header
from metrics.ingest.raw import Array, RawColumn, RawSheet, spread

_TOTAL = re.compile(r"(?:本[页表期季]?|全[年县部])?(?:合计|小计|总计|共计|累计)(?:[:：].*|数|[(（].*[)）])?")
_NOTE = re.compile(
    r"(?:备注|说明|填表说明|填报说明|注意事项|填表人|填报人|制表人?|审核人?|负责人|单位负责人|联系人|联系电话|填报单位|填报日期|填表日期)[:：].*"
    r"|注\d?[:：.、].*|(?:备注|说明|填表说明|填报说明)"
)
#: A row that begins like a note may hold at most so many filled cells.
_NOTE_CELLS = 3
_LONGEST_TOTAL = 20
#: Signs without which a text is no note; they spare most texts the closer look.
_NOTE_SIGN = re.compile("[:：注]|说明")


@dataclass(frozen=True)
class Rows:
    """Excel rows (1-based) by what they are; `data` is an array."""

    data: Array
    totals: tuple[int, ...]
    notes: tuple[int, ...]


def classify(sheet: RawSheet, header: Header) -> Rows:
    """Sort the rows below the header.

    Args:
        sheet: as read.
        header: where it stands and which columns are fields.
    """
    fields = [sheet.columns[column - 1] for column in header.fields.values()]
    every = [*fields, *(sheet.columns[column - 1] for column in header.unknown)]
    number = pd.RangeIndex(1, sheet.height + 1).to_numpy()
    filled = sum(~column.blank for column in fields)
    again = _flagged([(column, _same(column, header.bottom)) for column in fields], number)
    total = _flagged([(column, _is_total) for column in every], number) > 0
    note = _flagged([(column, _is_note) for column in every], number) > 0
    note &= sum(~column.blank for column in every) <= _NOTE_CELLS
    header_again = (again >= 2) & (again * 2 >= filled)
    below = number > header.bottom
    return Rows(
        number[below & (filled > 0) & ~total & ~note & ~header_again],
        tuple(number[below & total].tolist()),
        tuple(number[below & note & ~total].tolist()),
    )


def _flagged(tests: list[tuple[RawColumn, Callable[[str], bool]]], number: Array) -> Array:
    """Per row, in how many columns the test holds."""
    count = number * 0
    for column, test in tests:
        flags = [isinstance(value, str) and test(value) for value in column.values]
        if any(flags):
            count = count + spread(flags, column.codes)
    return count


def _is_total(text: str) -> bool:
    return "计" in text and len(text) < _LONGEST_TOTAL and bool(_TOTAL.fullmatch(name_key(text)))


def _is_note(text: str) -> bool:
    return bool(_NOTE_SIGN.search(text)) and bool(_NOTE.fullmatch(name_key(text)))


def _same(column: RawColumn, row: int) -> Callable[[str], bool]:
    heading = column.at(row)
    return lambda text: bool(text) and text == heading
