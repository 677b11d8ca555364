"""How wide a table's columns are: as was asked, or by their longest texts."""

import re
import unicodedata
from collections.abc import Sequence

from metrics.reports.model import TableBlock, printed

#: Narrowest and widest share a column gets of a table whose widths were not given, in half-width characters.
_NARROW, _WIDE = 5, 40
#: A cell's own margins take as much as so many half-width characters.
_MARGIN = 2
#: Words that stay in one line.
_SHORT = 8
#: A number as it is printed, which may not be parted; and how much wider than half a sign a digit is.
_NUMBER, _DIGIT = re.compile(r"[−-]?\d[\d.,]*%?"), 1.2


def widths(table: TableBlock, room: float) -> list[float]:
    """The columns' widths in half-width characters, `room` in all: as `shares`, with what is short whole.

    Numbers are not cut in two, nor words of a column where all are short.

    Args:
        table: the table.
        room: half-width characters that the table may be wide.
    """
    given = shares(table)
    found = [one * room / sum(given) for one in given]
    least = [_whole(cells) for cells in zip(*printed(table), strict=True)] or [0.0] * len(found)
    if sum(least) >= room:
        return found
    # Who has too little takes from the others, who may not come to have too little themselves.
    for _ in found:
        short = sum(max(0.0, need - one) for need, one in zip(least, found, strict=True))
        spare = sum(max(0.0, one - need) for need, one in zip(least, found, strict=True))
        if short <= 0 or spare <= 0:
            break
        found = [
            need if one <= need else one - (one - need) * short / spare
            for need, one in zip(least, found, strict=True)
        ]
    return found


def _whole(cells: Sequence[str]) -> float:
    """What a column needs for its numbers, and for its words where all of them are short."""
    numbers = max((len(one) for text in cells for one in _NUMBER.findall(text)), default=0) * _DIGIT
    words = max(map(length, cells), default=0)
    needed = max(numbers, words if words <= _SHORT else 0)
    return needed + _MARGIN if needed else 0.0


def shares(table: TableBlock) -> list[float]:
    """The columns' shares of a table's width; those given, or by content, a header wrapping in two."""
    layout = table.layout
    if {column.width for column in layout} != {1.0}:
        return [column.width for column in layout]
    rows = printed(table)
    columns = zip(*rows, strict=True) if rows else [()] * len(layout)
    return [
        float(min(_WIDE, max(_NARROW, length(one.name) / 2, *map(length, cells))) + _MARGIN)
        for one, cells in zip(layout, columns, strict=True)
    ]


def length(text: str) -> int:
    """Half-width characters a text takes, a Chinese one counting two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
