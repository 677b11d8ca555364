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

from metrics.county import BookKey, BookShelf
from metrics.framework import parse_period
from metrics.scoring.measures import Prepared
from metrics.scoring.scorebook import ScoreBook, score_book

#: Rooms whose code and data decide what a score is, from stored rows on.
_ROOMS = ("framework", "county", "doubts", "scoring", "store/database", "store/reporting")
_TEXTS = ("level", "framework_version", "data_version")
_PERIODS = ("period", "scope")
_LINES = ("low", "high")
_APART = "not_counted"
_FRAMES = tuple(
    one.name for one in fields(ScoreBook) if one.name not in (*_TEXTS, *_PERIODS, *_LINES, _APART)
)


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
    """A score book as one Parquet file; the same book gives the same bytes."""
    parts = {name: getattr(book, name) for name in _FRAMES} | {
        name: getattr(book, name).to_frame(name) for name in _LINES
    }
    whole = pd.concat([frame.add_prefix(f"{name}/") for name, frame in parts.items()], axis=1)
    told = {name: getattr(book, name) for name in _TEXTS}
    told |= {name: getattr(book, name).code for name in _PERIODS}
    whole.attrs = {"book": told | {_APART: book.not_counted.to_dict("split", index=False)}}
    sink = BytesIO()
    whole.to_parquet(sink)
    return sink.getvalue()


def unpack_book(content: bytes) -> ScoreBook:
    """The book that `pack_book` made bytes of."""
    whole = pd.read_parquet(BytesIO(content))
    told = whole.attrs["book"]
    whole.attrs = {}
    parts = {name: _part(whole, name) for name in (*_FRAMES, *_LINES)}
    lines = {name: pd.Series(parts.pop(name)[name].to_numpy(), whole.index) for name in _LINES}
    apart = pd.DataFrame(told[_APART]["data"], columns=told[_APART]["columns"])
    made: dict[str, Any] = {name: told[name] for name in _TEXTS}
    made |= parts
    made |= lines
    made |= {name: parse_period(told[name]) for name in _PERIODS}
    return ScoreBook(**made | {_APART: apart})


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
