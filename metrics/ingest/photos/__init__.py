"""Photos that travel in a workbook, each tied to the row it belongs to."""

from metrics.ingest.photos.opened import REASONS, opened
from metrics.ingest.photos.pictures import MOST_BYTES, Photo, ready
from metrics.ingest.photos.workbook import (
    MOST_OF_A_ROW,
    PhotoHarvest,
    PlacedPicture,
    TakenPhoto,
    photos_of,
    placed_pictures,
    with_photos,
)

__all__ = [
    "MOST_BYTES",
    "MOST_OF_A_ROW",
    "REASONS",
    "Photo",
    "PhotoHarvest",
    "PlacedPicture",
    "TakenPhoto",
    "opened",
    "photos_of",
    "placed_pictures",
    "ready",
    "with_photos",
]
