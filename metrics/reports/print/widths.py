"""How wide a table's columns are: as was asked, or by their longest texts."""

import unicodedata

from metrics.reports.model import TableBlock, printed

#: Narrowest and widest share a column gets of a table whose widths were not given, in half-width characters.
_NARROW, _WIDE = 5, 40
#: A cell's own margins take as much as so many half-width characters.
_MARGIN = 2


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
