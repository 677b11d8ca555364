"""The photos of a workbook by the row they belong to, ready to be kept, and what is said of the others."""

import zipfile
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from threading import Lock

from metrics.ingest.catalogue import finding
from metrics.ingest.model import ROW, CellRef, CheckedWorkbook, Finding
from metrics.ingest.photos.opened import ALL_SECONDS, REASONS, SECONDS, WORKER, opened
from metrics.ingest.photos.pictures import Photo
from metrics.ingest.read import ask
from metrics.ingest.write import OWN_SHEETS

#: Photos kept of one row, and of one workbook.
MOST_OF_A_ROW, MOST_OF_A_BOOK = 9, 100
#: Bytes of photos that are remembered between checking a file and handing it in.
_REMEMBERED = 64 << 20
_MEDIA = "xl/media/"
_FIRST_BYTES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1")
_OLE = b"\xd0\xcf\x11\xe0"
_CODE = "W426"


@dataclass(frozen=True)
class PlacedPicture:
    """A picture, and the cell it stands in or over; `kind` is floating, wps or excel."""

    where: CellRef
    kind: str
    part: str
    content: bytes


@dataclass(frozen=True)
class TakenPhoto:
    """A photo of a data row: its ledger, the cell it stands in or over, how it was put there."""

    ledger: str
    where: CellRef
    kind: str
    photo: Photo


@dataclass(frozen=True)
class PhotoHarvest:
    """What a workbook brings in photos, and a finding for every picture that is left out."""

    photos: tuple[TakenPhoto, ...] = ()
    findings: tuple[Finding, ...] = ()


def placed_pictures(content: bytes, sha256: str = "") -> tuple[PlacedPicture, ...]:
    """The pictures of a workbook, by sheet, row and column.

    Args:
        content: bytes of an .xlsx that was sniffed and read before: its archive is within its limits.
        sha256: of the file, for the places.

    Returns:
        The first 500; none for what cannot be followed. Never raises for bad input.
    """
    if not _has_media(content):
        return ()
    ((status, *answer),) = ask(WORKER, [("places", content)], SECONDS, ALL_SECONDS)
    if status != "ok":
        return ()
    spots, parts = answer
    return tuple(
        PlacedPicture(CellRef(sha256, sheet, row, column), kind, part, parts[part])
        for sheet, row, column, kind, part in spots
    )


def _has_media(content: bytes) -> bool:
    """Whether there is anything to look for; one look into the archive's directory."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(name.startswith(_MEDIA) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def photos_of(content: bytes, checked: CheckedWorkbook) -> PhotoHarvest:
    """The photo of every picture that stands in or over a data row; the last ones are remembered.

    Args:
        content: the bytes of the file.
        checked: what they say.

    Raises:
        AbandonedError: the tab that brought it was closed meanwhile.
    """
    if content.startswith(_OLE):
        return _of_old_book(content, checked)
    if not checked.ledgers or not _has_media(content):
        return PhotoHarvest()
    rows = {part.sheet: tuple(part.frame[ROW].tolist()) for part in checked.ledgers.values()}
    key = (checked.sha256, tuple(rows.items()))
    harvest = _memory.get(key)
    if harvest is None:
        harvest = _harvest(placed_pictures(content, checked.sha256), checked)
        if not any(REASONS["late"] in one.message for one in harvest.findings):
            _memory.put(key, harvest)
    return harvest


def with_photos(checked: CheckedWorkbook, content: bytes) -> CheckedWorkbook:
    """A checked file with a finding for each picture that will not be kept."""
    told = photos_of(content, checked).findings
    return replace(checked, findings=(*checked.findings, *told)) if told else checked


def _of_old_book(content: bytes, checked: CheckedWorkbook) -> PhotoHarvest:
    if not checked.ledgers or not any(first in content for first in _FIRST_BYTES):
        return PhotoHarvest()
    words = "这种格式（.xls、.et）里的图片取不出来，请另存为 .xlsx 再上传"
    return PhotoHarvest(findings=(finding(_CODE, CellRef(checked.sha256, ""), "图片", detail=words),))


def _harvest(pictures: Sequence[PlacedPicture], checked: CheckedWorkbook) -> PhotoHarvest:
    rows = {part.sheet: part.frame[ROW] for part in checked.ledgers.values()}
    codes = {part.sheet: part.ledger for part in checked.ledgers.values()}
    kept, refused = _sorted_out(pictures, {sheet: frozenset(places) for sheet, places in rows.items()})
    photos: list[TakenPhoto] = []
    for picture, photo in zip(kept, opened([one.content for one in kept]), strict=True):
        if isinstance(photo, str):
            refused.append((picture.where, REASONS[photo]))
        else:
            photos.append(TakenPhoto(codes[picture.where.sheet], picture.where, picture.kind, photo))
    first = {sheet: int(places.min()) for sheet, places in rows.items() if len(places)}
    told = [
        finding(_CODE, where, "图片", detail=why)
        for where, why in refused
        # What stands above the rows is a logo.
        if where.row >= first.get(where.sheet, 0) and where.sheet not in OWN_SHEETS
    ]
    return PhotoHarvest(tuple(photos), tuple(told))


def _sorted_out(
    pictures: Sequence[PlacedPicture], rows: Mapping[str, frozenset[int]]
) -> tuple[list[PlacedPicture], list[tuple[CellRef, str]]]:
    """The pictures that are opened, and places with the reason of those that are not."""
    kept: list[PlacedPicture] = []
    refused: list[tuple[CellRef, str]] = []
    counted: Counter[tuple[str, int]] = Counter()
    for picture in pictures:
        where = picture.where
        if where.row not in rows.get(where.sheet, ()):
            refused.append((where, "不在任何一行台账上"))
        elif counted[where.sheet, where.row] >= MOST_OF_A_ROW:
            refused.append((where, f"一行最多收 {MOST_OF_A_ROW} 张"))
        elif len(kept) >= MOST_OF_A_BOOK:
            refused.append((where, f"一份文件最多收 {MOST_OF_A_BOOK} 张"))
        else:
            counted[where.sheet, where.row] += 1
            kept.append(picture)
    return kept, refused


class _HarvestMemory:
    """The last harvests, as far as they fit; shared by threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[object, PhotoHarvest] = OrderedDict()

    def get(self, key: object) -> PhotoHarvest | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: object, harvest: PhotoHarvest) -> None:
        with self._lock:
            self._kept[key] = harvest
            while sum(map(_size, self._kept.values())) > self._most:
                self._kept.popitem(last=False)


def _size(harvest: PhotoHarvest) -> int:
    return sum(len(taken.photo.content) + len(taken.photo.thumbnail) for taken in harvest.photos)


_memory = _HarvestMemory(_REMEMBERED)
