"""Score books as bytes, and found again by what they are made of instead of being computed once more."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from metrics.county import BookKey, BookShelf
from metrics.framework import parse_period
from metrics.scoring.measures import Prepared
from metrics.scoring.scorebook import ScoreBook, score_book

#: Rooms whose code and data decide what a score is, from stored rows on.
_ROOMS = ("framework", "county", "doubts", "scoring", "store/database", "store/reporting")
_TEXTS = ("level", "framework_version", "data_version")
_PERIODS = ("period", "scope")
_LINES = ("low", "high")
_ENTITIES, _STATUS, _RANKS, _APART = "entities", "status", "ranks", "not_counted"
#: The tables of numbers and words.
_FRAMES = tuple(
    one.name for one in fields(ScoreBook) if one.name not in (*_TEXTS, *_PERIODS, *_LINES, _ENTITIES, _APART)
)
#: Where the file says what is no table.
_BOOK = b"book"


def book_of(shelf: BookShelf, key: BookKey, prepared: Callable[[], Prepared]) -> ScoreBook:
    """The score book of a key: found on a shelf, else computed and put there.

    Args:
        shelf: where books are kept; `store.office` is one.
        key: what the book is made of.
        prepared: gives the rows; asked only where there is no book. Should they be other rows than the key
            says (somebody approved meanwhile), the book is theirs and is not kept.

    Raises:
        KeyError: an unknown level.
    """
    content = shelf.find_book(key)
    if content is not None:
        return unpack_book(content)
    book = score_book(prepared(), key.level)
    if (book.data_version, book.framework_version) == (key.data_version, key.framework_version):
        shelf.keep_book(key, pack_book(book))
    return book


def pack_book(book: ScoreBook) -> bytes:
    """A score book as one Parquet file; the same book gives the same bytes.

    One row, and a cell for each of its tables: a column of its own for every measure of every table would
    cost fifty times as much to write.
    """
    cells: dict[str, pa.Array] = {_ENTITIES: pa.array([_as_parquet(book.entities)], pa.binary())}
    columns = {}
    for name in _FRAMES:
        frame: pd.DataFrame = getattr(book, name)
        columns[name] = [str(column) for column in frame.columns]
        cells[name] = _cell(_numbers_of(frame) if name != _STATUS else _words_of(frame), name)
    cells |= {name: _cell(getattr(book, name).to_numpy(dtype=float), name) for name in _LINES}
    told: dict[str, Any] = {name: getattr(book, name) for name in _TEXTS}
    told |= {name: getattr(book, name).code for name in _PERIODS}
    told |= {_APART: book.not_counted.to_dict("split", index=False), "columns": columns}
    table = pa.table(cells, metadata={_BOOK: json.dumps(told, ensure_ascii=False)})
    sink = BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def unpack_book(content: bytes) -> ScoreBook:
    """The book that `pack_book` made bytes of, today's or that of a version before 2026-12."""
    table = pq.read_table(pa.BufferReader(content))
    if _BOOK not in (table.schema.metadata or {}):
        return _wide_book(content)
    told = json.loads(table.schema.metadata[_BOOK])
    entities = pd.read_parquet(BytesIO(table[_ENTITIES][0].as_py()))
    made: dict[str, Any] = {name: told[name] for name in _TEXTS}
    made |= {name: parse_period(told[name]) for name in _PERIODS}
    made |= {name: _frame(table, name, told["columns"][name], entities.index) for name in _FRAMES}
    made |= {name: pd.Series(_values(table, name), entities.index) for name in _LINES}
    return ScoreBook(**made | {_ENTITIES: entities, _APART: _apart(told)})


def _as_parquet(frame: pd.DataFrame) -> bytes:
    sink = BytesIO()
    frame.to_parquet(sink)
    return sink.getvalue()


def _numbers_of(frame: pd.DataFrame) -> np.ndarray:
    """Column after column; whole numbers that are missing are NaN, as all others."""
    return frame.to_numpy(dtype=float, na_value=np.nan).ravel(order="F")


def _words_of(frame: pd.DataFrame) -> np.ndarray:
    return frame.to_numpy(dtype=object).ravel(order="F")


def _cell(values: np.ndarray, name: str) -> pa.Array:
    kind = pa.string() if name == _STATUS else pa.float64()
    return pa.array([pa.array(values, kind)], pa.list_(kind))


def _values(table: pa.Table, name: str) -> np.ndarray:
    numbers: np.ndarray = table[name].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return numbers.copy()


def _frame(table: pa.Table, name: str, columns: list[str], index: pd.Index) -> pd.DataFrame:
    """A table of the book, with the types that it had."""
    values = _values(table, name).reshape((len(index), len(columns)), order="F")
    names = pd.Index(columns, dtype="str")
    if name == _STATUS:
        return pd.DataFrame(values, index, names, dtype="str")
    if name == _RANKS:
        missing = np.isnan(values)
        whole = np.where(missing, 1, values).astype(np.int64)
        sides = (pd.arrays.IntegerArray(*one) for one in zip(whole.T, missing.T, strict=True))
        made = pd.DataFrame(dict(enumerate(sides)), index=index, copy=False)
        made.columns = names
        return made
    return pd.DataFrame(values, index, names)


def _apart(told: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(told[_APART]["data"], columns=told[_APART]["columns"])


def _wide_book(content: bytes) -> ScoreBook:
    """A book of the form before, a column for every measure of every table: provinces may keep some."""
    whole = pd.read_parquet(BytesIO(content))
    told = whole.attrs["book"]
    whole.attrs = {}
    parts = {name: _part(whole, name) for name in (_ENTITIES, *_FRAMES, *_LINES)}
    lines = {name: pd.Series(parts.pop(name)[name].to_numpy(), whole.index) for name in _LINES}
    made: dict[str, Any] = {name: told[name] for name in _TEXTS}
    made |= parts
    made |= lines
    made |= {name: parse_period(told[name]) for name in _PERIODS}
    return ScoreBook(**made | {_APART: _apart(told)})


def _part(whole: pd.DataFrame, name: str) -> pd.DataFrame:
    start = f"{name}/"
    mine = [column for column in whole.columns if column.startswith(start)]
    return whole[mine].rename(columns=lambda column: column.removeprefix(start))


@cache
def code_version() -> str:
    """Hash of the code and data that turn stored rows into scores, and of the libraries that count."""
    root, whole = Path(__file__).parents[1], hashlib.sha256()
    whole.update(json.dumps([np.__version__, pd.__version__]).encode())
    for room in _ROOMS:
        for file in sorted((root / room).rglob("*")):
            if file.suffix in (".py", ".toml", ".csv"):
                whole.update(file.relative_to(root).as_posix().encode())
                whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()
