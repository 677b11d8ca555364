"""Pictures by the checksum of their bytes, and the rows they belong to.

A photo hangs on what its row is – unit, quarter, ledger, row code – not on where it stood, so that it
outlives corrections of that row. Where it stood, in which submission, is kept beside: who may see one of
these rows may see the photo.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from metrics.ingest import CellRef
from metrics.ingest.photos import MOST_OF_A_ROW, Photo
from metrics.store.database import StoreError, moment, photo, photo_place, picture, submission
from metrics.store.photos.consent import INTERNAL

#: How a photo came to its row.
KIND_NAMES: Mapping[str, str] = {
    "floating": "报表里的图片",
    "wps": "报表里的图片",
    "excel": "报表里的图片",
    "page": "报送后补的",
    "phone": "手机上补的",
    "kept": "上一版留下的",
}
#: Those that stood in the file, and go with it; those that were brought to the row itself.
_OF_FILE, _BROUGHT = ("floating", "wps", "excel"), ("page", "phone")
#: A later revision has the row, and so its photos.
_KEPT = "kept"


@dataclass(frozen=True)
class RowPlace:
    """A row of a submission: what it is, and where it stands; `column` is 0 for the whole row."""

    submission: int
    unit: str
    period: str
    ledger: str
    code: str
    sheet: str
    row: int
    column: int = 0


@dataclass(frozen=True)
class RowPhoto:
    """A photo of a ledger row; `places` are where it stood, newest submission last, `kind` how it came."""

    id: int
    unit: str
    period: str
    ledger: str
    code: str
    sha256: str
    width: int
    height: int
    consent: str
    consent_by: str
    consent_at: datetime | None
    account: str
    at: datetime
    kind: str
    places: tuple[tuple[int, CellRef], ...]

    @property
    def row(self) -> tuple[str, str]:
        """Ledger and code of its row."""
        return self.ledger, self.code

    @property
    def submissions(self) -> tuple[int, ...]:
        """Numbers of the submissions in which its row stands."""
        return tuple(number for number, _ in self.places)


def keep(
    connection: Connection,
    found: Iterable[tuple[RowPlace, str, Photo]],
    account: str,
    at: datetime | None,
    consent: str = INTERNAL,
) -> list[int]:
    """Keep photos of rows, each with how it came; one that a row has already only gets a further place.

    Returns:
        Numbers of the photos that are new, in order. A row keeps nine: what is more is left out.
    """
    new: list[int] = []
    for place, kind, taken in found:
        known = connection.execute(select(photo.c.id).where(_of_row(place), photo.c.sha256 == taken.sha256))
        number = known.scalar()
        if number is None:
            if _count(connection, place) >= MOST_OF_A_ROW:
                continue
            number = _insert(connection, place, taken, account, at, consent)
            new.append(number)
        _put(connection, number, place, kind)
    return new


def _of_row(place: RowPlace) -> ColumnElement[bool]:
    return (
        (photo.c.unit == place.unit)
        & (photo.c.period == place.period)
        & (photo.c.ledger == place.ledger)
        & (photo.c.code == place.code)
    )


def _count(connection: Connection, place: RowPlace) -> int:
    return connection.scalar(select(func.count()).select_from(photo).where(_of_row(place))) or 0


def _insert(
    connection: Connection, place: RowPlace, taken: Photo, account: str, at: datetime | None, consent: str
) -> int:
    there = select(picture.c.sha256).where(picture.c.sha256 == taken.sha256)
    if connection.execute(there).first() is None:
        connection.execute(insert(picture).values(**taken._asdict()))
    row = {
        **{name: getattr(place, name) for name in ("unit", "period", "ledger", "code")},
        "sha256": taken.sha256,
        "account": account.strip(),
        "at": moment(at),
        "consent": consent,
        "consent_by": "" if consent == INTERNAL else account.strip(),
        "consent_at": None if consent == INTERNAL else moment(at),
    }
    key = connection.execute(insert(photo).values(**row)).inserted_primary_key
    if key is None:
        raise StoreError("数据库没有给照片编号，没有保存。请再试一次。")
    return int(key[0])


def _put(connection: Connection, number: int, place: RowPlace, kind: str) -> None:
    row = {
        "photo_id": number,
        "submission_id": place.submission,
        "sheet": place.sheet,
        "row_number": place.row,
        "column_number": place.column,
    }
    same = [photo_place.c[name] == value for name, value in row.items() if name != "sheet"]
    if connection.execute(select(photo_place.c.photo_id).where(*same)).first() is None:
        connection.execute(insert(photo_place).values(kind=kind, **row))


def carry(
    connection: Connection, unit: str, period: str, place_of: Callable[[str, str], RowPlace | None]
) -> None:
    """Put the photos of a unit's quarter to where their rows stand now.

    Args:
        connection: of the writing transaction.
        unit: the unit.
        period: the quarter.
        place_of: ledger and code of a row → where it stands in the newest revision, None where it is gone.
    """
    query = select(photo).where(photo.c.unit == unit, photo.c.period == period).order_by(photo.c.id)
    for row in connection.execute(query).all():
        place = place_of(row.ledger, row.code)
        if place and not _stands(connection, row.id, place.submission):
            _put(connection, row.id, place, _KEPT)


def _stands(connection: Connection, number: int, submission_id: int) -> bool:
    this = (photo_place.c.photo_id == number) & (photo_place.c.submission_id == submission_id)
    return connection.execute(select(photo_place.c.photo_id).where(this)).first() is not None


def every(connection: Connection, *which: ColumnElement[bool]) -> list[RowPhoto]:
    """Photos with their places, oldest first; the bytes are not read."""
    sizes = picture.c.width, picture.c.height
    query = select(photo, *sizes).join(picture, picture.c.sha256 == photo.c.sha256)
    rows = connection.execute(query.where(*which).order_by(photo.c.id)).all()
    places = _places(connection, [row.id for row in rows])
    return [
        RowPhoto(
            **row._asdict(),
            kind=places[row.id][0].kind if places.get(row.id) else "",
            places=tuple(
                (one.submission_id, CellRef("", one.sheet, one.row_number, one.column_number))
                for one in places.get(row.id, ())
            ),
        )
        for row in rows
    ]


def _places(connection: Connection, numbers: Sequence[int]) -> dict[int, list]:
    found: dict[int, list] = {}
    columns = photo_place.c
    order = (columns.submission_id, columns.row_number, columns.column_number)
    query = select(photo_place).where(columns.photo_id.in_(numbers)).order_by(*order)
    for row in connection.execute(query):
        found.setdefault(row.photo_id, []).append(row)
    return found


def pictures(connection: Connection, sums: Collection[str], *, small: bool) -> dict[str, bytes]:
    """Checksum → bytes of pictures, or of their thumbnails."""
    column = picture.c.thumbnail if small else picture.c.content
    query = select(picture.c.sha256, column).where(picture.c.sha256.in_(list(sums)))
    return {row[0]: row[1] for row in connection.execute(query)}


def remove(connection: Connection, numbers: Collection[int]) -> int:
    """Take photos away, and pictures that no row has any more; gives how many photos went."""
    if not numbers:
        return 0
    if connection.dialect.name == "sqlite":
        # Else the bytes would stay in free pages of the file.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.execute(delete(photo_place).where(photo_place.c.photo_id.in_(list(numbers))))
    gone = connection.execute(delete(photo).where(photo.c.id.in_(list(numbers)))).rowcount
    connection.execute(delete(picture).where(picture.c.sha256.not_in(select(photo.c.sha256))))
    return gone


def of_files(connection: Connection, sha256: str) -> list[int]:
    """Photos that came with a file and with no other that is there."""
    came = (
        select(photo_place.c.photo_id)
        .join(submission, submission.c.id == photo_place.c.submission_id)
        .where(photo_place.c.kind.in_(_OF_FILE))
    )
    elsewhere = (submission.c.sha256 != sha256) & photo_place.c.kind.in_(_OF_FILE)
    otherwise = (
        select(photo_place.c.photo_id)
        .join(submission, submission.c.id == photo_place.c.submission_id)
        .where(elsewhere | photo_place.c.kind.in_(_BROUGHT))
    )
    query = select(photo.c.id).where(
        photo.c.id.in_(came.where(submission.c.sha256 == sha256)), photo.c.id.not_in(otherwise)
    )
    return list(connection.execute(query.order_by(photo.c.id)).scalars())


def erase(connection: Connection, sha256: str) -> int:
    """Take away what came with an erased file; a photo that stands in another one stays there."""
    gone = remove(connection, of_files(connection, sha256))
    numbers = select(submission.c.id).where(submission.c.sha256 == sha256)
    this = photo_place.c.submission_id.in_(numbers) & photo_place.c.kind.in_(_OF_FILE)
    connection.execute(delete(photo_place).where(this))
    return gone


def expired(connection: Connection, before: datetime) -> int:
    """How many photos are older."""
    return connection.scalar(select(func.count()).select_from(photo).where(photo.c.at < before)) or 0


def expire(connection: Connection, before: datetime) -> int:
    """Take away what is older; gives how many photos went."""
    old = connection.execute(select(photo.c.id).where(photo.c.at < before)).scalars().all()
    return remove(connection, old)


def wrong(connection: Connection) -> tuple[int, list[str]]:
    """How many pictures there are, and the checksums of those that are not what they say."""
    sums = connection.execute(select(picture.c.sha256).order_by(picture.c.sha256)).scalars().all()
    faulty = []
    for name in sums:
        content = pictures(connection, [name], small=False)[name]
        if hashlib.sha256(content).hexdigest() != name:
            faulty.append(name)
    return len(sums), faulty
