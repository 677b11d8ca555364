"""Tables too long to be a frame twice: packed in pieces, and read piece by piece."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from metrics.reports.model import Report, TableBlock

#: Rows from which a table is packed for another process, and rows of a piece.
LONG, PIECE = 20_000, 10_000


@dataclass(frozen=True, eq=False)
class PackedTable(TableBlock):
    """A long table: `frame` has its columns and no row, `pieces` are its rows in order, each as Parquet."""

    pieces: tuple[bytes, ...] = ()


def slices(table: TableBlock) -> Iterator[pd.DataFrame]:
    """The rows of a table, a part at a time."""
    if isinstance(table, PackedTable):
        for piece in table.pieces:
            yield pd.read_parquet(io.BytesIO(piece))
    else:
        for start in range(0, len(table.frame), PIECE):
            yield table.frame.iloc[start : start + PIECE]


def cells(report: Report) -> int:
    """How many cells the tables of a report have at the least."""
    tables = [block for block in report.blocks if isinstance(block, TableBlock)]
    return sum(_rows(table) * len(table.layout) for table in tables)


def _rows(table: TableBlock) -> int:
    """Rows of a table; of a packed one as many as its pieces may have."""
    return len(table.pieces) * PIECE if isinstance(table, PackedTable) else len(table.frame)


def without_long(report: Report) -> tuple[Report, Mapping[int, PackedTable]]:
    """A report without the rows of its long tables, and these by their position among its blocks."""
    packed = {
        at: _packed(block)
        for at, block in enumerate(report.blocks)
        if isinstance(block, TableBlock) and len(block.frame) >= LONG and _plain(block.frame)
    }
    if not packed:
        return report, {}
    blocks = [
        TableBlock(*_told(packed[at])) if at in packed else block for at, block in enumerate(report.blocks)
    ]
    return replace(report, blocks=tuple(blocks)), packed


def with_long(report: Report, pieces: Mapping[int, tuple[bytes, ...]], *, packed: bool) -> Report:
    """The report with its long tables, given the pieces of each by position.

    Args:
        report: from `without_long`.
        pieces: by position among the blocks.
        packed: whether they stay packed, for a format that reads piece by piece.
    """
    blocks = list(report.blocks)
    for at, given in pieces.items():
        block = blocks[at]
        if not isinstance(block, TableBlock):
            raise TypeError(f"block {at} is no table")
        table = PackedTable(*_told(block), given)
        blocks[at] = table if packed else replace(block, frame=pd.concat(slices(table), ignore_index=True))
    return replace(report, blocks=tuple(blocks))


def _packed(block: TableBlock) -> PackedTable:
    """Its columns' formats are told by what they hold, so they are told before it goes."""
    pieces = tuple(_piece(part) for part in slices(block))
    named = replace(block, frame=block.frame.head(0), columns=block.layout)
    return PackedTable(*_told(named), pieces)


def _told(
    table: TableBlock,
) -> tuple[str, pd.DataFrame, tuple, str, str, bool]:
    return (table.title, table.frame, table.columns, table.source, table.note, table.repeat_header)


def _piece(frame: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    frame.to_parquet(sink, index=False)
    return sink.getvalue()


def _plain(frame: pd.DataFrame) -> bool:
    """Whether every column holds numbers alone or texts alone, which come back as they went."""
    return frame.columns.is_unique and all(
        pd.api.types.is_numeric_dtype(frame.dtypes.iloc[at])
        or pd.api.types.infer_dtype(frame.iloc[:, at], skipna=True) == "string"
        for at in range(frame.shape[1])
    )
