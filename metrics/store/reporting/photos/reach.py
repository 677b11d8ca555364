"""Which photos an account may see: those of rows that the gate lets through, and not what is internal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, select

from metrics.framework import Framework, rights
from metrics.store.database import StoreError, load_rows, photo, photo_place, submission
from metrics.store.people import handouts, permits
from metrics.store.photos import OPEN_TO_LEADERS, RowPhoto, RowPlace
from metrics.store.photos import kept as photos
from metrics.store.reporting import submissions
from metrics.store.reporting.visible import rows_for

_INNER = "see-inner-photos"
_GONE = "没有这张照片，或者不对这个账号开放。"


@dataclass(frozen=True)
class PhotosBeside:
    """Photos of rows that leaders' pages may show, and how many more the account sees elsewhere."""

    photos: tuple[RowPhoto, ...]
    inner: int


def _seen(
    connection: Connection, account: str, found: Iterable[RowPhoto], within: Collection[int] = ()
) -> tuple[RowPhoto, ...]:
    """The photos of rows that an account may see, in one of some submissions or in any."""
    found = tuple(found)
    places = [(one.id, number) for one in found for number in one.submissions]
    rows = pd.DataFrame(
        [place for place in places if not within or place[1] in within], columns=["photo", "submission"]
    )
    passed = set(rows_for(connection, account, rows).frame["photo"])
    who = permits.acting(connection, account, _INNER)
    return tuple(
        one
        for one in found
        if one.id in passed
        and (one.consent in OPEN_TO_LEADERS or who is None or rights.may(who, _INNER, one.unit))
    )


def of_submission(connection: Connection, number: int, account: str) -> tuple[RowPhoto, ...]:
    """The photos of a submission's rows, as far as an account may see them."""
    there = select(photo_place.c.photo_id).where(photo_place.c.submission_id == number)
    return _seen(connection, account, photos.every(connection, photo.c.id.in_(there)), (number,))


def left_behind(connection: Connection, number: int, account: str) -> tuple[RowPhoto, ...]:
    """Photos of the unit's quarter whose row is not in a submission any more, as far as one may see them."""
    info = submissions.get(connection, number)
    there = select(photo_place.c.photo_id).where(photo_place.c.submission_id == number)
    of_quarter = (photo.c.unit == info.unit) & (photo.c.period == info.period)
    return _seen(connection, account, photos.every(connection, of_quarter, photo.c.id.not_in(there)))


def beside(connection: Connection, rows: pd.DataFrame, account: str) -> PhotosBeside:
    """Photos of rows, of which leaders' pages show those with consent.

    Args:
        connection: of a reading transaction.
        rows: with `submission`, `ledger` and `row`.
        account: whom they are for.
    """
    wanted = set(zip(rows["submission"].astype(int), rows["ledger"], rows["row"].astype(int), strict=True))
    numbers = sorted({number for number, _, _ in wanted})
    there = select(photo_place.c.photo_id).where(photo_place.c.submission_id.in_(numbers))
    found = [
        one
        for one in photos.every(connection, photo.c.id.in_(there))
        if any((number, one.ledger, where.row) in wanted for number, where in one.places)
    ]
    seen = _seen(connection, account, found, numbers)
    shown = tuple(one for one in seen if one.consent in OPEN_TO_LEADERS)
    return PhotosBeside(shown, len(seen) - len(shown))


def thumbnails(connection: Connection, numbers: Collection[int], account: str) -> dict[int, bytes]:
    """Number → thumbnail, of the photos that an account may see."""
    seen = _seen(connection, account, photos.every(connection, photo.c.id.in_(list(numbers))))
    small = photos.pictures(connection, {one.sha256 for one in seen}, small=True)
    return {one.id: small[one.sha256] for one in seen}


def large(connection: Connection, number: int, account: str) -> bytes:
    """A photo as it is kept.

    Raises:
        StoreError: there is none, or the account may not see it; which of the two is not said.
    """
    return photos.pictures(connection, [_one(connection, number, account).sha256], small=False).popitem()[1]


def _one(connection: Connection, number: int, account: str) -> RowPhoto:
    seen = _seen(connection, account, photos.every(connection, photo.c.id == number))
    if not seen:
        raise StoreError(_GONE)
    return seen[0]


def take(connection: Connection, number: int, account: str) -> tuple[str, bytes]:
    """Name and bytes of a photo that is handed out, which the audit notes. Raises as `large`."""
    one, content = _one(connection, number, account), large(connection, number, account)
    name = f"{one.code}-{one.sha256[:8]}.webp"
    detail = {"sha256": one.sha256, "unit": one.unit, "period": one.period, "code": one.code}
    handouts.hand_out(connection, handouts.Handout("照片", name, (), str(number), detail), account)
    return name, content


def row_place(
    connection: Connection, framework: Framework, number: int, ledger: str, row: int, account: str
) -> tuple[RowPlace, str]:
    """A row of the newest revision, to which photos can be added, and what it is called.

    Raises:
        StoreError: the account may not, there is no such row, or a newer revision took its place.
    """
    info = submissions.get(connection, number)
    permits.require(connection, account, "photo", info.unit)
    submissions.require_visible(connection, info, account)
    newer = select(submission.c.id).where(
        submission.c.unit == info.unit,
        submission.c.period == info.period,
        submission.c.revision > info.revision,
        submission.c.state != "withdrawn",
    )
    if info.state == "withdrawn" or connection.execute(newer).first():
        raise StoreError("这一版已经不是最新的。请把照片补到最新一版的行上。")
    stored, spec = load_rows(connection, [number])[number].get(ledger), framework.ledgers.get(ledger)
    places = stored.table["_row"].to_pylist() if stored else []
    if stored is None or spec is None or row not in places:
        raise StoreError("这一版里没有这一行。请刷新页面再选。")
    at = places.index(row)
    code, name = (
        str(stored.table[field][at].as_py() or "") if field in stored.table.column_names else ""
        for field in (spec.key, spec.name_field or spec.key)
    )
    return RowPlace(number, info.unit, info.period, ledger, code, stored.sheet, row), f"{code} {name}".strip()
