"""The photos of a workbook by the row they belong to, ready to be kept."""

from collections.abc import Iterator

from metrics.ingest.model import CheckedWorkbook
from metrics.ingest.photos.pictures import Photo, ready
from metrics.ingest.photos.places import PlacedPicture, placed_pictures

#: Photos kept of one row.
MOST_OF_A_ROW = 9


def photos_of(content: bytes, checked: CheckedWorkbook) -> Iterator[tuple[str, int, PlacedPicture, Photo]]:
    """Ledger, Excel row, place and photo of every picture that stands in or over a data row.

    Args:
        content: the bytes of the file.
        checked: what they say.
    """
    ledgers = {rows.sheet: (code, set(rows.frame["_row"].tolist())) for code, rows in checked.ledgers.items()}
    counted: dict[tuple[str, int], int] = {}
    for picture in placed_pictures(content, checked.sha256):
        code, rows = ledgers.get(picture.where.sheet, ("", set()))
        row = picture.where.row
        if row not in rows or counted.get((code, row), 0) >= MOST_OF_A_ROW:
            continue
        photo = ready(picture.content)
        if photo:
            counted[code, row] = counted.get((code, row), 0) + 1
            yield code, row, picture, photo
