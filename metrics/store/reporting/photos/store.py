"""The part of the store for photos of ledger rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from metrics.ingest.photos import MOST_OF_A_ROW, REASONS, Photo, opened
from metrics.store.database import Database, StoreError, audit, framework_at, moment, photo
from metrics.store.people import permits
from metrics.store.photos import (
    CONSENT_NAMES,
    INTERNAL,
    KIND_NAMES,
    PhotoLink,
    RowPhoto,
    RowPlace,
    agree,
    every,
    keep,
    link,
    linked,
    remove,
    use,
)
from metrics.store.reporting.photos import reach
from metrics.store.reporting.photos.reach import PhotosBeside


@dataclass(frozen=True)
class PhotosAdded:
    """What became of pictures that were brought: how many are kept, and a sentence for each other one."""

    count: int
    refused: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Both, as people read it."""
        kept = f"已收 {self.count} 张照片。" if self.count else "没有收下照片。"
        return kept + "".join(f"{reason}。" for reason in self.refused)


class PhotoStore:
    """`store.photos`: photos of ledger rows. Whoever may see a row may see its photos, but for internal ones.

    Nothing of a photo counts: no score, no check and no number of rows asks for them. Every method takes the
    acting account; links are good for whoever has them, in the name of the account that made them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_submission(self, number: int, account: str) -> tuple[RowPhoto, ...]:
        """The photos of a submission's rows, oldest first."""
        return self._database.read(reach.of_submission, number, account)

    def left_behind(self, number: int, account: str) -> tuple[RowPhoto, ...]:
        """Photos of the unit's quarter whose row is not in this submission any more."""
        return self._database.read(reach.left_behind, number, account)

    def beside(self, rows: pd.DataFrame, account: str) -> PhotosBeside:
        """Photos that leaders' pages may show beside rows (with `submission`, `ledger`, `row`)."""
        return self._database.read(reach.beside, rows, account)

    def thumbnails(self, numbers: Collection[int], account: str) -> dict[int, bytes]:
        """Number → WebP of 320 px, of the photos that the account may see."""
        return self._database.read(reach.thumbnails, numbers, account)

    def large(self, number: int, account: str) -> bytes:
        """WebP of at most 1,600 px; StoreError when there is none for the account."""
        return self._database.read(reach.large, number, account)

    def take(self, number: int, account: str) -> tuple[str, bytes]:
        """Name and bytes of a photo that is handed out, which the audit notes; StoreError as `large`."""
        return self._database.write(reach.take, number, account)

    def agree(self, number: int, consent: str, account: str, at: datetime | None = None) -> None:
        """Keep what may be done with a photo (`CONSENT_NAMES`); StoreError when the account may not."""
        self._database.write(agree, number, consent, account, at)

    def add(
        self,
        number: int,
        ledger: str,
        row: int,
        files: Sequence[tuple[str, bytes]],
        account: str,
        consent: str = INTERNAL,
        at: datetime | None = None,
    ) -> PhotosAdded:
        """Add photos to a row of a unit's newest revision.

        Args:
            number: of the submission.
            ledger: code of the ledger.
            row: Excel row.
            files: name and bytes of each picture.
            account: who brings them.
            consent: what may be done with them.
            at: when.

        Raises:
            StoreError: the account may not, or there is no such row; nothing was stored.
        """
        place, _ = self._place(number, ledger, row, account)
        ready, refused = _opened(files)
        brought = _Brought(place, "page", ready, refused, consent)
        return self._database.write(_add, brought, account, at)

    def _place(self, number: int, ledger: str, row: int, account: str) -> tuple[RowPlace, str]:
        framework = self._database.read(framework_at)
        return self._database.read(reach.row_place, framework, number, ledger, row, account)

    def remove(self, number: int, account: str, why: str, at: datetime | None = None) -> None:
        """Take a photo away for good, its bytes too where no other row has them; the audit keeps why."""
        self._database.write(_remove, number, account, why, at)

    def link(
        self, number: int, ledger: str, row: int, account: str, at: datetime | None = None
    ) -> tuple[str, datetime]:
        """A token with which a telephone brings photos to a row once, and until when it holds."""
        place, name = self._place(number, ledger, row, account)
        return self._database.write(link, place, name, account, at)

    def linked(self, token: str) -> PhotoLink:
        """What a link is for; PhotoLinkError when it holds no more."""
        return self._database.read(linked, token, moment(None))

    def bring(self, token: str, files: Sequence[tuple[str, bytes]]) -> PhotosAdded:
        """Add photos by a link, which is then used up; PhotoLinkError when it holds no more."""
        self.linked(token)
        ready, refused = _opened(files)
        if not ready:
            return PhotosAdded(0, refused)
        return self._database.write(_bring, token, ready, refused)


def _opened(files: Sequence[tuple[str, bytes]]) -> tuple[list[Photo], tuple[str, ...]]:
    """Pictures made fit to be kept, and a sentence for each that is not one."""
    if not files:
        raise StoreError("还没有选照片。请选 JPG、PNG 或 WebP 图片。")
    if len(files) > MOST_OF_A_ROW:
        raise StoreError(f"一次最多 {MOST_OF_A_ROW} 张照片，选了 {len(files)} 张。请分几次。")
    answers = opened([content for _, content in files])
    named = list(zip((file for file, _ in files), answers, strict=True))
    refused = tuple(f"“{file}”{REASONS[one]}" for file, one in named if isinstance(one, str))
    return [one for one in answers if not isinstance(one, str)], refused


@dataclass(frozen=True)
class _Brought:
    """Pictures for a row: how they came, those that are fit, what is said of the others, the consent."""

    place: RowPlace
    kind: str
    ready: Sequence[Photo]
    refused: tuple[str, ...]
    consent: str = INTERNAL


def _add(connection: Connection, given: _Brought, account: str, at: datetime | None) -> PhotosAdded:
    place, refused = given.place, given.refused
    permits.require(connection, account, "photo", place.unit)
    if given.consent not in CONSENT_NAMES:
        raise StoreError(f"照片的用途只能是：{'；'.join(CONSENT_NAMES.values())}。")
    found = [(place, given.kind, one) for one in given.ready]
    new = keep(connection, found, account, at, given.consent)
    if new:
        detail = {
            "photos": new,
            "ledger": place.ledger,
            "row": place.code,
            "consent": given.consent,
            "how": KIND_NAMES[given.kind],
        }
        audit.record(connection, account.strip(), "photo-add", f"submission {place.submission}", detail, at)
    if missing := len({one.sha256 for one in given.ready}) - len(new):
        refused = (*refused, f"{missing} 张没有收：这一行已经有了，或者满了 {MOST_OF_A_ROW} 张")
    return PhotosAdded(len(new), refused)


def _bring(
    connection: Connection, token: str, ready: Sequence[Photo], refused: tuple[str, ...]
) -> PhotosAdded:
    found = use(connection, token, moment(None))
    return _add(connection, _Brought(found.place, "phone", ready, refused), found.account, None)


def _remove(connection: Connection, number: int, account: str, why: str, at: datetime | None) -> None:
    found = every(connection, photo.c.id == number)
    if not found:
        raise StoreError("这张照片已经移除。请刷新页面。")
    permits.require(connection, account, "photo", found[0].unit)
    remove(connection, [number])
    one = found[0]
    detail = {"sha256": one.sha256, "ledger": one.ledger, "row": one.code, "why": why.strip()[:200]}
    audit.record(connection, account.strip(), "photo-remove", f"photo {number}", detail, at)
