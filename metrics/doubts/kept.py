"""Doubts as bytes, and found again by what they are made of, as score books are (`scoring.kept`)."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from metrics.county import BookKey, BookShelf, ReturnedFinding, SubmissionInfo
from metrics.doubts.model import Doubt, Place
from metrics.framework import Period, parse_period
from metrics.ingest import CellRef

#: Where doubts stand among the levels of books: every doubt of a period, and the questions since January.
DOUBTS, QUESTIONS = "doubts", "questions"
#: Of a place what every cell of its row has, and of a doubt what is no place.
_OF_ROW = ("file", "submission", "unit", "period", "ledger", "row", "code", "id")
_TOLD = tuple(one.name for one in fields(Doubt) if one.name not in ("where", "units"))
#: Values that JSON does not know, by the word that stands for them.
_NAN, _NA, _NAT, _DAY = "nan", "na", "nat", "day"


def doubts_of(
    shelf: BookShelf,
    key: BookKey,
    look: Callable[[], tuple[Doubt, ...]],
    settled: Callable[[], bool],
) -> tuple[Doubt, ...]:
    """The doubts of a key: found on a shelf, else looked for and put there.

    Args:
        shelf: where they are kept; `store.office` is one.
        key: what they are made of; its level is DOUBTS or QUESTIONS, its data version of `doubts_version`.
        look: looks for them; asked only where nothing is kept.
        settled: asked afterwards, whether what was looked at is what the key says: somebody may have approved
            meanwhile, and what was found is not kept then.
    """
    content = shelf.find_book(key)
    if content is not None:
        return unpack_doubts(content)
    found = look()
    if settled():
        shelf.keep_book(key, pack_doubts(found))
    return found


def doubts_version(
    data_version: str,
    submissions: Iterable[SubmissionInfo],
    period: Period,
    returned: Sequence[ReturnedFinding] = (),
) -> str:
    """What doubts of a period are told apart by: its rows, every revision up to its end, what came back.

    Args:
        data_version: of the rows that count.
        submissions: all there are, in any state.
        period: of the doubts.
        returned: what the office above found.
    """
    lines = [
        [one.id, one.unit, one.period, one.revision, one.sha256, one.state, one.file]
        for one in submissions
        if parse_period(one.period).end <= period.end
    ]
    told = [data_version, sorted(lines), [repr(one) for one in returned]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def pack_doubts(doubts: Iterable[Doubt]) -> bytes:
    """Doubts as bytes; a row that several are about stands once, with its values."""
    rows: dict[str, int] = {}

    def where(place: Place) -> list[object]:
        """Its row's position among the rows, and its cell in it."""
        # Before and after a ruling the same row may say something else.
        return [rows.setdefault(_text(_row(place)), len(rows)), place.field, place.cell.column]

    told = [
        [[getattr(doubt, name) for name in _TOLD], list(doubt.units), list(map(where, doubt.where))]
        for doubt in doubts
    ]
    whole = f'{{"rows": [{", ".join(rows)}], "doubts": {_text(told)}}}'
    return zlib.compress(whole.encode(), 6)


def unpack_doubts(content: bytes) -> tuple[Doubt, ...]:
    """The doubts that `pack_doubts` made bytes of."""
    told = json.loads(zlib.decompress(content))
    rows = [_read(one) for one in told["rows"]]
    return tuple(
        Doubt(
            where=tuple(_place(rows[at], field, column) for at, field, column in where),
            units=tuple(units),
            **dict(zip(_TOLD, texts, strict=True)),
        )
        for texts, units, where in told["doubts"]
    )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _row(place: Place) -> list[Any]:
    values = {name: _packed(value) for name, value in place.values.items()}
    return [[getattr(place, name) for name in _OF_ROW], place.cell.sha256, place.cell.sheet, values]


def _read(row: list[Any]) -> tuple[dict[str, Any], str, str, Mapping[str, object]]:
    of_row, sha256, sheet, values = row
    told = dict(zip(_OF_ROW, of_row, strict=True))
    return told, sha256, sheet, {name: _unpacked(value) for name, value in values.items()}


def _place(row: tuple[dict[str, Any], str, str, Mapping[str, object]], field: str, column: int) -> Place:
    told, sha256, sheet, values = row
    return Place(cell=CellRef(sha256, sheet, told["row"], column), field=field, values=values, **told)


def _packed(value: object) -> object:
    """A value of a row: what JSON knows as it is, else a list that says what it is."""
    if isinstance(value, pd.Timestamp):
        return [_DAY, value.isoformat(), value.unit]
    if value is pd.NA:
        return [_NA]
    if value is pd.NaT:
        return [_NAT]
    return [_NAN] if isinstance(value, float) and value != value else value  # noqa: PLR0124 - only NaN differs


def _unpacked(value: object) -> object:
    if not isinstance(value, list):
        return value
    if value[0] == _DAY:
        return pd.Timestamp(value[1]).as_unit(value[2])
    return {_NA: pd.NA, _NAT: pd.NaT, _NAN: float("nan")}[value[0]]
