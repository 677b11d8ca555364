"""The photos of a file that is handed in: made ready before, kept in the transaction that stores its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType

from sqlalchemy import Connection

from metrics.county import SubmissionInfo
from metrics.ingest import ROW, CheckedWorkbook
from metrics.ingest.photos import TakenPhoto, photos_of
from metrics.store.photos import RowPlace
from metrics.store.photos import kept as photos


@dataclass(frozen=True)
class PhotoParcel:
    """Photos ready to be kept; `codes` is sheet → Excel row → the row's code, `ledgers` ledger → sheet."""

    photos: tuple[TakenPhoto, ...]
    codes: Mapping[str, Mapping[int, str]]
    ledgers: Mapping[str, str]


NO_PHOTOS = PhotoParcel((), MappingProxyType({}), MappingProxyType({}))


def photo_parcel(checked: CheckedWorkbook, content: bytes, keys: Mapping[str, str]) -> PhotoParcel:
    """What a checked file brings in photos, and the rows that photos can belong to.

    Args:
        checked: the file.
        content: its bytes.
        keys: ledger code → the field with the row's code.
    """
    codes = {
        part.sheet: dict(zip(part.frame[ROW].tolist(), part.frame[keys[code]].tolist(), strict=True))
        for code, part in checked.ledgers.items()
        if code in keys and keys[code] in part.frame
    }
    ledgers = {code: part.sheet for code, part in checked.ledgers.items() if part.sheet in codes}
    return PhotoParcel(photos_of(content, checked).photos, codes, ledgers)


def keep_photos(
    connection: Connection, given: PhotoParcel, info: SubmissionInfo, account: str, at: datetime | None
) -> int:
    """Keep the photos of a submission just stored; its rows have those of their earlier revisions as well.

    Returns:
        How many are new.
    """

    def place(ledger: str, row: int, column: int = 0) -> RowPlace:
        sheet = given.ledgers[ledger]
        code = given.codes[sheet][row]
        # A row without a code is only where it stands.
        what = code if isinstance(code, str) and code else f"#{row}"
        return RowPlace(info.id, info.unit, info.period, ledger, what, sheet, row, column)

    @cache
    def rows_of(ledger: str) -> Mapping[str, int]:
        codes = given.codes.get(given.ledgers.get(ledger, ""), {})
        return {code: row for row, code in reversed(list(codes.items()))}

    def now(ledger: str, code: str) -> RowPlace | None:
        row = rows_of(ledger).get(code)
        return place(ledger, row) if row is not None else None

    taken = (
        (place(one.ledger, one.where.row, one.where.column), one.kind, one.photo) for one in given.photos
    )
    new = photos.keep(connection, taken, account, at)
    photos.carry(connection, info.unit, info.period, now)
    return len(new)
